/// Tasks that follow a part of what the log holds: kinds of changes (`dml`), rows (`where`).
/// (follow_definitions_test.cpp has kinds of statements and columns.)
#include <array>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/servers/support/conditions.hpp"
#include "tests/servers/support/follow_case.hpp"
#include "tests/servers/support/kill_case.hpp"

namespace cutover::test::follow_part_test {
namespace {

constexpr const char* all_types =
    R"("types": ["schema", "full", "incremental"], "objects": {"copy": {"tables": {)";

struct KindsCase {
    const char* table;  ///< The kinds by their first letters.
    const char* dml;
    const char* rows;     ///< What is to be there in the end.
    const char* keyless;  ///< Of the table without a key.
};

constexpr std::array kinds_cases{
    KindsCase{"i", R"("insert")", "1 10 a,2 20 b,4 41 h,5 50 e,6 60 f,7 30 g", "1 x,1 x,2 y,3 z"},
    KindsCase{"u", R"("update")", "1 10 a,2 20 B,3 31 e,8 40 d", "1 x,1 x,2 Y"},
    KindsCase{"d", R"("delete")", "1 10 a,2 20 b,4 40 d,5 50 e", "1 x,2 y"},
    KindsCase{
        "iu", R"("insert", "update")", "1 10 a,2 20 B,3 31 e,4 41 h,6 60 F,7 30 g,8 40 d",
        "1 x,1 x,2 Y,3 Z"},
    KindsCase{"id", R"("insert", "delete")", "1 10 a,2 20 b,4 41 h,5 50 e,6 60 f", "1 x,2 y,3 z"},
    KindsCase{"ud", R"("update", "delete")", "1 10 a,2 20 B,3 31 e", "1 x"},
    KindsCase{
        "iud", R"("insert", "update", "delete")", "1 10 a,2 20 B,3 31 e,4 41 h,6 60 F", "1 x,3 Z"},
};

/// Each kind meets what another would have left, taken away or moved.
constexpr std::array keyed_changes{
    "INSERT INTO {} VALUES (6, 60, 'f')",  "UPDATE {} SET v='B' WHERE id=2",
    "DELETE FROM {} WHERE id=3",
    "INSERT INTO {} VALUES (7, 30, 'g')",   // its unique value was of a row deleted
    "UPDATE {} SET id=8 WHERE id=4",        //
    "INSERT INTO {} VALUES (4, 41, 'h')",   // its key was of a row that has another now
    "UPDATE {} SET v='F' WHERE id=6",       // of a row inserted
    "DELETE FROM {} WHERE id=7",            // likewise
    "UPDATE {} SET id=3, u=31 WHERE id=5",  // to a key that was of a row deleted
    "DELETE FROM {} WHERE id=8",            // under the key that an update gave it
};

constexpr std::array keyless_changes{
    "INSERT INTO {} VALUES (3, 'z')",   "UPDATE {} SET b='Y' WHERE a=2",
    "DELETE FROM {} WHERE a=1 LIMIT 1", "UPDATE {} SET b='Z' WHERE a=3",
    "DELETE FROM {} WHERE a=2",
};

std::string in_table(std::string statement, const std::string& table) {
    return statement.replace(statement.find("{}"), 2, table) + ";";
}

std::string objects_by_kinds() {
    std::string tables;
    for (const KindsCase& kinds : kinds_cases) {
        for (const char* const prefix : {"t_", "k_"}) {
            tables += std::string(tables.empty() ? "" : ", ") + "\"" + prefix + kinds.table +
                      R"(": {"dml": [)" + kinds.dml + "]}";
        }
    }
    return std::string(all_types) + tables + "}}}";
}

TEST(FollowPart, KindsOfChangesAreLeftOut) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        std::string changes = "USE `copy`;";
        for (const KindsCase& kinds : kinds_cases) {
            const std::string keyed = std::string("t_") + kinds.table;
            const std::string keyless = std::string("k_") + kinds.table;
            servers.source.execute(
                "USE `copy`; CREATE TABLE " + keyed +
                " (id INT PRIMARY KEY, u INT UNIQUE, v CHAR(1)) ENGINE=InnoDB; INSERT INTO " +
                keyed + " VALUES (1,10,'a'),(2,20,'b'),(3,30,'c'),(4,40,'d'),(5,50,'e'); " +
                "CREATE TABLE " + keyless + " (a INT, b CHAR(1)) ENGINE=InnoDB; INSERT INTO " +
                keyless + " VALUES (1,'x'),(1,'x'),(2,'y')");
            for (const char* const statement : keyed_changes) {
                changes += in_table(statement, keyed);
            }
            for (const char* const statement : keyless_changes) {
                changes += in_table(statement, keyless);
            }
        }
        FollowCase follow(servers, 0, objects_by_kinds());
        follow.catch_up();
        servers.source.execute(changes);
        follow.catch_up();
        for (const KindsCase& kinds : kinds_cases) {
            SCOPED_TRACE(kinds.table);
            const std::string table = kinds.table;
            EXPECT_EQ(
                servers.destination.sql(
                    "SELECT GROUP_CONCAT(CONCAT(id,' ',u,' ',v) ORDER BY id) FROM `copy`.t_" +
                    table),
                std::string(kinds.rows) + "\n");
            EXPECT_EQ(
                servers.destination.sql(
                    "SELECT GROUP_CONCAT(CONCAT(a,' ',b) ORDER BY a,b) FROM `copy`.k_" + table),
                std::string(kinds.keyless) + "\n");
        }
    }
}

/// By the servers' own word: the source's rows under the condition are all that is there.
void expect_what_the_conditions_let_through(const CopyServers& servers) {
    for (const ConditionCase& condition : condition_cases) {
        const auto rows = [&](const PrivateServer& server, const std::string& where) {
            return server.sql(
                "SET group_concat_max_len=100000000; SELECT COUNT(*), MD5(GROUP_CONCAT(h ORDER BY "
                "h)) FROM (SELECT MD5(CONCAT_WS(',', " +
                std::string(condition.columns) + ")) AS h FROM `copy`.`" + condition.table +
                "` WHERE " + where + ") AS hashes");
        };
        const std::string expected = rows(servers.source, condition.where);
        EXPECT_EQ(rows(servers.destination, "1"), expected) << condition.table;
        EXPECT_NE(expected.front(), '0') << condition.table;
        EXPECT_NE(rows(servers.source, "1"), expected) << condition.table;
    }
}

TEST(FollowPart, RowsEnterAndLeaveConditions) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers, 0, objects_by_condition());
        follow.start_writing(500);
        follow.catch_up();
        follow.stop_writing();
        servers.source.execute(random_transactions(77, 200));
        follow.catch_up();
        expect_what_the_conditions_let_through(servers);
        EXPECT_EQ(follow.verify().exit_code, 0);
    }
}

TEST(FollowPart, KilledWithConditionsItGoesOn) {
    Moments moments;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            SCOPED_TRACE(std::string(pair.name) + ", " + moments.seed());
            const CopyServers servers(pair);
            FollowCase follow(servers, 300, objects_by_condition());
            follow.start_writing(static_cast<unsigned>(moments.number(1'000'000)));
            for (int kill = 0; kill < 5; ++kill) {
                follow.set_rows_per_second(kill < 2 ? 300 : 0);
                CutoverProcess run = follow.start("forever");
                std::this_thread::sleep_for(
                    std::chrono::milliseconds(300) +
                    moments.up_to(std::chrono::milliseconds(1200)));
                run.signal(SIGKILL);
                EXPECT_EQ(run.wait(), 128 + SIGKILL) << run.output();
            }
            follow.stop_writing();
            follow.catch_up();
            expect_what_the_conditions_let_through(servers);
        }
    }
}

}  // namespace
}  // namespace cutover::test::follow_part_test
