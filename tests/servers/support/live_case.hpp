#pragma once

#include <string>
#include <vector>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test {

/// Returns when the destination says that somebody runs the task.
void wait_for_applier(const CopyServers& servers, CutoverProcess& run);

/// A task that is to be verified while it is followed, and a table, `still`, that nobody writes to
/// meanwhile.
struct LiveCase {
    explicit LiveCase(const PairOfKinds& pair) : LiveCase(CopyServers(pair)) {}

    explicit LiveCase(const CopyServers& of);

    void wait_for(CutoverProcess& run) const { wait_for_applier(servers, run); }

    /// `cutover verify --json`.
    [[nodiscard]] ProgramRun verify(const std::vector<std::string>& more = {}) const;

    /// One row of `still` is another one on the destination.
    void damage() const;

    CopyServers servers;
    FollowCase follow;
};

}  // namespace cutover::test
