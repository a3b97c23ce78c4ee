#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/server_facts.hpp"
#include "core/server_questions.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Shows what other servers that one follows.
[[nodiscard]] std::string_view replication_status_statement(const ServerFacts& replica);

/// How the session's server follows others; nothing where the account may not know.
[[nodiscard]] std::optional<std::vector<Replication>> read_replications(
    Session& session, const ServerFacts& facts);

/// A row of that statement each. What brings a group replication's own members together is left
/// out: it stands still for most of the time.
[[nodiscard]] std::vector<Replication> replications_in(const TextRows& rows);

}  // namespace cutover
