#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/servers/support/live_case.hpp"

namespace cutover::test {

/// A LiveCase that is verified by three shards, each a process with a state folder of its own.
class LiveShards {
  public:
    static constexpr int count = 3;

    explicit LiveShards(const PairOfKinds& pair) : live(pair) {}

    [[nodiscard]] std::unique_ptr<CutoverProcess> start(
        int number, const std::vector<std::string>& environment = {}) const;

    /// As from another machine: with a state folder that no other has.
    [[nodiscard]] std::unique_ptr<CutoverProcess> start_elsewhere(int number) const;

    /// Arguments of each that is started from now on.
    void set_arguments(std::vector<std::string> arguments) { arguments_ = std::move(arguments); }

    /// Its output is beside it.
    [[nodiscard]] std::string state_of(int number) const;

    /// The first one last. Expects that each found something or nothing, and not an error.
    [[nodiscard]] std::vector<int> run_all() const;

    [[nodiscard]] ProgramRun merge() const;

    /// That they have met, at one place, and found all equal.
    void expect_merged_equal() const;

    LiveCase live;
    const FollowCase& follow = live.follow;

  private:
    [[nodiscard]] std::unique_ptr<CutoverProcess> start_with(
        const std::string& state, int number, const std::vector<std::string>& environment) const;

    std::vector<std::string> arguments_{};
};

}  // namespace cutover::test
