/// InnoDB runs cascades below the binary log: what they change on the source cannot be followed.
/// The check foreign_keys.cascades says so; here is what comes of it, and that verify finds it.
#include <gtest/gtest.h>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test::follow_cascade_test {
namespace {

TEST(FollowCascade, RowsChangedByACascadeAreNotInTheLogAndVerifyFindsThem) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        servers.source.execute(
            "USE `copy`; CREATE TABLE parent (id INT PRIMARY KEY) ENGINE=InnoDB;"
            "CREATE TABLE child (id INT PRIMARY KEY, of INT, CONSTRAINT of_parent FOREIGN KEY (of) "
            "REFERENCES parent (id) ON DELETE CASCADE) ENGINE=InnoDB;"
            "INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (10, 1), (20, 2)");
        follow.catch_up();
        servers.source.execute("DELETE FROM `copy`.parent WHERE id = 1");
        follow.catch_up();
        EXPECT_EQ(servers.source.sql("SELECT id FROM `copy`.child"), "20\n");
        EXPECT_EQ(servers.destination.sql("SELECT id FROM `copy`.parent"), "2\n");
        EXPECT_EQ(servers.destination.sql("SELECT id FROM `copy`.child ORDER BY id"), "10\n20\n");
        const ProgramRun run = follow.verify();
        EXPECT_EQ(run.exit_code, 1) << run.out;
        EXPECT_NE(run.out.find("copy.child"), std::string::npos) << run.out;
    }
}

}  // namespace
}  // namespace cutover::test::follow_cascade_test
