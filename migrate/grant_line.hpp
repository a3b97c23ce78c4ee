#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace cutover {

/// One line of SHOW GRANTS, taken apart. Rights on single columns are left out.
struct GrantLine {
    bool is_revoke = false;                           ///< MySQL 8, partial_revokes.
    bool is_role = false;                             ///< GRANT role TO account.
    std::set<std::string, std::less<>> privileges{};  ///< "SELECT", "ALL PRIVILEGES", ...
    std::string object_type{};                        ///< "PROCEDURE", ...; empty for tables.
    std::string database{};                           ///< A pattern; "*": global.
    std::string table{};                              ///< "*": the whole database.
    std::string grantee{};                            ///< As printed.
};

/// Reads what any of the servers prints, in any quotes that sql_mode makes it use. Nothing for
/// lines that are no GRANT or REVOKE (SET DEFAULT ROLE); what a cut-off line lacks stays empty.
[[nodiscard]] std::optional<GrantLine> parse_grant_line(std::string_view line);

}  // namespace cutover
