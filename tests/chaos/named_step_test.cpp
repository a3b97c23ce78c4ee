/// Cutover is killed at every step of a transaction and of a change of a definition: before the
/// step is sent to the destination, once it is sent, and once it is answered. The next run begins
/// where the destination says, and the end is equal. The steps are seen from outside, by what is
/// sent (tests/servers/preload/step_kill.cpp), so that no test hook is in the program.
#include <chrono>
#include <csignal>
#include <functional>
#include <span>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/chaos/support/counts.hpp"
#include "tests/chaos/support/step_moments.hpp"
#include "tests/servers/support/follow_case.hpp"
#include "tests/servers/support/kill_case.hpp"

namespace cutover::test::named_step_test {
namespace {

struct Step {
    const char* name;
    const char* text;  ///< Of the statement that is sent.
    unsigned most;     ///< It is killed at one of so many of them.
};

const Step steps_of_a_transaction[] = {
    {"an updated row", "UPDATE `copy`", 12},
    {"a deleted row", "DELETE FROM `copy`", 6},
    {"its record ahead of the place", "INSERT INTO `cutover`.`ahead`", 12},
    {"the record of the place", "INSERT INTO `cutover`.`applied`", 1},
    {"the commit", "COMMIT", 30},
};

/// One that goes to the destination while it is read.
const Step steps_of_a_large_transaction[] = {
    {"a piece of it", "`copy`.`wide`", 3},
    {"the record of the place", "INSERT INTO `cutover`.`applied`", 1},
};

/// Notes are written with their names and texts in hex: ddl.intent, followed.tables.
const Step steps_of_a_definition[] = {
    {"the note of a statement", "X'64646c2e696e74656e74', ", 6},
    {"a changed table", "ALTER TABLE ", 3},
    {"a new table", "CREATE TABLE `copy`.`made", 1},
    {"a dropped table", "DROP TABLE `copy`.`gone", 1},
    {"the note of the tables", "X'666f6c6c6f7765642e7461626c6573', ", 4},
};

/// CREATE TABLE ... SELECT, which MariaDB logs as one transaction with the table and its rows.
const Step steps_of_a_filled_table[] = {
    {"the note of the statement", "X'64646c2e696e74656e74', ", 2},
    {"the new table", "CREATE TABLE `copy`.`picked", 1},
    {"its rows", "INSERT INTO `copy`.`picked", 1},
    {"the record of the place", "INSERT INTO `cutover`.`applied`", 1},
    {"the commit", "COMMIT", 6},
};

/// Of XA transactions: followed.prepared is written for each half.
const Step steps_of_a_prepared_transaction[] = {
    {"the note of the halves", "X'666f6c6c6f7765642e7072657061726564', ", 4},
    {"its rows", "INTO `copy`.`sealed`", 2},
    {"the record of the place", "INSERT INTO `cutover`.`applied`", 1},
    {"the commit", "COMMIT", 6},
};

/// A swap makes two statements of one; the first is killed at its own note or between.
const Step steps_of_an_online_change[] = {
    {"the note of the shadow table", "X'64646c2e736861646f7773', ", 4},
    {"the note of a statement", "X'64646c2e696e74656e74', ", 3},
    {"a changed table", "ALTER TABLE `copy`.`keyed`", 2},
    {"the record of the place", "INSERT INTO `cutover`.`applied`", 1},
};

/// As gh-ost does it, such that repeating or leaving out one of its statements is seen.
std::vector<std::string> online_change(unsigned number) {
    const std::string column = "c" + std::to_string(number);
    const std::string change =
        "MODIFY " + column + " BIGINT NOT NULL DEFAULT 4, ADD COLUMN last" + column + " INT";
    return {
        "CREATE TABLE _keyed_gho LIKE keyed",
        "ALTER TABLE _keyed_gho ADD COLUMN " + column + " INT NOT NULL DEFAULT 4",
        "ALTER TABLE _keyed_gho " + change,
        "INSERT INTO _keyed_gho SELECT keyed.*, 4, NULL FROM keyed",
        "RENAME TABLE keyed TO _keyed_del, _keyed_gho TO keyed",
        "UPDATE keyed SET " + column + "=id WHERE id % 3 = 0",
        "DROP TABLE _keyed_del",
    };
}

/// Statements and rows of them, such that running them again from the beginning gives other rows.
std::vector<std::string> definitions(unsigned number) {
    const std::string n = std::to_string(number);
    return {
        "ALTER TABLE keyed ADD COLUMN c" + n + " INT NOT NULL DEFAULT " + n,
        "UPDATE keyed SET c" + n + "=id+" + n + " WHERE id % 3 = 0",
        "CREATE TABLE made" + n +
            " (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v INT) ENGINE=InnoDB",
        "INSERT INTO made" + n + " (v) VALUES (1), (2), (" + n + ")",
        "ALTER TABLE keyed DROP COLUMN c" + n,
        "RENAME TABLE made" + n + " TO kept" + n,
        "UPDATE kept" + n + " SET v=v+10",
        "CREATE TABLE gone" + n + " (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB",
        "INSERT INTO gone" + n + " VALUES (1)",
        "DROP TABLE gone" + n,
        "ALTER TABLE kept" + n + " ADD KEY of_v (v)",
        "TRUNCATE TABLE keyless",
        "INSERT INTO keyless VALUES (1, 'x', " + n + "), (1, 'x', " + n + ")",
    };
}

/// Whether the run ended at the step; else it is ended.
bool dies_at(CutoverProcess& run) {
    const int exit_code = run.wait(std::chrono::seconds(60));
    if (exit_code != 128 + SIGKILL) {
        run.signal(SIGKILL);
        EXPECT_EQ(run.wait(), 128 + SIGKILL) << run.output();
    }
    return exit_code == 128 + SIGKILL;
}

bool kill_at(const FollowCase& follow, const Step& step, const char* moment, std::uint64_t number) {
    CutoverProcess run = follow.start("forever", killed_at(step.text, number, moment));
    return dies_at(run);
}

struct StepsCase {
    std::span<const Step> steps{};
    std::string keys = followed_whole;  ///< Of the task file.
    const char* counted = "";           ///< Of what the steps are.
    std::string prepared{};             ///< SQL for the source, before all.
    bool of_mariadb_alone = false;
    /// What is written so that the steps come, by how often it was before.
    std::function<void(const PrivateServer& source, unsigned number)> write{};
};

void kill_at_every_step(const PairOfKinds& pair, const StepsCase& test, Moments& moments) {
    const CopyServers servers(pair);
    FollowCase follow(servers, 0, test.keys);
    servers.source.execute("USE `copy`; " + test.prepared);
    follow.catch_up();
    unsigned number = 0;
    for (const Step& step : test.steps) {
        for (const char* const moment : moments_of_a_step(moments)) {
            SCOPED_TRACE(
                fmt::format("{}, {} {}, {}", pair.name, step.name, moment, moments.seed()));
            test.write(servers.source, ++number);
            EXPECT_TRUE(kill_at(follow, step, moment, moments.number(step.most)));
            count_chaos(1, test.counted);
            follow.catch_up();
            follow.expect_equal();
        }
    }
}

void kill_at_every_step(const StepsCase& test) {
    Moments moments;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            if (!test.of_mariadb_alone || pair.source == ServerKind::mariadb) {
                kill_at_every_step(pair, test, moments);
            }
        }
    }
}

TEST(NamedStep, OfATransaction) {
    kill_at_every_step(
        {.steps = steps_of_a_transaction,
         .counted = "kills at steps of transactions",
         .write = [](const PrivateServer& source, unsigned number) {
             source.execute(random_transactions(number, 60));
         }});
}

TEST(NamedStep, OfALargeTransaction) {
    kill_at_every_step(
        {.steps = steps_of_a_large_transaction,
         .counted = "kills at steps of large transactions",
         .prepared = "CREATE TABLE wide (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v MEDIUMTEXT) "
                     "ENGINE=InnoDB CHARACTER SET latin1",
         .write = [](const PrivateServer& source, unsigned /*number*/) {
             source.execute(
                 "USE `copy`; BEGIN; DELETE FROM wide; INSERT INTO wide (v) SELECT REPEAT('x', "
                 "400000 + id) FROM keyed LIMIT 15; UPDATE wide SET v=CONCAT('y', v); COMMIT");
         }});
}

TEST(NamedStep, OfADefinition) {
    kill_at_every_step(
        {.steps = steps_of_a_definition,
         .counted = "kills at steps of definitions",
         .write = [](const PrivateServer& source, unsigned number) {
             source.execute(random_transactions(number, 5));
             for (const std::string& statement : definitions(number)) {
                 source.execute("USE `copy`; " + statement);
             }
         }});
}

TEST(NamedStep, OfATableThatIsMadeWithItsRows) {
    kill_at_every_step(
        {.steps = steps_of_a_filled_table,
         .counted = "kills at steps of filled tables",
         .of_mariadb_alone = true,
         .write = [](const PrivateServer& source, unsigned number) {
             const std::string n = std::to_string(number);
             source.execute(random_transactions(number, 3));
             source.execute(
                 "USE `copy`; CREATE TABLE picked" + n +
                 " (PRIMARY KEY (id)) ENGINE=InnoDB SELECT id, u FROM keyed WHERE id % 2 = 0; "
                 "UPDATE picked" +
                 n + " SET u=id; CREATE TABLE none" + n +
                 " ENGINE=InnoDB SELECT id, t FROM keyed WHERE 0; INSERT INTO none" + n +
                 " VALUES (1, 'x')");
         }});
}

/// Two at the same time, of rows that would count twice or not at all.
TEST(NamedStep, OfAPreparedTransaction) {
    kill_at_every_step(
        {.steps = steps_of_a_prepared_transaction,
         .counted = "kills at steps of prepared transactions",
         .prepared = "CREATE TABLE sealed (a INT, b INT) ENGINE=InnoDB",
         .of_mariadb_alone = true,
         .write = [](const PrivateServer& source, unsigned number) {
             const auto prepare = [&](const std::string& xid) {
                 source.execute(fmt::format(
                     "XA START '{0}'; INSERT INTO `copy`.sealed VALUES ({1}, 1), ({1}, 1); XA END "
                     "'{0}'; XA PREPARE '{0}'",
                     xid, number));
             };
             prepare("first");
             source.execute(random_transactions(number, 5));
             prepare("second");
             source.execute("XA COMMIT 'second'; INSERT INTO `copy`.sealed VALUES (0, 0)");
             source.execute(number % 4 == 0 ? "XA ROLLBACK 'first'" : "XA COMMIT 'first'");
         }});
}

TEST(NamedStep, OfAnOnlineChange) {
    kill_at_every_step(
        {.steps = steps_of_an_online_change,
         .keys = std::string(followed_whole) + R"(, "online_ddl": {"mode": "gh-ost"})",
         .counted = "kills at steps of online changes",
         .write = [](const PrivateServer& source, unsigned number) {
             source.execute(random_transactions(number, 5));
             for (const std::string& statement : online_change(number)) {
                 source.execute("USE `copy`; " + statement);
             }
         }});
}

}  // namespace
}  // namespace cutover::test::named_step_test
