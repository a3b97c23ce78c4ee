/// What `cutover verify --repair-sql` writes: groups that a person can review, table by table; and
/// it holds for the rows that it was written for: a row that somebody changed meanwhile is left as
/// it is.
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test {
namespace {

/// A task whose tables are copied, and a script of its repair.
struct RepairCase {
    RepairCase(const PairOfKinds& pair, const std::string& tables)
        : servers(pair), follow(servers) {
        servers.source.execute("USE `copy`; " + tables);
        follow.catch_up();
    }

    void at_destination(const std::string& statements) const {
        servers.destination.execute("USE `copy`; " + statements);
    }

    void write_script(int discrepancies) const {
        const Json outcome = verify_outcome(follow, {"--repair-sql", script}, 1);
        EXPECT_EQ(outcome["discrepancy_count"], discrepancies) << outcome.dump();
    }

    [[nodiscard]] std::string script_text() const {
        std::ostringstream text;
        text << std::ifstream(script).rdbuf();
        return text.str();
    }

    /// By a client of its own, which ends where a statement fails.
    [[nodiscard]] ProgramRun run_script() const {
        return servers.destination.try_sql(script_text());
    }

    [[nodiscard]] std::string rows_there(const std::string& table) const {
        return servers.destination.sql("SELECT * FROM `copy`." + table + " ORDER BY id");
    }

    TemporaryFolder folder{};
    std::string script = (folder.path() / "repair.sql").string();
    CopyServers servers;
    FollowCase follow;
};

/// The headings, and of each statement what it does to which table.
std::string outline(const std::string& script) {
    std::istringstream lines(script.substr(script.find("\n\n") + 1));
    std::string text;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t table = line.find("`.`");
        if (line.rfind("-- ", 0) == 0) {
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
        const RepairCase repair(
            pair,
            "CREATE TABLE a (id INT NOT NULL PRIMARY KEY, v INT) ENGINE=InnoDB; CREATE TABLE b (id "
            "INT NOT NULL PRIMARY KEY, u INT UNIQUE) ENGINE=InnoDB; CREATE TABLE same (id INT NOT "
            "NULL PRIMARY KEY) ENGINE=InnoDB; CREATE TABLE `z\nDROP` (id INT NOT NULL PRIMARY KEY) "
            "ENGINE=InnoDB; INSERT INTO a VALUES (1, 1), (2, 2), (3, 3); INSERT INTO b VALUES (1, "
            "10), (2, 20); INSERT INTO same VALUES (1); INSERT INTO `z\nDROP` VALUES (1)");
        repair.at_destination(
            "DELETE FROM a WHERE id=1; UPDATE a SET v=0 WHERE id=2; INSERT INTO a VALUES (4, 4); "
            "UPDATE b SET u=NULL; UPDATE b SET u=20 WHERE id=1; UPDATE b SET u=10 WHERE id=2; "
            "DELETE FROM `z\nDROP`");
        repair.write_script(6);
        EXPECT_EQ(
            outline(repair.script_text()),
            "-- copy.a: 3 statements\n"
            "  DELETE FROM `copy`.`a\n"
            "  INSERT INTO `copy`.`a\n"
            "  UPDATE `copy`.`a\n"
            "-- copy.b: 4 statements\n"
            "  DELETE FROM `copy`.`b\n"
            "  DELETE FROM `copy`.`b\n"
            "  INSERT INTO `copy`.`b\n"
            "  INSERT INTO `copy`.`b\n"
            "-- copy.z\\x0ADROP: 1 statement\n"
            "  INSERT INTO `copy`.`z\n");
        const ProgramRun run = repair.run_script();
        EXPECT_EQ(run.exit_code, 0) << run.err;
        (void)verify_outcome(repair.follow);
    }
}

TEST(RepairScript, LeavesRowsAloneThatChangedMeanwhile) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RepairCase repair(
            pair,
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(20), n INT) ENGINE=InnoDB; "
            "INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', NULL), (4, 'four', "
            "4)");
        repair.at_destination(
            "UPDATE t SET v='damaged' WHERE id IN (1, 2); UPDATE t SET v=NULL WHERE id=3; "
            "INSERT INTO t VALUES (8, 'extra', 8), (9, 'extra', 9)");
        repair.write_script(5);
        // By a value that differed, by one that did not, and by what a NULL became.
        repair.at_destination(
            "UPDATE t SET v='foreign' WHERE id=1; UPDATE t SET v='' WHERE id=3; UPDATE t SET n=0 "
            "WHERE id=8");
        const ProgramRun run = repair.run_script();
        EXPECT_EQ(run.exit_code, 0) << run.err;
        EXPECT_EQ(
            repair.rows_there("t"),
            "1\tforeign\t1\n2\ttwo\t2\n3\t\tNULL\n4\tfour\t4\n8\textra\t0\n");
        const Json after = verify_outcome(repair.follow, {}, 1);
        EXPECT_EQ(after["discrepancy_count"], 3) << after.dump();
    }
}

TEST(RepairScript, LeavesARowAloneThatChangedInAColumnThatDidNotDiffer) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RepairCase repair(
            pair,
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(20), n INT) ENGINE=InnoDB; "
            "INSERT INTO t VALUES (1, 'one', 1)");
        repair.at_destination("UPDATE t SET v='damaged'");
        repair.write_script(1);
        repair.at_destination("UPDATE t SET n=77");
        EXPECT_EQ(repair.run_script().exit_code, 0);
        EXPECT_EQ(repair.rows_there("t"), "1\tdamaged\t77\n");
    }
}

/// A row in the place of one that was missing, and one whose other key must be free for the
/// source's.
TEST(RepairScript, EndsRatherThanReplaceARow) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RepairCase repair(
            pair,
            "CREATE TABLE gone (id INT NOT NULL PRIMARY KEY, v VARCHAR(20)) ENGINE=InnoDB; INSERT "
            "INTO gone VALUES (1, 'one'); CREATE TABLE twice (id INT NOT NULL PRIMARY KEY, u INT "
            "UNIQUE, v VARCHAR(20)) ENGINE=InnoDB; INSERT INTO twice VALUES (1, 10, 'one')");
        for (const std::string table : {"gone", "twice"}) {
            SCOPED_TRACE(table);
            const bool is_gone = table == "gone";
            repair.at_destination(
                is_gone ? "DELETE FROM gone" : "UPDATE twice SET v='damaged', u=11");
            repair.write_script(1);
            repair.at_destination(
                is_gone ? "INSERT INTO gone VALUES (1, 'foreign')"
                        : "UPDATE twice SET v='foreign'");
            const ProgramRun run = repair.run_script();
            EXPECT_NE(run.exit_code, 0);
            EXPECT_NE(run.err.find("Duplicate entry '1'"), std::string::npos) << run.err;
            EXPECT_EQ(repair.rows_there(table), is_gone ? "1\tforeign\n" : "1\t11\tforeign\n");
            repair.at_destination(is_gone ? "UPDATE gone SET v='one'" : "DROP TABLE twice");
        }
    }
}

}  // namespace
}  // namespace cutover::test
