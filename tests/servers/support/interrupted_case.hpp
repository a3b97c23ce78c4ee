#pragma once

#include <string>
#include <vector>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test {

/// A task that has caught up, and three tables besides those of a FollowCase, two of which are
/// compared first and the other last.
struct InterruptedCase {
    explicit InterruptedCase(const CopyServers& of, const std::string& engine_of_early = "InnoDB");

    /// A verification that has compared `earliest` and `early`, and not all the others, is killed.
    void interrupt(const std::vector<std::string>& more = {}) const;

    CopyServers servers;
    FollowCase follow{servers};
    PrivateServer& source = servers.source;
    PrivateServer& destination = servers.destination;
};

/// What happens to `early` before an interrupted verification goes on.
enum class Meanwhile { nothing, a_change_arrives, damage };

/// By nobody, on the source, or on the destination, where doing it again mends it.
void happens(const InterruptedCase& one, Meanwhile what);

}  // namespace cutover::test
