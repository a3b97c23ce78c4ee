#pragma once

#include <optional>
#include <vector>

#include "core/source_log.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Asks the server, over a session of its own. What the account may not see stays absent; every
/// other failure throws.
[[nodiscard]] SourceLog read_source_log(const Endpoint& source, const ServerFacts& facts);

/// Nothing where no log is kept, or the account may not see it.
[[nodiscard]] std::optional<std::vector<LogFile>> log_files(Session& session);

/// The readers of the session's server that have told it who they are; nothing where the account
/// may not see them.
[[nodiscard]] std::optional<std::vector<RegisteredReplica>> registered_replicas(
    Session& session, const ServerFacts& facts);

}  // namespace cutover
