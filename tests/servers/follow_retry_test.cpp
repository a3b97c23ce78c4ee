/// A failure that mends while the task waits for it (`retry.task`): a destination that comes back
/// from a kill without its last second of commits has forgotten the run's claim among them.
#include <csignal>

#include <gtest/gtest.h>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test::follow_retry_test {
namespace {

TEST(FollowRetry, AForgottenClaimIsMadeAgain) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        CutoverProcess run = follow.start("forever");
        EXPECT_TRUE(run.writes("following the source's binary log")) << run.output();
        servers.source.execute(random_transactions(2, 20));
        EXPECT_TRUE(follow.has_applied_all(run)) << run.output();
        servers.destination.execute("UPDATE `cutover`.task SET epoch=epoch-1");
        servers.source.execute(random_transactions(3, 20));
        EXPECT_TRUE(run.writes("trying again in 5")) << run.output();
        EXPECT_NE(run.output().find("forgotten"), std::string::npos) << run.output();
        const std::string troubled = follow.status(false);
        EXPECT_NE(troubled.find("trouble "), std::string::npos) << troubled;
        EXPECT_TRUE(follow.has_applied_all(run)) << run.output();
        const std::string well = follow.status(false);
        EXPECT_EQ(well.find("trouble "), std::string::npos) << well;
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
        follow.expect_equal();
    }
}

TEST(FollowRetry, ATaskThatWasTakenOverIsNotClaimedAgain) {
    const CopyServers servers(pairs_of_kinds.front());
    FollowCase follow(servers);
    CutoverProcess run = follow.start("forever");
    EXPECT_TRUE(run.writes("following the source's binary log")) << run.output();
    servers.destination.execute("UPDATE `cutover`.task SET epoch=epoch+1");
    servers.source.execute(random_transactions(3, 20));
    EXPECT_EQ(run.wait(), 3) << run.output();
    EXPECT_EQ(run.output().find("trying again"), std::string::npos) << run.output();
}

}  // namespace
}  // namespace cutover::test::follow_retry_test
