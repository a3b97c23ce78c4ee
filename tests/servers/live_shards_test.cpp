/// `cutover verify --shard I/N` while the source is followed and written to: all shards see one
/// moment of it, on both sides, or say that they do not.
#include <csignal>
#include <memory>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/live_case.hpp"

namespace cutover::test {
namespace {

using Json = nlohmann::json;

constexpr int shards = 3;

class LiveShards {
  public:
    explicit LiveShards(const PairOfKinds& pair) : live(pair) {}

    [[nodiscard]] std::unique_ptr<CutoverProcess> start(
        int number, const std::vector<std::string>& environment = {}) const {
        return std::make_unique<CutoverProcess>(
            std::vector<std::string>{
                "verify", follow.task_file(), "--state", state_of(number), "--progress", "none",
                "--shard", std::to_string(number) + "/" + std::to_string(shards)},
            state_of(number) + ".output", environment);
    }

    [[nodiscard]] std::string state_of(int number) const {
        return follow.state().string() + "-shard-" + std::to_string(number);
    }

    [[nodiscard]] std::vector<int> run_all() const {
        std::vector<std::unique_ptr<CutoverProcess>> processes;
        for (int number = shards; number > 0; --number) {  // the first one comes last
            processes.push_back(start(number));
        }
        std::vector<int> codes;
        for (const auto& process : processes) {
            codes.push_back(process->wait());
            EXPECT_TRUE(codes.back() == 4 || codes.back() == 1) << process->output();
        }
        return codes;
    }

    [[nodiscard]] ProgramRun merge() const {
        std::vector<std::string> arguments{"--json"};
        for (int number = 1; number <= shards; ++number) {
            arguments.push_back(state_of(number));
        }
        return follow.run("merge", arguments);
    }

    LiveCase live;
    const FollowCase& follow = live.follow;
};

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
            const ProgramRun merged = shop.merge();
            ASSERT_EQ(merged.exit_code, 0) << merged.out << merged.err;
            const Json outcome = Json::parse(merged.out, nullptr, false);
            EXPECT_EQ(outcome["outcome"], "equal") << outcome.dump();
            EXPECT_TRUE(outcome["met_at"].is_string()) << outcome["met_at"].dump();
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
    live.servers.source.execute("INSERT INTO `copy`.still VALUES (-1, 'later')");
    live.follow.catch_up();
    EXPECT_EQ(shop.start(2)->wait(), 4);
    const ProgramRun merged = shop.merge();
    EXPECT_EQ(merged.exit_code, 3) << merged.out << merged.err;
    EXPECT_NE(merged.err.find("different moments"), std::string::npos) << merged.err;
}

}  // namespace
}  // namespace cutover::test
