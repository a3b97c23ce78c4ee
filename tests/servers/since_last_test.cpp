/// `cutover verify --since-last`: only rows that the logs of both servers name are read, and what
/// it says is what reading everything says.
#include <chrono>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/follow_case.hpp"
#include "tests/servers/support/type_cases.hpp"
#include "verify/touched_rows.hpp"

namespace cutover::test {
namespace {

using Json = nlohmann::json;

Json outcome_of(const FollowCase& follow, const std::vector<std::string>& more, int exit_code) {
    std::vector<std::string> arguments{"--json", "--progress", "none"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramRun run = follow.run("verify", arguments);
    EXPECT_EQ(run.exit_code, exit_code) << run.out << run.err;
    return Json::parse(run.out, nullptr, false);
}

Json since_last(const FollowCase& follow, int exit_code = 0) {
    return outcome_of(follow, {"--since-last"}, exit_code);
}

const Json& table(const Json& outcome, const std::string& name) {
    for (const Json& one : outcome["tables"]) {
        if (one["source"] == "copy." + name) {
            return one;
        }
    }
    ADD_FAILURE() << name << " is not in " << outcome.dump();
    return outcome;
}

/// The digest that was carried along is the one that reading everything gives.
void expect_what_reading_all_says(const FollowCase& follow, const Json& carried) {
    const Json whole = outcome_of(follow, {}, 0);
    EXPECT_EQ(carried["tables"].size(), whole["tables"].size());
    for (std::size_t i = 0; i < whole["tables"].size(); ++i) {
        const Json& a = carried["tables"][i];
        const Json& b = whole["tables"][i];
        EXPECT_EQ(a["verdict"], b["verdict"]) << a.dump();
        EXPECT_EQ(a["source_rows"], b["source_rows"]) << a.dump();
        if (!a["digest"].is_null()) {
            EXPECT_EQ(a["digest"], b["digest"]) << a.dump();
        }
    }
}

TEST(SinceLast, ReadsWhatTheLogsName) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        follow.catch_up();
        static_cast<void>(outcome_of(follow, {}, 0));
        for (unsigned round = 1; round < 4; ++round) {
            servers.source.execute(random_transactions(40 + round, 60));
            follow.catch_up();
            const Json carried = since_last(follow);
            EXPECT_GT(table(carried, "text_keys")["rows_carried"], 0) << carried.dump();
            EXPECT_FALSE(table(carried, "text_keys")["digest"].is_null());
            // Where one side cannot store -0.0, tables with FLOAT are read whole.
            const bool is_carried = table(carried, "keyed")["rows_carried"] > 0;
            EXPECT_EQ(is_carried, pair.source == pair.destination) << carried["notes"].dump();
            EXPECT_EQ(table(carried, "keyless")["rows_carried"], 0) << "it is read whole";
        }
        expect_what_reading_all_says(follow, since_last(follow));
    }
}

TEST(SinceLast, FindsWhatEitherSideAloneHas) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        follow.catch_up();
        static_cast<void>(outcome_of(follow, {}, 0));
        servers.destination.execute(
            "USE `copy`; UPDATE keyed SET t='foreign' WHERE id=(SELECT * FROM (SELECT MAX(id) FROM "
            "keyed) m); INSERT INTO text_keys VALUES ('extra', 'row', 1); DELETE FROM ledger; ");
        servers.source.execute("INSERT INTO `copy`.ledger VALUES (7), (8)");
        const Json outcome = since_last(follow, 1);
        EXPECT_EQ(outcome["discrepancy_count"], 4) << outcome.dump();
        EXPECT_EQ(table(outcome, "keyed")["verdict"], "DIFFERENT");
        EXPECT_EQ(table(outcome, "text_keys")["verdict"], "DIFFERENT");
        EXPECT_EQ(table(outcome, "ledger")["verdict"], "DIFFERENT");
        EXPECT_EQ(table(outcome, "keyless")["verdict"], "EQUAL");
    }
}

/// A row that changed is read where it arrived; what the log says of it there is not believed.
TEST(SinceLast, ReadsTheDestinationsRowsThemselves) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        follow.catch_up();
        static_cast<void>(outcome_of(follow, {}, 0));
        servers.source.execute("UPDATE `copy`.text_keys SET n=n+1");
        follow.catch_up();
        servers.destination.execute(
            "SET sql_log_bin=0; UPDATE `copy`.text_keys SET n=n+1 ORDER BY n LIMIT 1");
        const Json outcome = since_last(follow, 1);
        EXPECT_EQ(outcome["discrepancy_count"], 1) << outcome.dump();
        EXPECT_EQ(table(outcome, "text_keys")["verdict"], "DIFFERENT");
    }
}

/// A table of which more is named than reading it costs is read, and where no other is of use the
/// log is left for it; the next time goes on from its end all the same.
TEST(SinceLast, LeavesALogThatNamesTooManyRows) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        std::string many =
            "USE `copy`; CREATE TABLE many (id INT AUTO_INCREMENT PRIMARY KEY, n INT "
            "NOT NULL); INSERT INTO many (n) VALUES (1)";
        for (int doubled = 0; doubled < 14; ++doubled) {
            many += "; INSERT INTO many (n) SELECT n FROM many";
        }
        servers.source.execute(many);
        follow.catch_up();
        static_cast<void>(outcome_of(follow, {}, 0));

        servers.source.execute("UPDATE `copy`.many SET n=n+1 WHERE id%4=0");
        follow.catch_up();
        const Json beside_others = since_last(follow);
        EXPECT_EQ(table(beside_others, "many")["rows_carried"], 0);
        EXPECT_NE(beside_others["notes"].dump().find("so many of its rows"), std::string::npos)
            << beside_others["notes"].dump();
        EXPECT_GT(table(beside_others, "text_keys")["rows_carried"], 0);

        servers.source.execute("UPDATE `copy`.many SET n=n+1 WHERE id%4=1; FLUSH LOGS");
        follow.catch_up();
        servers.destination.execute("FLUSH LOGS");
        const Json alone = outcome_of(follow, {"--since-last", "--tables", "copy.many"}, 0);
        EXPECT_EQ(table(alone, "many")["rows_carried"], 0);

        servers.source.execute("UPDATE `copy`.many SET n=n+1 ORDER BY id LIMIT 10");
        follow.catch_up();
        const Json few = outcome_of(follow, {"--since-last", "--tables", "copy.many"}, 0);
        EXPECT_EQ(table(few, "many")["rows_carried"], (1 << 14) - 10) << few.dump();
        expect_what_reading_all_says(follow, since_last(follow));
    }
}

/// What the keys and digests of rows that changed take is not memory's.
TEST(SinceLast, MoreRowsThanMemoryHolds) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        constexpr unsigned rows = 1U << 19U;
        static_assert(rows / 13 > most_touched_rows_held);
        std::string many =
            "USE `copy`; CREATE TABLE many (id INT AUTO_INCREMENT PRIMARY KEY, n INT "
            "NOT NULL); INSERT INTO many (n) VALUES (1)";
        for (unsigned doubled = 1; doubled < rows; doubled *= 2) {
            many += "; INSERT INTO many (n) SELECT n FROM many";
        }
        servers.source.execute(many);
        follow.catch_up();
        static_cast<void>(outcome_of(follow, {}, 0));

        // Some change again when they are no longer held; others come and go.
        servers.source.execute(
            "USE `copy`; UPDATE many SET n=n+1 WHERE id%13=0; UPDATE many SET n=n+2 WHERE "
            "id%1300=0; DELETE FROM many WHERE id%1313=0; INSERT INTO many (n) VALUES (-1), (-2)");
        follow.catch_up();
        const Json equal = since_last(follow);
        EXPECT_GT(table(equal, "many")["rows_carried"], rows / 2) << equal["notes"].dump();
        EXPECT_FALSE(table(equal, "many")["digest"].is_null());
        expect_what_reading_all_says(follow, equal);

        servers.source.execute("UPDATE `copy`.many SET n=n+1 WHERE id%13=1");
        follow.catch_up();
        servers.destination.execute(
            "USE `copy`; SET sql_log_bin=0; UPDATE many SET n=0 WHERE id%13=1 ORDER BY id LIMIT 2; "
            "SET sql_log_bin=1; DELETE FROM many ORDER BY id DESC LIMIT 3");
        const Json outcome = since_last(follow, 1);
        EXPECT_EQ(outcome["discrepancy_count"], 5) << outcome.dump();
        EXPECT_GT(table(outcome, "many")["rows_carried"], rows / 2);
    }
}

/// One event can name a row under a key that another of its rows has just left.
TEST(SinceLast, ARowThatMovesTwiceInOneStatement) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        servers.source.execute(
            "USE `copy`; CREATE TABLE hops (id INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO hops "
            "VALUES (1), (2), (3);\nDELIMITER //\nCREATE FUNCTION hop() RETURNS INT DETERMINISTIC "
            "BEGIN UPDATE hops SET id=101 WHERE id=1; UPDATE hops SET id=201 WHERE id=101; RETURN "
            "1; END//\nDELIMITER ;");
        follow.catch_up();
        static_cast<void>(outcome_of(follow, {}, 0));
        servers.source.execute("SELECT `copy`.hop()");
        follow.catch_up();
        const Json carried = since_last(follow);
        EXPECT_EQ(table(carried, "hops")["rows_carried"], 2) << carried["notes"].dump();
        expect_what_reading_all_says(follow, carried);
    }
}

/// Nor does any log say what a foreign key's action did.
TEST(SinceLast, RowsThatACascadeChanged) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        servers.source.execute(
            "USE `copy`; CREATE TABLE parent (id INT PRIMARY KEY, n INT) ENGINE=InnoDB;"
            "CREATE TABLE child (id INT PRIMARY KEY, of INT, FOREIGN KEY (of) REFERENCES parent "
            "(id) ON DELETE CASCADE) ENGINE=InnoDB;"
            "CREATE TABLE grandchild (id INT PRIMARY KEY, of INT, FOREIGN KEY (of) REFERENCES "
            "child "
            "(id) ON DELETE SET NULL) ENGINE=InnoDB;"
            "INSERT INTO parent VALUES (1, 1), (2, 2); INSERT INTO child VALUES (10, 1), (20, 2);"
            "INSERT INTO grandchild VALUES (100, 10), (200, 20)");
        follow.catch_up();
        static_cast<void>(outcome_of(follow, {}, 0));
        servers.source.execute(
            "USE `copy`; INSERT INTO parent VALUES (3, 3); UPDATE parent SET n=n+1");
        follow.catch_up();
        EXPECT_EQ(table(since_last(follow), "child")["rows_carried"], 2) << "no id has changed";
        servers.source.execute("USE `copy`; DELETE FROM parent WHERE id=1");
        follow.catch_up();
        const Json outcome = since_last(follow, 1);
        EXPECT_EQ(table(outcome, "parent")["verdict"], "EQUAL");
        EXPECT_EQ(table(outcome, "child")["verdict"], "DIFFERENT") << outcome["notes"].dump();
        EXPECT_EQ(table(outcome, "grandchild")["verdict"], "DIFFERENT");
    }
}

/// Also of a parent that came only after the last verification, and by another column than its key.
TEST(SinceLast, RowsThatCascadesOfNewParentsAndOtherColumnsChanged) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        servers.source.execute(
            "USE `copy`; CREATE TABLE parent (id INT PRIMARY KEY, code INT, UNIQUE (code)) "
            "ENGINE=InnoDB; CREATE TABLE child (id INT PRIMARY KEY, of INT, FOREIGN KEY (of) "
            "REFERENCES parent (id) ON DELETE CASCADE) ENGINE=InnoDB; CREATE TABLE named (id INT "
            "PRIMARY KEY, of INT, FOREIGN KEY (of) REFERENCES parent (code) ON UPDATE CASCADE) "
            "ENGINE=InnoDB; INSERT INTO parent VALUES (1, 1), (2, 2); INSERT INTO child VALUES "
            "(10, 1), (20, 2); INSERT INTO named VALUES (10, 1), (20, 2)");
        follow.catch_up();
        static_cast<void>(outcome_of(follow, {}, 0));
        servers.source.execute(
            "USE `copy`; INSERT INTO parent VALUES (3, 3); INSERT INTO child VALUES (30, 3); "
            "UPDATE parent SET code=9 WHERE id=1");
        follow.catch_up();
        servers.source.execute("USE `copy`; DELETE FROM parent WHERE id=3");
        follow.catch_up();
        const Json outcome = since_last(follow, 1);
        EXPECT_EQ(table(outcome, "child")["verdict"], "DIFFERENT") << outcome["notes"].dump();
        EXPECT_EQ(table(outcome, "named")["verdict"], "DIFFERENT") << outcome["notes"].dump();
        EXPECT_EQ(outcome["discrepancy_count"], 2) << outcome.dump();
    }
}

/// Whatever its columns are.
TEST(SinceLast, OfEveryType) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        const std::string lets_all_in =
            "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00'; USE "
            "`copy`; ";
        std::vector<std::string> names;
        for (const TypeCase& type : type_cases()) {
            if (type.mariadb_only &&
                !(pair.source == ServerKind::mariadb && pair.destination == ServerKind::mariadb)) {
                continue;
            }
            names.push_back("t" + std::to_string(names.size()));
            servers.source.execute(
                lets_all_in + "CREATE TABLE " + names.back() + " (id INT PRIMARY KEY, " +
                type.columns + ") ENGINE=InnoDB; INSERT INTO " + names.back() + " VALUES " +
                type.values);
        }
        follow.catch_up();
        static_cast<void>(outcome_of(follow, {}, 0));
        for (const std::string& name : names) {
            servers.source.execute(
                lets_all_in + "DELETE FROM " + name + " WHERE id=1; UPDATE " + name +
                " SET id=id+1000 WHERE id>1 ORDER BY id DESC LIMIT 1");
        }
        follow.catch_up();
        const Json carried = since_last(follow);
        std::size_t read_whole = 0;
        for (const std::string& name : names) {
            const bool has_other_rows = table(carried, name)["source_rows"] > 1;
            read_whole += has_other_rows && table(carried, name)["rows_carried"] == 0 ? 1U : 0U;
        }
        // The tables of FLOAT and DOUBLE, where one side cannot store -0.0.
        EXPECT_LE(read_whole, pair.source == pair.destination ? 0U : 2U) << carried["notes"].dump();
        expect_what_reading_all_says(follow, carried);
    }
}

/// What the log does not say row by row is read whole.
TEST(SinceLast, DefinitionsThatChange) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        follow.catch_up();
        static_cast<void>(outcome_of(follow, {}, 0));
        for (const std::string& statement : changing_definitions()) {
            servers.source.execute("USE `copy`; " + statement);
        }
        servers.source.execute("USE `copy`; TRUNCATE TABLE ledger; INSERT INTO ledger VALUES (1)");
        follow.catch_up();
        const Json carried = since_last(follow);
        EXPECT_EQ(table(carried, "ledger")["rows_carried"], 0);
        EXPECT_EQ(table(carried, "keyed")["rows_carried"], 0);
        expect_what_reading_all_says(follow, carried);
    }
}

/// All but the last file; one that a reader of a moment ago is still on stays for a while.
void purge(const PrivateServer& server) {
    const std::string status = server.sql("SHOW MASTER STATUS");
    const std::string last = status.substr(0, status.find('\t'));
    for (int i = 0; i < 100 && server.sql("SHOW BINARY LOGS").rfind(last, 0) != 0; ++i) {
        server.execute("PURGE BINARY LOGS TO '" + last + "'");
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

/// Everything is read, and why is said.
TEST(SinceLast, ALogThatIsGone) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        PrivateServer source(pair.source);  // shared ones are to keep their logs
        PrivateServer destination(pair.destination);
        const CopyServers servers(source, destination);
        FollowCase follow(servers);
        follow.catch_up();
        const Json first = since_last(follow);
        EXPECT_EQ(table(first, "ledger")["rows_carried"], 0) << "there is nothing to go on from";
        servers.source.execute(random_transactions(51, 30));
        servers.source.execute("FLUSH LOGS");
        follow.catch_up();
        purge(servers.source);
        const Json outcome = since_last(follow);
        EXPECT_EQ(table(outcome, "text_keys")["rows_carried"], 0);
        EXPECT_NE(outcome["notes"].dump().find("Everything is read"), std::string::npos)
            << outcome["notes"].dump();
        EXPECT_GT(table(since_last(follow), "text_keys")["rows_carried"], 0);
    }
}

/// Killed, and the source moves on: tables that no log names since are not read again.
TEST(SinceLast, AnInterruptedVerificationGoesOnWithTheTablesThatDidNotChange) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        servers.source.execute(
            "USE `copy`; CREATE TABLE early (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB; INSERT "
            "INTO early SELECT id FROM keyed; CREATE TABLE zlate LIKE early; INSERT INTO zlate "
            "SELECT id FROM keyed");
        follow.catch_up();
        const TemporaryFolder folder;
        {
            CutoverProcess slow = follow.start_verify(
                folder.path() / "output", {}, {"--set", "/limits/rows_per_second=150"});
            std::this_thread::sleep_for(std::chrono::seconds(6));
            slow.signal(SIGKILL);
            EXPECT_EQ(slow.wait(), 128 + SIGKILL) << slow.output();
        }
        servers.source.execute("INSERT INTO `copy`.zlate VALUES (-5)");
        servers.destination.execute("INSERT INTO `copy`.zlate VALUES (-6)");
        follow.catch_up();
        const ProgramRun again = follow.run("verify", {"--json", "--progress", "none"});
        EXPECT_EQ(again.exit_code, 1) << again.out << again.err;
        const Json outcome = Json::parse(again.out, nullptr, false);
        EXPECT_EQ(outcome["discrepancy_count"], 1) << again.out;
        EXPECT_GT(outcome["resumed_chunks"], 0) << again.out;
        EXPECT_EQ(table(outcome, "zlate")["verdict"], "DIFFERENT");
    }
}

}  // namespace
}  // namespace cutover::test
