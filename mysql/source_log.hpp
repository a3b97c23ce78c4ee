#pragma once

#include "core/source_log.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Asks the server, over a session of its own. What the account may not see stays absent; every
/// other failure throws.
[[nodiscard]] SourceLog read_source_log(const Endpoint& source, const ServerFacts& facts);

}  // namespace cutover
