/// The progress in the schema `cutover` on real servers: what is claimed, fenced, kept and read.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "core/database.hpp"
#include "core/error.hpp"
#include "mysql/progress_store.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::progress_test {
namespace {

std::string name_of(ServerKind kind) {
    return kind == ServerKind::mariadb ? "MariaDB" : "MySQL 5.6";
}

/// A destination without a schema `cutover`.
PrivateServer& empty_destination(ServerKind kind) {
    PrivateServer& server = PrivateServer::shared(kind, 1);
    server.execute("DROP DATABASE IF EXISTS `cutover`");
    return server;
}

KeyTuple key(std::uint64_t number, const std::string& bytes) {
    return {
        {.kind = KeyValue::Kind::natural, .number = number},
        {.kind = KeyValue::Kind::bytes, .bytes = bytes}};
}

/// Two tables: one of three chunks, one of a single chunk; names that want care.
std::vector<TableProgress> two_tables() {
    TableProgress first{
        .source = {"shop", "it's `one`"}, .destination = {"shop_eu", "☃"}, .definition_hash = "ab"};
    for (const Chunk& chunk : cut(0, {key(7, std::string("\0'\xff", 3)), key(9, "")})) {
        first.chunks.push_back({.chunk = chunk});
    }
    TableProgress second{.source = {"shop", "two"}, .destination = {"shop", "two"}};
    second.chunks.push_back({});
    second.indexes_done = true;
    return {first, second};
}

std::string error_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

TEST(Progress, NothingIsThereAndLoadingChangesNothing) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        MysqlProgressStore store(server.endpoint(), "shop");
        EXPECT_FALSE(store.load());
        EXPECT_TRUE(store.load_tables().empty());
        EXPECT_EQ(server.sql("SHOW DATABASES LIKE 'cutover'"), "");
    }
}

TEST(Progress, WhatIsWrittenIsReadAgainByTheNextRun) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        const std::string text = "CREATE TABLE `a'b` (c INT) -- \\ \n";
        std::uint64_t first_epoch = 0;
        {
            MysqlProgressStore store(server.endpoint(), "shop");
            first_epoch = store.claim("f", "server-1").epoch;
            EXPECT_EQ(store.add_tables(two_tables()), (std::vector<std::uint64_t>{1, 2}));
            EXPECT_EQ(store.add_tables(two_tables()), (std::vector<std::uint64_t>{1, 2}));
            store.set_phase(Phase::copying);
            store.set_positions("binlog.000001:4 0-1-2", "binlog.000001:4 0-1-2");
            store.keep_note("ddl", "to be replaced");
            store.keep_note("ddl", text);
            store.set_indexes_done(1);
        }
        MysqlProgressStore store(server.endpoint(), "shop");
        const TaskProgress task = store.claim("f", "server-1");
        EXPECT_GT(task.epoch, first_epoch);
        EXPECT_EQ(task.phase, Phase::copying);
        EXPECT_EQ(task.first_position, "binlog.000001:4 0-1-2");
        EXPECT_EQ(store.note("ddl"), text);
        EXPECT_EQ(store.note("other"), std::nullopt);

        const std::vector<TableProgress> tables = store.load_tables();
        const std::vector<TableProgress> expected = two_tables();
        ASSERT_EQ(tables.size(), 2U);
        for (std::size_t i = 0; i < 2; ++i) {
            EXPECT_EQ(tables[i].source, expected[i].source);
            EXPECT_EQ(tables[i].destination, expected[i].destination);
            EXPECT_EQ(tables[i].definition_hash, expected[i].definition_hash);
            EXPECT_TRUE(tables[i].indexes_done);
            ASSERT_EQ(tables[i].chunks.size(), expected[i].chunks.size());
            for (std::size_t j = 0; j < tables[i].chunks.size(); ++j) {
                EXPECT_EQ(tables[i].chunks[j].chunk, expected[i].chunks[j].chunk);
                EXPECT_FALSE(tables[i].chunks[j].done);
            }
        }
    }
}

TEST(Progress, AChunkIsDoneOnceAndOnlyWithItsTransaction) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        MysqlProgressStore store(server.endpoint(), "shop");
        store.claim("f", "server-1");
        store.add_tables(two_tables());
        const ChunkDone done{
            .table_id = 1,
            .chunk_index = 2,
            .source = {.rows = 5, .sum = {.low = 1, .high = 0xabcdef0123456789}},
            .rows_written = 4,
            .bytes = 77,
            .seconds = 1.5};
        const auto writer = store.writer();
        writer->begin();
        writer->mark_done(done);
        writer->rollback();
        EXPECT_FALSE(store.is_done(1, 2));

        writer->begin();
        writer->mark_done(done);
        writer->commit();
        EXPECT_TRUE(store.is_done(1, 2));
        EXPECT_FALSE(store.is_done(1, 1));
        const ChunkProgress chunk = store.load_tables().at(0).chunks.at(2);
        EXPECT_TRUE(chunk.done);
        EXPECT_EQ(chunk.source, done.source);
        EXPECT_EQ(chunk.rows_written, 4U);
        EXPECT_EQ(chunk.bytes, 77U);
        EXPECT_EQ(chunk.seconds, 1.5);

        writer->begin();
        EXPECT_THROW(writer->mark_done(done), Error);
        writer->rollback();
    }
}

TEST(Progress, AnswersAboutAChunkWaitForATransactionThatMayStillCommitIt) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        MysqlProgressStore store(server.endpoint(), "shop");
        store.claim("f", "server-1");
        store.add_tables(two_tables());
        const auto writer = store.writer();
        writer->begin();
        writer->mark_done({.table_id = 2, .chunk_index = 0});
        const std::jthread committing([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            writer->commit();
        });
        EXPECT_TRUE(store.is_done(2, 0));
    }
}

TEST(Progress, ASecondRunIsToldWhoHoldsTheTask) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        MysqlProgressStore first(server.endpoint(), "shop");
        const std::uint64_t epoch = first.claim("f", "server-1").epoch;
        MysqlProgressStore second(server.endpoint(), "shop");
        for (const auto& call : std::vector<std::function<void()>>{
                 [&] { second.claim("f", "server-1"); }, [&] { second.forget(); }}) {
            const std::string error = error_of(call);
            EXPECT_NE(error.find("another run of task \"shop\""), std::string::npos) << error;
            EXPECT_NE(error.find(std::to_string(getpid())), std::string::npos) << error;
        }
        EXPECT_EQ(second.load().value().epoch, epoch);
        EXPECT_NO_THROW(first.set_phase(Phase::schema));

        MysqlProgressStore another(server.endpoint(), "another-task");
        EXPECT_NO_THROW(another.claim("f", "server-1"));
    }
}

/// Its session ends some time after it is killed, and once in a while only the second time.
void end_the_claim(const PrivateServer& server) {
    EXPECT_TRUE(comes_true([&] {
        const std::string holder = server.sql("SELECT IS_USED_LOCK('cutover/shop')");
        if (holder != "NULL\n") {
            static_cast<void>(server.try_sql("KILL " + holder));
        }
        return holder == "NULL\n";
    }));
}

TEST(Progress, ARunThatWasTakenOverCanWriteNothing) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        MysqlProgressStore stale(server.endpoint(), "shop");
        const std::uint64_t first = stale.claim("f", "server-1").epoch;
        stale.add_tables(two_tables());
        const auto old_writer = stale.writer();
        end_the_claim(server);
        {
            MysqlProgressStore current(server.endpoint(), "shop");
            EXPECT_GT(current.claim("f", "server-1").epoch, first);
        }
        EXPECT_THROW(old_writer->begin(), Error);
        const auto new_writer = error_of([&] { stale.writer()->begin(); });
        EXPECT_NE(new_writer.find("taken this task over"), std::string::npos) << new_writer;
        // The first call finds its session lost, the second opens another and is refused.
        EXPECT_THROW(stale.set_phase(Phase::done), Error);
        const std::string error = error_of([&] { stale.set_phase(Phase::done); });
        EXPECT_NE(error.find("taken this task over"), std::string::npos) << error;
        const std::string claim = error_of([&] { stale.claim("f", "server-1"); });
        EXPECT_NE(claim.find("taken this task over"), std::string::npos) << claim;
        EXPECT_EQ(MysqlProgressStore(server.endpoint(), "shop").load()->phase, Phase::created);
    }
}

/// The rows that are in its way are those of the run that took over, and nobody else's.
TEST(Progress, ARunThatWasTakenOverBlamesNobodyForRowsInItsWay) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        server.execute(
            "DROP DATABASE IF EXISTS taken_over; CREATE DATABASE taken_over; CREATE TABLE "
            "taken_over.t (id INT PRIMARY KEY)");
        auto stale = std::make_unique<MysqlProgressStore>(server.endpoint(), "shop");
        stale->claim("f", "server-1");
        const auto writer = stale->change_writer();
        stale.reset();
        MysqlProgressStore current(server.endpoint(), "shop");
        current.claim("f", "server-1");
        server.execute("INSERT INTO taken_over.t VALUES (7)");

        for (const std::string& sql :
             {std::string("INSERT INTO taken_over.t VALUES (7)"),
              std::string("DELETE FROM taken_over.t WHERE id=8")}) {
            ChangeStatements changes{.sql = sql};
            changes.statements.push_back(
                {.end = sql.size(), .table = {"taken_over", "t"}, .rows = 1});
            const std::string error =
                error_of([&] { writer->apply_ahead(changes, {.transaction = 1}); });
            EXPECT_NE(error.find("taken this task over"), std::string::npos) << error;
            writer->rollback();
        }
    }
}

TEST(Progress, AClaimWaitsForTransactionsOfTheRunBefore) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        auto before = std::make_unique<MysqlProgressStore>(server.endpoint(), "shop");
        before->claim("f", "server-1");
        before->add_tables(two_tables());
        const auto writer = before->writer();
        writer->begin();
        before.reset();  // its lock is free, its transaction is not over
        const std::jthread committing([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            writer->mark_done({.table_id = 2, .chunk_index = 0});
            writer->commit();
        });
        MysqlProgressStore next(server.endpoint(), "shop");
        next.claim("f", "server-1");
        EXPECT_TRUE(next.load_tables().at(1).chunks.at(0).done);
    }
}

TEST(Progress, ALostSessionIsOpenedAgainWithItsLock) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        MysqlProgressStore store(server.endpoint(), "shop");
        store.claim("f", "server-1");
        // MySQL 5.6 can miss a KILL in the moment between an answer and the next read, and keep
        // what it killed, with its locks.
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        server.execute(
            "SELECT CONCAT('KILL ', IS_USED_LOCK('cutover/shop')) INTO @k; PREPARE k FROM @k; "
            "EXECUTE k");
        try {
            store.set_phase(Phase::schema);
            FAIL() << "the session was killed";
        } catch (const Error& error) {
            EXPECT_EQ(error.recovery(), Recovery::retry_session) << error.what();
        }
        store.set_phase(Phase::schema);
        EXPECT_NE(server.sql("SELECT IS_USED_LOCK('cutover/shop')"), "NULL\n");
    }
}

TEST(Progress, AnotherTaskOrSourceUnderThisNameIsRefused) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        const std::uint64_t epoch =
            MysqlProgressStore(server.endpoint(), "shop").claim("f", "server-1").epoch;
        EXPECT_THROW(MysqlProgressStore(server.endpoint(), "shop").claim("g", "server-1"), Error);
        EXPECT_THROW(MysqlProgressStore(server.endpoint(), "shop").claim("f", "server-2"), Error);
        EXPECT_EQ(MysqlProgressStore(server.endpoint(), "shop").load()->epoch, epoch);
    }
}

TEST(Progress, ForgettingLeavesTheEpochBehind) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        MysqlProgressStore stale(server.endpoint(), "shop");
        const std::uint64_t first = stale.claim("f", "server-1").epoch;
        stale.add_tables(two_tables());
        stale.keep_note("ddl", "text");
        const auto old_writer = stale.writer();
        stale.forget();
        EXPECT_THROW(old_writer->begin(), Error);
        EXPECT_FALSE(stale.load());
        EXPECT_GT(stale.claim("g", "server-2").epoch, first);
        EXPECT_TRUE(stale.load_tables().empty());
        EXPECT_EQ(stale.note("ddl"), std::nullopt);
    }
}

TEST(Progress, ANewerFormatIsRefused) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        MysqlProgressStore(server.endpoint(), "shop").claim("f", "server-1");
        server.execute("UPDATE `cutover`.`format` SET version = 2");
        MysqlProgressStore store(server.endpoint(), "shop");
        for (const auto& call : std::vector<std::function<void()>>{
                 [&] { static_cast<void>(store.load()); }, [&] { store.claim("f", "server-1"); },
                 [&] { store.forget(); }}) {
            const std::string error = error_of(call);
            EXPECT_NE(error.find("newer version"), std::string::npos) << error;
        }
        server.execute("DROP DATABASE `cutover`");
    }
}

TEST(Progress, TenThousandTablesAreAddedAndReadQuickly) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(name_of(kind));
        const PrivateServer& server = empty_destination(kind);
        const std::vector<TableProgress> tables(10'000, two_tables().front());
        MysqlProgressStore store(server.endpoint(), "shop");
        store.claim("f", "server-1");
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_EQ(store.add_tables(tables).size(), 10'000U);
        const std::vector<TableProgress> read = store.load_tables();
        EXPECT_EQ(read.size(), 10'000U);
        EXPECT_EQ(read.back().chunks.back().chunk.after, key(9, ""));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        RecordProperty("seconds " + name_of(kind), std::to_string(took.count()));
        EXPECT_LT(took.count(), 60);
    }
}

}  // namespace
}  // namespace cutover::test::progress_test
