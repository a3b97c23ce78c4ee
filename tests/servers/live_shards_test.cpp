/// `cutover verify --shard I/N` while the source is followed and written to: all shards see one
/// moment of it, on both sides, or say that they do not.
#include "tests/servers/support/live_shards.hpp"

#include <csignal>
#include <memory>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cutover::test::live_shards_test {
namespace {

using Json = nlohmann::json;

TEST(LiveShards, SeeOneMomentWhileWritesGoOn) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveShards shop(pair);
        LiveCase& live = shop.live;
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        live.follow.start_writing(5);
        for (int round = 0; round < 3; ++round) {
            EXPECT_EQ(shop.run_all(), (std::vector<int>{4, 4, 4})) << run.output();
            shop.expect_merged_equal();
        }
        live.damage();
        static_cast<void>(shop.run_all());
        const ProgramRun merged = shop.merge();
        ASSERT_EQ(merged.exit_code, 1) << merged.out << merged.err;
        EXPECT_EQ(Json::parse(merged.out, nullptr, false)["discrepancy_count"], 1) << merged.out;
        live.follow.stop_writing();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

/// Who is killed while it waits, or while it holds everybody, is not waited for after it was begun
/// again; the applier goes on.
TEST(LiveShards, AShardThatIsKilledIsBegunAgain) {
    const PairOfKinds& pair = pairs_of_kinds[0];
    LiveShards shop(pair);
    LiveCase& live = shop.live;
    CutoverProcess run = live.follow.start("forever");
    live.wait_for(run);
    live.follow.start_writing(6);
    const auto second = shop.start(2);
    EXPECT_TRUE(second->writes("not there yet: shards 1, 3 of 3")) << second->output();
    {
        const auto first = shop.start(1);
        EXPECT_TRUE(first->writes("not there yet: shard 3 of 3")) << first->output();
        first->signal(SIGKILL);
        static_cast<void>(first->wait());
    }
    const auto third = shop.start(3);
    const auto first = shop.start(1);
    for (CutoverProcess* const process : {first.get(), second.get(), third.get()}) {
        EXPECT_EQ(process->wait(), 4) << process->output();
    }
    EXPECT_EQ(shop.merge().exit_code, 0);
    live.follow.stop_writing();
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait(), 0) << run.output();
}

/// At rest they do not wait for each other, and a shard of another moment is refused.
TEST(LiveShards, AShardOfAnotherMomentIsRefused) {
    const PairOfKinds& pair = pairs_of_kinds[0];
    LiveShards shop(pair);
    LiveCase& live = shop.live;
    CutoverProcess run = live.follow.start("forever");
    live.wait_for(run);
    EXPECT_EQ(shop.run_all(), (std::vector<int>{4, 4, 4}));
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait(), 0) << run.output();
    EXPECT_EQ(shop.start(2)->wait(), 4) << "it finds nobody, and sees what the others saw";
    const ProgramRun unmet = shop.merge();
    EXPECT_EQ(unmet.exit_code, 3) << "but nobody knows that: " << unmet.out << unmet.err;
    live.servers.source.execute("INSERT INTO `copy`.still VALUES (-1, 'later')");
    live.follow.catch_up();
    EXPECT_EQ(shop.start(2)->wait(), 4);
    const ProgramRun merged = shop.merge();
    EXPECT_EQ(merged.exit_code, 3) << merged.out << merged.err;
    EXPECT_NE(merged.err.find("different moments"), std::string::npos) << merged.err;
}

}  // namespace
}  // namespace cutover::test::live_shards_test
