/// What `cutover verify --repair-sql` writes: groups that a person can review, table by table; and
/// it holds for the rows that it was written for: a row that somebody changed meanwhile is left as
/// it is.
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test::repair_script_test {
namespace {

/// A task whose tables are copied, and a script of its repair.
struct RepairCase : CopiedCase {
    using CopiedCase::CopiedCase;

    void at_destination(const std::string& statements) const {
        destination.execute("USE `copy`; " + statements);
    }

    /// The script is written once there is this damage, and run once somebody has changed more: by
    /// a client of its own, which ends where a statement fails.
    [[nodiscard]] ProgramRun repair(
        const std::string& damage, int discrepancies, const std::string& meanwhile = {}) const {
        at_destination(damage);
        const Json outcome = verify_outcome(follow, {"--repair-sql", script}, 1);
        EXPECT_EQ(outcome["discrepancy_count"], discrepancies) << outcome.dump();
        at_destination(meanwhile);
        return destination.try_sql(script_text());
    }

    /// And no statement fails.
    void repair_all(
        const std::string& damage, int discrepancies, const std::string& meanwhile = {}) const {
        const ProgramRun run = repair(damage, discrepancies, meanwhile);
        EXPECT_EQ(run.exit_code, 0) << run.err;
    }

    [[nodiscard]] std::string script_text() const {
        std::ostringstream text;
        text << std::ifstream(script).rdbuf();
        return text.str();
    }

    [[nodiscard]] std::string rows_there(const std::string& table) const {
        return destination.sql("SELECT * FROM `copy`." + table + " ORDER BY id");
    }

    TemporaryFolder folder{};
    std::string script = (folder.path() / "repair.sql").string();
};

/// The headings, the transactions, and of each statement what it does to which table.
std::string outline(const std::string& script) {
    std::istringstream lines(script.substr(script.find("\n\n") + 1));
    std::string text;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t table = line.find("`.`");
        if (line.rfind("-- ", 0) == 0 || line == "START TRANSACTION;" || line == "COMMIT;") {
            text += line + "\n";
        } else if (table != std::string::npos) {
            text += "  " + line.substr(0, line.find('`', table + 3)) + "\n";
        }
    }
    return text;
}

/// One group a table, in which what removes comes first; `b` needs that, for its rows exchanged
/// values of another key.
TEST(RepairScript, HasAGroupWithAHeadingForEachTable) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RepairCase copy(
            pair,
            "CREATE TABLE a (id INT NOT NULL PRIMARY KEY, v INT) ENGINE=InnoDB; CREATE TABLE b (id "
            "INT NOT NULL PRIMARY KEY, u INT UNIQUE) ENGINE=InnoDB; CREATE TABLE same (id INT NOT "
            "NULL PRIMARY KEY) ENGINE=InnoDB; CREATE TABLE `z\nDROP` (id INT NOT NULL PRIMARY KEY) "
            "ENGINE=InnoDB; INSERT INTO a VALUES (1, 1), (2, 2), (3, 3); INSERT INTO b VALUES (1, "
            "10), (2, 20); INSERT INTO same VALUES (1); INSERT INTO `z\nDROP` VALUES (1)");
        copy.repair_all(
            "DELETE FROM a WHERE id=1; UPDATE a SET v=0 WHERE id=2; INSERT INTO a VALUES (4, 4); "
            "UPDATE b SET u=NULL; UPDATE b SET u=20 WHERE id=1; UPDATE b SET u=10 WHERE id=2; "
            "DELETE FROM `z\nDROP`",
            6);
        EXPECT_EQ(
            outline(copy.script_text()),
            "-- copy.a: 3 statements\n"
            "START TRANSACTION;\n"
            "  DELETE FROM `copy`.`a\n"
            "  INSERT INTO `copy`.`a\n"
            "  UPDATE `copy`.`a\n"
            "COMMIT;\n"
            "-- copy.b: 4 statements\n"
            "START TRANSACTION;\n"
            "  DELETE FROM `copy`.`b\n"
            "  DELETE FROM `copy`.`b\n"
            "  INSERT INTO `copy`.`b\n"
            "  INSERT INTO `copy`.`b\n"
            "COMMIT;\n"
            "-- copy.z\\x0ADROP: 1 statement\n"
            "START TRANSACTION;\n"
            "  INSERT INTO `copy`.`z\n"
            "COMMIT;\n");
        static_cast<void>(verify_outcome(copy.follow));
    }
}

TEST(RepairScript, LeavesRowsAloneThatChangedMeanwhile) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RepairCase copy(
            pair,
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(20), n INT) ENGINE=InnoDB; "
            "INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', NULL), (4, 'four', "
            "4)");
        copy.repair_all(
            "UPDATE t SET v='damaged' WHERE id IN (1, 2); UPDATE t SET v=NULL WHERE id=3; "
            "INSERT INTO t VALUES (8, 'extra', 8), (9, 'extra', 9)",
            5,
            // By a value that differed, by one that did not, and by what a NULL became.
            "UPDATE t SET v='foreign' WHERE id=1; UPDATE t SET v='' WHERE id=3; UPDATE t SET n=0 "
            "WHERE id=8");
        EXPECT_EQ(
            copy.rows_there("t"), "1\tforeign\t1\n2\ttwo\t2\n3\t\tNULL\n4\tfour\t4\n8\textra\t0\n");
        const Json after = verify_outcome(copy.follow, {}, 1);
        EXPECT_EQ(after["discrepancy_count"], 3) << after.dump();
    }
}

TEST(RepairScript, LeavesARowAloneThatChangedInAColumnThatDidNotDiffer) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RepairCase copy(
            pair,
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(20), n INT) ENGINE=InnoDB; "
            "INSERT INTO t VALUES (1, 'one', 1)");
        copy.repair_all("UPDATE t SET v='damaged'", 1, "UPDATE t SET n=77");
        EXPECT_EQ(copy.rows_there("t"), "1\tdamaged\t77\n");
    }
}

/// What the repair of a table of one row meets.
struct InTheWay {
    const char* table;
    const char* damage;
    const char* meanwhile;
    const char* rows;    ///< That stay.
    const char* mended;  ///< So that the next one is alone.
};

/// A row in the place of one that was missing, and one whose other key must be free for the
/// source's.
constexpr InTheWay in_the_way[] = {
    {"gone", "DELETE FROM gone", "INSERT INTO gone VALUES (1, 'foreign')", "1\tforeign\n",
     "UPDATE gone SET v='one'"},
    {"twice", "UPDATE twice SET v='damaged', u=11", "UPDATE twice SET v='foreign'",
     "1\t11\tforeign\n", "DROP TABLE twice"}};

TEST(RepairScript, EndsRatherThanReplaceARow) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RepairCase copy(
            pair,
            "CREATE TABLE gone (id INT NOT NULL PRIMARY KEY, v VARCHAR(20)) ENGINE=InnoDB; INSERT "
            "INTO gone VALUES (1, 'one'); CREATE TABLE twice (id INT NOT NULL PRIMARY KEY, u INT "
            "UNIQUE, v VARCHAR(20)) ENGINE=InnoDB; INSERT INTO twice VALUES (1, 10, 'one')");
        for (const InTheWay& one : in_the_way) {
            SCOPED_TRACE(one.table);
            const ProgramRun run = copy.repair(one.damage, 1, one.meanwhile);
            EXPECT_NE(run.exit_code, 0);
            EXPECT_NE(run.err.find("Duplicate entry '1'"), std::string::npos) << run.err;
            EXPECT_EQ(copy.rows_there(one.table), one.rows);
            copy.at_destination(one.mended);
        }
    }
}

/// Rows whose other keys differ are removed first and written anew: were that not one transaction,
/// they would be gone for good. The table before it is mended, and the one behind it waits.
TEST(RepairScript, AConflictThatAppearedLeavesAllAsItWas) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RepairCase copy(
            pair,
            "CREATE TABLE a (id INT NOT NULL PRIMARY KEY, v INT) ENGINE=InnoDB; CREATE TABLE t (id "
            "INT NOT NULL PRIMARY KEY, u INT UNIQUE, v VARCHAR(20)) ENGINE=InnoDB; CREATE TABLE z "
            "LIKE a; INSERT INTO a VALUES (1, 1); INSERT INTO t VALUES (1, 10, 'one'), (2, 20, "
            "'two'), (3, 30, 'three'); INSERT INTO z VALUES (1, 1)");
        const ProgramRun run = copy.repair(
            "UPDATE a SET v=0; UPDATE t SET u=11, v='damaged' WHERE id=1; UPDATE t SET v='damaged' "
            "WHERE id=2; DELETE FROM t WHERE id=3; UPDATE z SET v=0",
            5, "INSERT INTO t VALUES (9, 10, 'foreign')");
        EXPECT_NE(run.exit_code, 0);
        EXPECT_NE(run.err.find("Duplicate entry '10'"), std::string::npos) << run.err;
        EXPECT_EQ(copy.rows_there("t"), "1\t11\tdamaged\n2\t20\tdamaged\n9\t10\tforeign\n");
        EXPECT_EQ(copy.rows_there("a"), "1\t1\n");
        EXPECT_EQ(copy.rows_there("z"), "1\t0\n");
    }
}

/// Columns that the task does not move are the destination's own: no row is written anew for
/// another unique key.
TEST(RepairScript, LeavesColumnsAloneThatOnlyTheDestinationHas) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RepairCase copy(
            pair,
            "CREATE TABLE kept (id INT NOT NULL PRIMARY KEY, email VARCHAR(20), UNIQUE (email)) "
            "ENGINE=InnoDB; INSERT INTO kept VALUES (1, 'one'), (2, 'two')");
        copy.at_destination("ALTER TABLE kept ADD COLUMN note VARCHAR(9) NOT NULL DEFAULT 'none'");
        copy.at_destination("UPDATE kept SET note='mine'");
        copy.repair_all("UPDATE kept SET email='other' WHERE id=1", 1);
        EXPECT_EQ(copy.rows_there("kept"), "1\tone\tmine\n2\ttwo\tmine\n");
    }
}

}  // namespace
}  // namespace cutover::test::repair_script_test
