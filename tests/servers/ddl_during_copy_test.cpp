/// Definitions that change on the source while its rows are copied (M14): the run stops and names
/// the table, or the server itself kept the change out until the copy was done.
#include <gtest/gtest.h>

#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test::ddl_during_copy_test {
namespace {

const char* const tables =
    "USE `copy`; CREATE TABLE a (id INT NOT NULL PRIMARY KEY, v INT) CHARACTER SET utf8mb4;"
    "CREATE TABLE b (id INT NOT NULL PRIMARY KEY, v INT) CHARACTER SET utf8mb4;"
    "INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1), (2, 2)";

struct Attempt {
    bool was_let_in = false;
    CopyResult result{};
};

/// Runs `sql` on the source when rows begin to be copied.
Attempt copy_during(const CopyServers& servers, const std::string& sql) {
    servers.source.execute(tables);
    Attempt attempt;
    attempt.result = migrate_once(servers, copy_task(), 0, [&](MigrateStep step) {
        if (step != MigrateStep::copying) {
            return;
        }
        try {
            servers.source.execute("SET lock_wait_timeout = 1; " + sql);
            attempt.was_let_in = true;
        } catch (const std::exception& error) {
            EXPECT_NE(std::string(error.what()).find("Lock wait timeout"), std::string::npos)
                << error.what();
        }
    });
    return attempt;
}

TEST(DdlDuringCopy, ATableThatComesUpIsNotLeftBehindSilently) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        const Attempt attempt = copy_during(servers, "CREATE TABLE `copy`.fresh (id INT)");
        EXPECT_TRUE(attempt.was_let_in);
        EXPECT_NE(
            attempt.result.error.find("changed while it was copied: copy.fresh is new"),
            std::string::npos)
            << attempt.result.error;
    }
}

TEST(DdlDuringCopy, ATableThatIsAlteredIsNamedOrWasLocked) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        for (const char* const sql :
             {"ALTER TABLE `copy`.b ADD COLUMN w INT NOT NULL DEFAULT 7", "DROP TABLE `copy`.b",
              "RENAME TABLE `copy`.b TO `copy`.c", "TRUNCATE TABLE `copy`.b"}) {
            SCOPED_TRACE(std::string(pair.name) + ": " + sql);
            const CopyServers servers(pair);
            const Attempt attempt = copy_during(servers, sql);
            if (attempt.was_let_in) {
                EXPECT_NE(attempt.result.error.find("copy.b"), std::string::npos)
                    << attempt.result.error;
            } else {
                EXPECT_EQ(attempt.result.error, "");
                EXPECT_EQ(contents(servers.destination, "copy"), contents(servers.source, "copy"));
            }
        }
    }
}

TEST(DdlDuringCopy, ATableThatTheTaskExcludesMayCome) {
    const CopyServers servers(pairs_of_kinds[0]);
    servers.source.execute(tables);
    Task task = copy_task();
    task.objects.exclude = {"copy.tmp_*"};
    const CopyResult result = migrate_once(servers, task, 0, [&](MigrateStep step) {
        if (step == MigrateStep::copying) {
            servers.source.execute("CREATE TABLE `copy`.tmp_1 (id INT)");
        }
    });
    EXPECT_EQ(result.error, "");
}

}  // namespace
}  // namespace cutover::test::ddl_during_copy_test
