#include "tests/servers/support/live_shards.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cutover::test {

using Json = nlohmann::json;

std::unique_ptr<CutoverProcess> LiveShards::start(
    int number, const std::vector<std::string>& environment) const {
    return start_with(state_of(number), number, environment);
}

std::unique_ptr<CutoverProcess> LiveShards::start_elsewhere(int number) const {
    return start_with(state_of(number) + "-elsewhere", number, {});
}

std::unique_ptr<CutoverProcess> LiveShards::start_with(
    const std::string& state, int number, const std::vector<std::string>& environment) const {
    std::vector<std::string> arguments{
        "verify",     follow.task_file(),
        "--state",    state,
        "--progress", "none",
        "--shard",    std::to_string(number) + "/" + std::to_string(count)};
    arguments.insert(arguments.end(), arguments_.begin(), arguments_.end());
    return std::make_unique<CutoverProcess>(arguments, state + ".output", environment);
}

std::string LiveShards::state_of(int number) const {
    return follow.state().string() + "-shard-" + std::to_string(number);
}

std::vector<int> LiveShards::run_all() const {
    std::vector<std::unique_ptr<CutoverProcess>> processes;
    for (int number = count; number > 0; --number) {
        processes.push_back(start(number));
    }
    std::vector<int> codes;
    for (const auto& process : processes) {
        codes.push_back(process->wait());
        EXPECT_TRUE(codes.back() == 4 || codes.back() == 1) << process->output();
    }
    return codes;
}

ProgramRun LiveShards::merge() const {
    std::vector<std::string> arguments{"--json"};
    for (int number = 1; number <= count; ++number) {
        arguments.push_back(state_of(number));
    }
    return follow.run("merge", arguments);
}

void LiveShards::expect_merged_equal() const {
    const ProgramRun merged = merge();
    ASSERT_EQ(merged.exit_code, 0) << merged.out << merged.err;
    const Json outcome = Json::parse(merged.out, nullptr, false);
    EXPECT_EQ(outcome["outcome"], "equal") << outcome.dump();
    EXPECT_TRUE(outcome["met_at"].is_string()) << outcome["met_at"].dump();
}

}  // namespace cutover::test
