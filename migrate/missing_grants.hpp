#pragma once

#include <string>
#include <vector>

#include "migrate/precheck_family.hpp"

namespace cutover {

/// A privilege that an account needs. Scopes are tables; "*" as table means the whole database,
/// {"*", "*"} the server.
struct Requirement {
    std::string privilege{};               ///< What the fix grants.
    std::vector<std::string> or_these{};   ///< Do as well, on the same scopes.
    std::vector<std::string> or_global{};  ///< Do as well, on the server.
    std::vector<TableName> scopes{};
    CheckStatus where_missing = CheckStatus::fail;
};

inline const TableName whole_server{"*", "*"};

/// Passes where the account holds the privilege on every scope; otherwise the fix holds the GRANT
/// statements, which make it pass as they are.
[[nodiscard]] CheckFinding granted(const ServerFacts& server, const Requirement& requirement);

/// The GRANT for the server's account, with the scope's pattern as Grants::pattern_to_extend().
[[nodiscard]] std::string grant_statement(
    const ServerFacts& server, const std::string& privileges, const TableName& scope);

/// What the task reads: whole databases as {name, "*"}, else its tables; also what it names and
/// the account cannot see.
[[nodiscard]] std::vector<TableName> source_scopes(const PrecheckInput& input);

/// The databases of those, without repetition.
[[nodiscard]] std::vector<TableName> databases_of(const std::vector<TableName>& scopes);

/// The databases that the task writes to, as {name, "*"}.
[[nodiscard]] std::vector<TableName> destination_scopes(const PrecheckInput& input);

}  // namespace cutover
