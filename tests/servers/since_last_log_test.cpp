/// `cutover verify --since-last` where logs name many rows, rows in an unusual order, or not all.
#include <cstddef>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/servers/support/full_disk.hpp"
#include "tests/servers/support/since_last_case.hpp"
#include "verify/touched_rows.hpp"

namespace cutover::test::since_last_log_test {
namespace {

/// Makes the table `many`, of so many rows: a power of two.
std::string many_rows(unsigned rows) {
    std::string many =
        "CREATE TABLE many (id INT AUTO_INCREMENT PRIMARY KEY, n INT NOT NULL); INSERT INTO "
        "many (n) VALUES (1)";
    for (unsigned doubled = 1; doubled < rows; doubled *= 2) {
        many += "; INSERT INTO many (n) SELECT n FROM many";
    }
    return many;
}

/// A table of which more is named than reading it costs is read, and where no other is of use the
/// log is left for it; the next time goes on from its end all the same.
TEST(SinceLast, LeavesALogThatNamesTooManyRows) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        constexpr unsigned rows = 1U << 14U;
        const VerifiedCase copy(pair, many_rows(rows));

        copy.change("UPDATE `copy`.many SET n=n+1 WHERE id%4=0");
        const Json beside_others = since_last(copy.follow);
        EXPECT_EQ(table(beside_others, "many")["rows_carried"], 0);
        expect_noted(beside_others, "so many of its rows");
        EXPECT_GT(table(beside_others, "text_keys")["rows_carried"], 0);

        copy.change("UPDATE `copy`.many SET n=n+1 WHERE id%4=1; FLUSH LOGS");
        copy.destination.execute("FLUSH LOGS");
        const Json alone = verify_outcome(copy.follow, {"--since-last", "--tables", "copy.many"});
        EXPECT_EQ(table(alone, "many")["rows_carried"], 0);

        copy.change("UPDATE `copy`.many SET n=n+1 ORDER BY id LIMIT 10");
        const Json few = verify_outcome(copy.follow, {"--since-last", "--tables", "copy.many"});
        EXPECT_EQ(table(few, "many")["rows_carried"], rows - 10) << few.dump();
        expect_what_reading_all_says(copy.follow, since_last(copy.follow));
    }
}

/// With a disk that is full, but only for rows that memory does not hold, and of those it takes
/// `room` bytes before it is: the table is read whole, and why is said.
void expect_read_whole_without_room(const CopiedCase& copy, const std::string& room) {
    SCOPED_TRACE("room for " + room + " bytes");
    const std::filesystem::path spill = copy.follow.state() / "spill";
    std::filesystem::create_directories(spill);
    const FullDisk disk(spill);
    disk.fill();
    std::vector<std::string> environment = FullDisk::environment(spill.string());
    environment.push_back("CUTOVER_FULL_DISK_ROOM=" + room);
    const TemporaryFolder folder;
    CutoverProcess verify =
        copy.follow.start_verify(folder.path() / "output", environment, {"--since-last", "--json"});
    EXPECT_EQ(verify.wait(), 0) << verify.output();
    const std::string said = verify.output();
    EXPECT_NE(said.find("copy.many is read whole"), std::string::npos) << said;
    EXPECT_NE(said.find("No space left"), std::string::npos) << said;
}

void change_many(const CopiedCase& copy, unsigned round) {
    copy.change(fmt::format(
        "USE `copy`; UPDATE many SET n=n+1 WHERE id%13={0}; UPDATE many SET n=n+2 WHERE "
        "id%1300={0}; DELETE FROM many WHERE id%1313={0}; INSERT INTO many (n) VALUES (-1), (-2)",
        round));
}

/// What the keys and digests of rows that changed take is not memory's.
TEST(SinceLast, MoreRowsThanMemoryHolds) {
    for (const PairOfKinds& pair : {pairs_of_kinds.front(), pairs_of_kinds.back()}) {
        SCOPED_TRACE(pair.name);
        constexpr unsigned rows = 1U << 19U;
        static_assert(std::size_t{rows} / 13 * 118 > most_touched_bytes_held);
        const VerifiedCase copy(pair, many_rows(rows));

        // Some change again when they are no longer held; others come and go.
        unsigned round = 0;
        for (const char* const room : {"0", "1000000"}) {
            change_many(copy, round++);
            expect_read_whole_without_room(copy, room);
        }
        change_many(copy, round);
        const Json equal = since_last(copy.follow);
        EXPECT_GT(table(equal, "many")["rows_carried"], rows / 2) << equal["notes"].dump();
        EXPECT_FALSE(table(equal, "many")["digest"].is_null());
        expect_what_reading_all_says(copy.follow, equal);

        copy.change("UPDATE `copy`.many SET n=n+1 WHERE id%13=5");
        copy.destination.execute(
            "USE `copy`; SET sql_log_bin=0; UPDATE many SET n=0 WHERE id%13=5 ORDER BY id LIMIT 2; "
            "SET sql_log_bin=1; DELETE FROM many ORDER BY id DESC LIMIT 3");
        const Json outcome = since_last(copy.follow, 1);
        EXPECT_EQ(outcome["discrepancy_count"], 5) << outcome.dump();
        EXPECT_GT(table(outcome, "many")["rows_carried"], rows / 2);
    }
}

/// One event can name a row under a key that another of its rows has just left.
TEST(SinceLast, ARowThatMovesTwiceInOneStatement) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(
            pair,
            "CREATE TABLE hops (id INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO hops VALUES (1), "
            "(2), (3);\nDELIMITER //\nCREATE FUNCTION hop() RETURNS INT DETERMINISTIC BEGIN UPDATE "
            "hops SET id=101 WHERE id=1; UPDATE hops SET id=201 WHERE id=101; RETURN 1; END//\n"
            "DELIMITER ;");
        copy.change("SELECT `copy`.hop()");
        const Json carried = since_last(copy.follow);
        EXPECT_EQ(table(carried, "hops")["rows_carried"], 2) << carried["notes"].dump();
        expect_what_reading_all_says(copy.follow, carried);
    }
}

/// What a log has of a transaction that was never committed is no row of the source's.
TEST(SinceLast, RowsThatWereRolledBack) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(
            pair,
            "CREATE TABLE undone (id INT PRIMARY KEY, v INT) ENGINE=InnoDB; INSERT INTO undone "
            "VALUES (1, 1), (2, 2); CREATE TABLE at_once (id INT PRIMARY KEY) ENGINE=MyISAM");
        const std::string foreign = "UPDATE `copy`.undone SET v=3";
        if (pair.source == ServerKind::mariadb) {  // with GTIDs MySQL refuses to mix engines
            copy.change(
                "USE `copy`; BEGIN; UPDATE undone SET v=3 WHERE id=1; INSERT INTO at_once VALUES "
                "(1); ROLLBACK");
            static_cast<void>(since_last(copy.follow));
            copy.destination.execute(foreign + " WHERE id=1");
            EXPECT_EQ(table(since_last(copy.follow, 1), "undone")["verdict"], "DIFFERENT");
            copy.destination.execute("UPDATE `copy`.undone SET v=1 WHERE id=1");
            static_cast<void>(verify_outcome(copy.follow));
        }

        copy.source.execute(
            "USE `copy`; XA START 'x'; UPDATE undone SET v=3 WHERE id=2; XA END 'x'; XA PREPARE "
            "'x'; XA ROLLBACK 'x'");
        copy.destination.execute(foreign + " WHERE id=2");
        EXPECT_EQ(table(since_last(copy.follow, 1), "undone")["verdict"], "DIFFERENT");
    }
}

/// A definition that came and went, and images that are not whole, lead to reading; what happened
/// behind them is not forgotten.
TEST(SinceLast, ImagesThatDoNotFit) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(pair);
        copy.change(
            "USE `copy`; ALTER TABLE text_keys ADD x INT; UPDATE text_keys SET x=1; ALTER TABLE "
            "text_keys DROP x");
        const Json altered = since_last(copy.follow);
        EXPECT_EQ(table(altered, "text_keys")["rows_carried"], 0) << altered["notes"].dump();

        copy.source.execute(
            "USE `copy`; SET SESSION binlog_row_image=MINIMAL; UPDATE text_keys SET n=n+1 LIMIT 1; "
            "TRUNCATE text_keys");
        const Json outcome =
            verify_outcome(copy.follow, {"--since-last", "--tables", "copy.text_keys"}, 1);
        EXPECT_EQ(table(outcome, "text_keys")["verdict"], "DIFFERENT") << outcome.dump();
    }
}

/// A log that a filter keeps of other databases alone is none.
TEST(SinceLast, ALogThatLeavesOutTheDatabase) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        PrivateServer source(pair.source);
        PrivateServer destination(pair.destination, {"--binlog-ignore-db=copy"});
        const VerifiedCase copy(source, destination);
        copy.destination.execute("USE `copy`; DELETE FROM text_keys LIMIT 1");
        expect_found_and_said(copy.follow, "binlog_ignore_db");
    }
}

/// Nor does any log say what a foreign key's action did.
TEST(SinceLast, RowsThatACascadeChanged) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(
            pair,
            "CREATE TABLE parent (id INT PRIMARY KEY, n INT) ENGINE=InnoDB; CREATE TABLE child (id "
            "INT PRIMARY KEY, of INT, FOREIGN KEY (of) REFERENCES parent (id) ON DELETE CASCADE) "
            "ENGINE=InnoDB; CREATE TABLE grandchild (id INT PRIMARY KEY, of INT, FOREIGN KEY (of) "
            "REFERENCES child (id) ON DELETE SET NULL) ENGINE=InnoDB; INSERT INTO parent VALUES "
            "(1, 1), (2, 2); INSERT INTO child VALUES (10, 1), (20, 2); INSERT INTO grandchild "
            "VALUES (100, 10), (200, 20)");
        copy.change("USE `copy`; INSERT INTO parent VALUES (3, 3); UPDATE parent SET n=n+1");
        EXPECT_EQ(table(since_last(copy.follow), "child")["rows_carried"], 2)
            << "no id has changed";
        copy.change("USE `copy`; DELETE FROM parent WHERE id=1");
        const Json outcome = since_last(copy.follow, 1);
        EXPECT_EQ(table(outcome, "parent")["verdict"], "EQUAL");
        EXPECT_EQ(table(outcome, "child")["verdict"], "DIFFERENT") << outcome["notes"].dump();
        EXPECT_EQ(table(outcome, "grandchild")["verdict"], "DIFFERENT");
    }
}

/// Also of a parent that came only after the last verification, and by another column than its key.
TEST(SinceLast, RowsThatCascadesOfNewParentsAndOtherColumnsChanged) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase copy(
            pair,
            "CREATE TABLE parent (id INT PRIMARY KEY, code INT, UNIQUE (code)) ENGINE=InnoDB; "
            "CREATE TABLE child (id INT PRIMARY KEY, of INT, FOREIGN KEY (of) REFERENCES parent "
            "(id) ON DELETE CASCADE) ENGINE=InnoDB; CREATE TABLE named (id INT PRIMARY KEY, of "
            "INT, FOREIGN KEY (of) REFERENCES parent (code) ON UPDATE CASCADE) ENGINE=InnoDB; "
            "INSERT INTO parent VALUES (1, 1), (2, 2); INSERT INTO child VALUES (10, 1), (20, 2); "
            "INSERT INTO named VALUES (10, 1), (20, 2)");
        copy.change(
            "USE `copy`; INSERT INTO parent VALUES (3, 3); INSERT INTO child VALUES (30, 3); "
            "UPDATE parent SET code=9 WHERE id=1");
        copy.change("USE `copy`; DELETE FROM parent WHERE id=3");
        const Json outcome = since_last(copy.follow, 1);
        EXPECT_EQ(table(outcome, "child")["verdict"], "DIFFERENT") << outcome["notes"].dump();
        EXPECT_EQ(table(outcome, "named")["verdict"], "DIFFERENT") << outcome["notes"].dump();
        EXPECT_EQ(outcome["discrepancy_count"], 2) << outcome.dump();
    }
}

}  // namespace
}  // namespace cutover::test::since_last_log_test
