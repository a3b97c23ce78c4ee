/// `cutover verify --since-last` where what a log says is not all there is to know: it is read.
#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/replication.hpp"
#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test::since_last_whole_test {
namespace {

/// REPAIR drops rows that it cannot save, and logs none of them.
TEST(SinceLastWhole, WhatAServerRepaired) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(
            pair,
            "CREATE TABLE frail (id INT PRIMARY KEY) ENGINE=MyISAM; INSERT INTO frail VALUES (1), "
            "(2)");
        copy.destination.execute(
            "USE `copy`; SET sql_log_bin=0; DELETE FROM frail WHERE id=1; SET sql_log_bin=1; "
            "REPAIR TABLE frail");
        const Json outcome = since_last(copy.follow, 1);
        EXPECT_EQ(table(outcome, "frail")["verdict"], "DIFFERENT") << outcome.dump();
        expect_noted(outcome, "copy.frail is read whole: the server executed REPAIR TABLE");
    }
}

/// The key in the log is not the one by which the server gives the row.
TEST(SinceLastWhole, KeysThatAServerShowsOtherwiseThanItLogsThem) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        std::vector<std::string> odd{"filled"};
        std::string tables =
            "CREATE TABLE filled (k DECIMAL(6,2) ZEROFILL PRIMARY KEY, v INT) ENGINE=InnoDB; "
            "INSERT INTO filled VALUES (1, 1), (2, 2)";
        if (pair.source == ServerKind::mariadb) {  // MySQL 5.6 makes it a YEAR(4)
            odd.emplace_back("years");
            tables +=
                "; CREATE TABLE years (k YEAR(2) PRIMARY KEY, v INT) ENGINE=InnoDB; INSERT INTO "
                "years VALUES (1, 1), (2, 2)";
        }
        const VerifiedCase copy(pair, tables);
        for (const std::string& name : odd) {
            copy.source.execute("UPDATE `copy`." + name + " SET v=9 WHERE k=1");
        }
        copy.follow.catch_up();
        const Json equal = since_last(copy.follow);
        for (const std::string& name : odd) {
            expect_noted(equal, name + " is read whole: the server shows its key otherwise");
        }
        expect_what_reading_all_says(copy.follow, equal);
    }
}

/// Where nothing keeps a key from being there twice, who looks one up cannot tell.
TEST(SinceLastWhole, AKeyThatTheDestinationLacks) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopiedCase copy(
            pair,
            "CREATE TABLE twice (id INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO twice VALUES (1), "
            "(2)");
        copy.destination.execute("ALTER TABLE `copy`.twice DROP PRIMARY KEY");
        EXPECT_EQ(table(verify_outcome(copy.follow, {}, 1), "twice")["verdict"], "EQUAL");
        copy.destination.execute(
            "USE `copy`; DELETE FROM twice WHERE id=1; INSERT INTO twice VALUES (1), (1)");
        const Json outcome = since_last(copy.follow, 1);
        EXPECT_EQ(table(outcome, "twice")["verdict"], "DIFFERENT") << outcome.dump();
        expect_noted(outcome, "copy.twice is read whole: the destination has no such key");
    }
}

/// It tells which row it was that changed, and yet not which of those that have NULL.
TEST(SinceLastWhole, AKeyThatTakesNull) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(
            pair,
            "CREATE TABLE unsure (k INT, v INT, UNIQUE KEY (k)) ENGINE=InnoDB; INSERT INTO unsure "
            "VALUES (1, 1), (2, 2), (NULL, 3), (NULL, 4)");
        copy.destination.execute("UPDATE `copy`.unsure SET v = v + 10 WHERE v IN (2, 3)");
        const Json outcome = since_last(copy.follow, 1);
        EXPECT_EQ(table(outcome, "unsure")["reason"], "1 missing, 1 extra, 1 changed rows");
        for (const Json& one : outcome["discrepancies"]) {
            EXPECT_TRUE(one["kind"] != "changed" || one["key"]["k"] == "2") << one.dump();
        }
        expect_noted(outcome, "copy.unsure is read whole: it has no key");
    }
}

/// How many rows agree by the rule alone is a number of all rows.
TEST(SinceLastWhole, RowsThatAgreeByTheRuleForRealsAlone) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopiedCase copy(
            pair,
            "CREATE TABLE near (id INT PRIMARY KEY, d DOUBLE) ENGINE=InnoDB; INSERT INTO near "
            "SELECT id, id + 0.1 FROM keyed");
        const std::string nudge = "UPDATE `copy`.near SET d=d*(1+2.3e-16) WHERE id%";
        copy.destination.execute(nudge + "5=1");
        const std::vector<std::string> by_rule{"--float", "ulp:2"};
        const Json first = verify_outcome(copy.follow, by_rule);
        EXPECT_GT(table(first, "near")["equal_only_rounded"], 0) << first.dump();

        copy.change("UPDATE `copy`.near SET d=d+1 WHERE id%35=1");
        copy.destination.execute(nudge + "35=2");
        const Json carried = verify_outcome(copy.follow, {"--float", "ulp:2", "--since-last"});
        const Json whole = verify_outcome(copy.follow, by_rule);
        EXPECT_EQ(carried["outcome"], "equal");
        EXPECT_NE(
            table(whole, "near")["equal_only_rounded"], table(first, "near")["equal_only_rounded"]);
        for (const char* const what :
             {"verdict", "equal_only_rounded", "digest", "destination_digest", "float"}) {
            EXPECT_EQ(table(carried, "near")[what], table(whole, "near")[what]) << carried.dump();
        }
        EXPECT_GT(table(carried, "text_keys")["rows_carried"], 0) << "it has no reals";
    }
}

/// A replica that keeps what it was sent out of its own log.
TEST(SinceLastWhole, ALogThatLeavesOutWhatItsServerReplicates) {
    for (const PairOfKinds& pair : {pairs_of_kinds.front(), pairs_of_kinds.back()}) {
        SCOPED_TRACE(pair.name);
        std::vector<std::string> arguments{"--skip-log-slave-updates"};
        if (pair.source == ServerKind::mysql56) {  // with GTIDs it has to log all
            arguments.insert(
                arguments.end(), {"--gtid-mode=OFF", "--skip-enforce-gtid-consistency"});
        }
        const PrivateServer origin(pair.source, arguments);
        PrivateServer source(pair.source, arguments);
        const VerifiedCase copy(source, PrivateServer::shared(pair.destination, 1));
        origin.execute(
            "SET sql_log_bin=0; CREATE DATABASE `copy`; CREATE TABLE `copy`.ledger (n BIGINT "
            "PRIMARY KEY)");
        start_replication(source, origin);
        origin.execute("INSERT INTO `copy`.ledger VALUES (4711)");
        const std::string arrived = "SELECT COUNT(*) FROM `copy`.ledger WHERE n=4711";
        for (int i = 0; i < 300 && source.sql(arrived) == "0\n"; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        expect_found_and_said(copy.follow, "log_slave_updates is off; everything is read");
        source.execute("STOP SLAVE");
    }
}

/// It is not waited for, for nobody would know how long.
TEST(SinceLastWhole, ALogWhoseEndIsNotShown) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(pair);
        copy.destination.execute(
            "CREATE USER blind@localhost; GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, RELOAD, "
            "REPLICATION SLAVE ON *.* TO blind@localhost; DELETE FROM `copy`.text_keys LIMIT 1");
        const TemporaryFolder folder;
        CutoverProcess verify = copy.follow.start_verify(
            folder.path() / "output", {},
            {"--since-last", "--json", "--set", "/destination/user=blind"});
        EXPECT_EQ(verify.wait(std::chrono::seconds(60)), 1) << verify.output();
        EXPECT_NE(
            verify.output().find("the destination does not show where its log ends; GRANT"),
            std::string::npos)
            << verify.output();
        copy.destination.execute("DROP USER blind@localhost");
    }
}

/// Those of a table that a server lets nobody see until they are decided are of no moment yet.
TEST(SinceLastWhole, RowsOfATransactionThatStaysPrepared) {
    const VerifiedCase copy(
        pairs_of_kinds[0],  // MySQL 5.6 logs it where it is committed
        "CREATE TABLE waits (id INT PRIMARY KEY, v INT) ENGINE=InnoDB; INSERT INTO waits VALUES "
        "(1, 1), (2, 2)");
    for (const std::string decision : {"COMMIT", "ROLLBACK"}) {
        SCOPED_TRACE(decision);
        copy.source.execute(
            "XA START 'x'; UPDATE `copy`.waits SET v=v+1 WHERE id=1; XA END 'x'; XA PREPARE 'x'");
        const Json undecided = since_last(copy.follow);
        expect_noted(undecided, "copy.waits is read whole: the log names rows of a transaction");
        copy.source.execute("XA " + decision + " 'x'");
        if (decision == "ROLLBACK") {
            copy.destination.execute("UPDATE `copy`.waits SET v=v+1 WHERE id=1");
        }
        const Json decided = since_last(copy.follow, 1);
        EXPECT_EQ(table(decided, "waits")["verdict"], "DIFFERENT") << decided.dump();
        if (decision == "COMMIT") {
            expect_noted(decided, "an XA transaction was committed that had been prepared before");
            copy.follow.catch_up();
            expect_what_reading_all_says(copy.follow, since_last(copy.follow));
        }
    }
}

}  // namespace
}  // namespace cutover::test::since_last_whole_test
