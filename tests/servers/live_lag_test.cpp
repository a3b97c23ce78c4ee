/// `cutover verify` where whoever follows the source is far behind.
#include <csignal>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/live_case.hpp"

namespace cutover::test::live_lag_test {
namespace {

using Json = nlohmann::json;

/// It is waited for: nothing of what it has not written yet is taken for a difference, and what is
/// one is found.
TEST(LiveLag, AnApplierThatIsBehindIsWaitedFor) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        live.damage();
        live.servers.source.execute(random_transactions(11, 120));
        live.follow.set_rows_per_second(150);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        EXPECT_NE(contents(live.servers.destination, "copy"), contents(live.servers.source, "copy"))
            << "it is not behind";
        const ProgramRun verified = live.verify();
        EXPECT_EQ(verified.exit_code, 1) << verified.out << verified.err;
        const Json outcome = Json::parse(verified.out);
        EXPECT_TRUE(outcome["met_at"].is_string()) << verified.out;
        EXPECT_EQ(outcome["discrepancy_count"], 1) << verified.out;
        EXPECT_EQ(outcome["discrepancies"][0]["table"], "copy.still");
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

}  // namespace
}  // namespace cutover::test::live_lag_test
