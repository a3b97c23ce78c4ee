/// `cutover verify --since-last`: only rows that the logs of both servers name are read, and what
/// it says is what reading everything says.
#include <gtest/gtest.h>

#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/since_last_case.hpp"
#include "tests/servers/support/type_cases.hpp"

namespace cutover::test::since_last_test {
namespace {

TEST(SinceLast, ReadsWhatTheLogsName) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(pair);
        for (unsigned round = 1; round < 4; ++round) {
            copy.change(random_transactions(40 + round, 60));
            const Json carried = since_last(copy.follow);
            EXPECT_GT(table(carried, "text_keys")["rows_carried"], 0) << carried.dump();
            EXPECT_FALSE(table(carried, "text_keys")["digest"].is_null());
            // Where one side cannot store -0.0, tables with FLOAT are read whole.
            const bool is_carried = table(carried, "keyed")["rows_carried"] > 0;
            EXPECT_EQ(is_carried, pair.source == pair.destination) << carried["notes"].dump();
            EXPECT_EQ(table(carried, "keyless")["rows_carried"], 0) << "it is read whole";
        }
        expect_what_reading_all_says(copy.follow, since_last(copy.follow));
    }
}

TEST(SinceLast, FindsWhatEitherSideAloneHas) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(pair);
        copy.destination.execute(
            "USE `copy`; UPDATE keyed SET t='foreign' WHERE id=(SELECT * FROM (SELECT MAX(id) FROM "
            "keyed) m); INSERT INTO text_keys VALUES ('extra', 'row', 1); DELETE FROM ledger; ");
        copy.source.execute("INSERT INTO `copy`.ledger VALUES (7), (8)");
        const Json outcome = since_last(copy.follow, 1);
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
        const VerifiedCase copy(pair);
        copy.change("UPDATE `copy`.text_keys SET n=n+1");
        copy.destination.execute(
            "SET sql_log_bin=0; UPDATE `copy`.text_keys SET n=n+1 ORDER BY n LIMIT 1");
        const Json outcome = since_last(copy.follow, 1);
        EXPECT_EQ(outcome["discrepancy_count"], 1) << outcome.dump();
        EXPECT_EQ(table(outcome, "text_keys")["verdict"], "DIFFERENT");
    }
}

/// Whatever its columns are.
TEST(SinceLast, OfEveryType) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const std::string lets_all_in =
            "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00'; USE "
            "`copy`; ";
        std::vector<std::string> names;
        std::string tables;
        for (const TypeCase& type : type_cases()) {
            if (type.mariadb_only &&
                !(pair.source == ServerKind::mariadb && pair.destination == ServerKind::mariadb)) {
                continue;
            }
            names.push_back("t" + std::to_string(names.size()));
            tables += lets_all_in + "CREATE TABLE " + names.back() + " (id INT PRIMARY KEY, " +
                      type.columns + ") ENGINE=InnoDB; INSERT INTO " + names.back() + " VALUES " +
                      type.values + "; ";
        }
        const VerifiedCase copy(pair, tables);
        for (const std::string& name : names) {
            std::string change = lets_all_in;
            change += "DELETE FROM " + name;
            change += " WHERE id=1; UPDATE " + name;
            change += " SET id=id+1000 WHERE id>1 ORDER BY id DESC LIMIT 1";
            copy.source.execute(change);
        }
        copy.follow.catch_up();
        const Json carried = since_last(copy.follow);
        std::size_t read_whole = 0;
        for (const std::string& name : names) {
            const bool has_other_rows = table(carried, name)["source_rows"] > 1;
            read_whole += has_other_rows && table(carried, name)["rows_carried"] == 0 ? 1U : 0U;
        }
        // The tables of FLOAT and DOUBLE, where one side cannot store -0.0.
        EXPECT_LE(read_whole, pair.source == pair.destination ? 0U : 2U) << carried["notes"].dump();
        expect_what_reading_all_says(copy.follow, carried);
    }
}

/// What the log does not say row by row is read whole.
TEST(SinceLast, DefinitionsThatChange) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(pair);
        for (const std::string& statement : changing_definitions()) {
            copy.source.execute("USE `copy`; " + statement);
        }
        copy.change("USE `copy`; TRUNCATE TABLE ledger; INSERT INTO ledger VALUES (1)");
        const Json carried = since_last(copy.follow);
        EXPECT_EQ(table(carried, "ledger")["rows_carried"], 0);
        EXPECT_EQ(table(carried, "keyed")["rows_carried"], 0);
        expect_what_reading_all_says(copy.follow, carried);
    }
}

/// All but the last file; one that a reader of a moment ago is still on stays for a while.
void purge(const PrivateServer& server) {
    const std::string status = server.sql("SHOW MASTER STATUS");
    const std::string last = status.substr(0, status.find('\t'));
    EXPECT_TRUE(comes_true([&] {
        server.execute("PURGE BINARY LOGS TO '" + last + "'");
        return server.sql("SHOW BINARY LOGS").rfind(last, 0) == 0;
    }));
}

/// Everything is read, and why is said.
TEST(SinceLast, ALogThatIsGone) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        PrivateServer source(pair.source);  // shared ones are to keep their logs
        PrivateServer destination(pair.destination);
        const CopiedCase copy(source, destination);
        const Json first = since_last(copy.follow);
        EXPECT_EQ(table(first, "ledger")["rows_carried"], 0) << "there is nothing to go on from";
        copy.source.execute(random_transactions(51, 30));
        copy.change("FLUSH LOGS");
        purge(copy.source);
        const Json outcome = since_last(copy.follow);
        EXPECT_EQ(table(outcome, "text_keys")["rows_carried"], 0);
        expect_noted(outcome, "Everything is read");
        EXPECT_GT(table(since_last(copy.follow), "text_keys")["rows_carried"], 0);
    }
}

/// Killed, and the source moves on: tables that no log names since are not read again.
TEST(SinceLast, AnInterruptedVerificationGoesOnWithTheTablesThatDidNotChange) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopiedCase copy(
            pair,
            "CREATE TABLE early (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB; INSERT INTO early "
            "SELECT id FROM keyed; CREATE TABLE zlate LIKE early; INSERT INTO zlate SELECT id FROM "
            "keyed");
        kill_a_verification_after(copy.follow, "early");
        copy.source.execute("INSERT INTO `copy`.zlate VALUES (-5)");
        copy.destination.execute("INSERT INTO `copy`.zlate VALUES (-6)");
        copy.follow.catch_up();
        const Json outcome = verify_outcome(copy.follow, {}, 1);
        EXPECT_EQ(outcome["discrepancy_count"], 1) << outcome.dump();
        EXPECT_GT(outcome["resumed_chunks"], 0) << outcome.dump();
        EXPECT_EQ(table(outcome, "zlate")["verdict"], "DIFFERENT");
    }
}

}  // namespace
}  // namespace cutover::test::since_last_test
