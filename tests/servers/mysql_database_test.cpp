#include "mysql/mysql_database.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::mysql_database_test {
namespace {

RowSource numbers() {
    RowSource source;
    source.table = {"real_db", "t"};
    source.columns = {
        {.name = "id", .form = CellForm::natural}, {.name = "n", .form = CellForm::integer}};
    source.key = {{.name = "id", .form = CellForm::natural}};
    return source;
}

std::uint64_t read_all(ReadLane& lane, const RowSource& source, const Chunk& chunk) {
    RowBlock block(forms_of(source));
    std::uint64_t rows = 0;
    lane.read(source, chunk, block, [&](const RowBlock& filled) { rows += filled.rows(); });
    return rows;
}

class RealDatabase : public ::testing::Test {
  protected:
    static void fill(const PrivateServer& server) {
        server.execute(
            "CREATE DATABASE real_db; USE real_db;"
            "CREATE TABLE t (id INT UNSIGNED PRIMARY KEY, n INT) ENGINE=InnoDB;"
            "INSERT INTO t VALUES (1,1),(2,2),(3,3),(4,4);"
            "INSERT INTO t SELECT id+4, n FROM t; INSERT INTO t SELECT id+8, n FROM t;"
            "INSERT INTO t SELECT id+16, n FROM t; INSERT INTO t SELECT id+32, n FROM t;"
            "INSERT INTO t SELECT id+64, n FROM t; INSERT INTO t SELECT id+128, n FROM t");
    }
};

TEST_F(RealDatabase, LanesReadOneMomentInChunksWhileTheTableChanges) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        fill(server);
        const auto database = open_database(server.tcp_endpoint(), SessionRole::read_only);
        const auto names = database->databases();
        EXPECT_EQ(std::count(names.begin(), names.end(), "real_db"), 1);
        EXPECT_EQ(std::count(names.begin(), names.end(), "mysql"), 0);
        const Catalog catalog = database->catalog({"real_db"});
        ASSERT_NE(find_table(catalog, {"real_db", "t"}), nullptr);
        const std::string position = database->position();
        EXPECT_EQ(position.substr(0, 7), "binlog.");

        const RowSource source = numbers();
        auto snapshot = database->snapshot(3, {source.table});
        EXPECT_EQ(snapshot->facts().position, position);
        server.execute(
            "DELETE FROM real_db.t WHERE id % 2 = 0; INSERT INTO real_db.t VALUES (999, 0)");
        ASSERT_EQ(snapshot->lanes(), 3U);
        std::atomic<std::uint64_t> rows{0};
        {
            std::vector<KeyTuple> boundaries;
            for (const std::uint64_t key : {50U, 100U, 150U, 200U}) {
                boundaries.push_back({{.kind = KeyValue::Kind::natural, .number = key}});
            }
            const auto chunks = cut(0, boundaries);
            std::atomic<std::size_t> next{0};
            std::vector<std::jthread> workers;
            for (std::size_t i = 0; i < snapshot->lanes(); ++i) {
                workers.emplace_back([&, i] {
                    for (std::size_t at = next++; at < chunks.size(); at = next++) {
                        rows += read_all(snapshot->lane(i), source, chunks.at(at));
                    }
                });
            }
        }
        EXPECT_EQ(rows, 256U);
        EXPECT_EQ(snapshot->lane(1).count(source), 256U);
        EXPECT_TRUE(snapshot->lane(2).boundaries(source, 100000).empty());
        EXPECT_EQ(database->snapshot(1, {source.table})->lane(0).count(source), 129U);
        snapshot.reset();  // a table that a snapshot has read cannot be dropped
        server.execute("DROP DATABASE real_db");
    }
}

std::string altering(const PrivateServer& server) {
    try {
        server.execute("SET lock_wait_timeout = 1; ALTER TABLE real_db.t ADD COLUMN more INT");
        return "is let in";
    } catch (const std::exception& error) {
        const std::string text = error.what();
        return text.find("Lock wait timeout") == std::string::npos ? text : "waits";
    }
}

/// Else everybody would wait for the end of a long comparison who comes after the ALTER.
TEST_F(RealDatabase, WhatALaneHasLetGoMayBeRedefinedAndItsMomentStays) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        fill(server);
        server.execute(
            "CREATE TABLE real_db.other LIKE real_db.t; INSERT INTO real_db.other SELECT * FROM "
            "real_db.t");
        const auto database = open_database(server.tcp_endpoint(), SessionRole::read_only);
        const RowSource source = numbers();
        RowSource other = source;
        other.table.table = "other";
        auto snapshot = database->snapshot(1, {source.table, other.table});
        server.execute("DELETE FROM real_db.other WHERE id > 100");
        ReadLane& lane = snapshot->lane(0);
        EXPECT_EQ(read_all(lane, source, {}), 256U);
        EXPECT_EQ(altering(server), "waits");
        lane.let_go();
        EXPECT_EQ(read_all(lane, other, {}), 256U) << "the moment has passed";
        if (kind == ServerKind::mysql56) {
            EXPECT_EQ(altering(server), "is let in");
            EXPECT_THROW(read_all(lane, source, {}), Error) << "as it is defined now";
        } else {
            EXPECT_EQ(altering(server), "waits") << "can_let_go() knows better than this server";
        }
        snapshot.reset();  // a table that a snapshot has read cannot be dropped
        server.execute("DROP DATABASE real_db");
    }
}

TEST_F(RealDatabase, ALostLaneStaysLostAndTheOthersKeepTheirMoment) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        fill(server);
        const auto database = open_database(server.tcp_endpoint(), SessionRole::read_only);
        const RowSource source = numbers();
        auto snapshot = database->snapshot(2, {source.table});
        server.execute("DELETE FROM real_db.t");
        const std::string lane =
            server.sql("SELECT MAX(trx_mysql_thread_id) FROM information_schema.innodb_trx");
        server.execute("KILL " + lane);
        int lost = 0;
        for (int round = 0; round < 2; ++round) {
            for (std::size_t i = 0; i < 2; ++i) {
                try {
                    EXPECT_EQ(snapshot->lane(i).count(source), 256U);
                } catch (const Error& error) {
                    EXPECT_EQ(error.recovery(), Recovery::retry_session);
                    ++lost;
                }
            }
        }
        EXPECT_EQ(lost, 2) << "one lane, in both rounds";
        snapshot.reset();  // a table that a snapshot has read cannot be dropped
        server.execute("DROP DATABASE real_db");
    }
}

TEST_F(RealDatabase, ALostSessionIsOpenedAgainByTheNextCall) {
    const PrivateServer& server = PrivateServer::shared(ServerKind::mariadb, 1);
    const auto database = open_database(server.tcp_endpoint(), SessionRole::read_only);
    const auto before = database->databases();
    std::string id;
    ASSERT_TRUE(comes_true([&] {  // a moment after it has answered
        id = server.sql(
            "SELECT id FROM information_schema.processlist WHERE command = 'Sleep' AND host LIKE "
            "'%:%' ORDER BY id DESC LIMIT 1");
        return !id.empty();
    }));
    server.execute("KILL " + id);
    EXPECT_THROW(static_cast<void>(database->databases()), ServerError);
    EXPECT_EQ(database->databases(), before);
}

}  // namespace
}  // namespace cutover::test::mysql_database_test
