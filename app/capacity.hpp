#pragma once

#include "core/server_facts.hpp"
#include "core/task.hpp"
#include "migrate/precheck.hpp"

namespace cutover {

/// What of the destination's room can be known without rights over there: servers do not tell, but
/// one that is reached over a socket keeps its data on this machine. Absent for all others.
[[nodiscard]] CapacityFacts read_capacity(const Endpoint& endpoint, const ServerFacts& destination);

}  // namespace cutover
