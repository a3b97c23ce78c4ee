#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/precheck.hpp"

namespace cutover {

struct CheckFinding {
    CheckStatus status = CheckStatus::fail;
    std::string found{};
    std::string fix{};  ///< Statements end in ";", one a line; anything else is prose.
};

/// One named check. `look` is pure; nothing means that this task does not need the check. A check
/// that lacks what it needs to know says so as a warning or failure and never passes.
struct Check {
    CheckEntry entry{};
    std::optional<CheckFinding> (*look)(const PrecheckInput&) = nullptr;
};

using CheckFamily = std::span<const Check>;

// One per file of the same name. A new check is a function and a row in its family's array.
[[nodiscard]] CheckFamily connection_checks();
[[nodiscard]] CheckFamily source_privilege_checks();
[[nodiscard]] CheckFamily destination_privilege_checks();
[[nodiscard]] CheckFamily object_checks();
[[nodiscard]] CheckFamily name_checks();
[[nodiscard]] CheckFamily condition_checks();
[[nodiscard]] CheckFamily conflict_checks();
[[nodiscard]] CheckFamily table_checks();
[[nodiscard]] CheckFamily foreign_key_checks();
[[nodiscard]] CheckFamily type_checks();
[[nodiscard]] CheckFamily capacity_checks();
[[nodiscard]] CheckFamily session_checks();
[[nodiscard]] CheckFamily code_checks();
[[nodiscard]] CheckFamily reference_checks();
[[nodiscard]] CheckFamily binlog_checks();
[[nodiscard]] CheckFamily following_checks();

/// A check of table_checks() with a file of its own.
[[nodiscard]] std::optional<CheckFinding> selected_columns_suffice(const PrecheckInput& in);

[[nodiscard]] CheckFinding pass(std::string found);
[[nodiscard]] CheckFinding warn(std::string found, std::string fix);
[[nodiscard]] CheckFinding fail(std::string found, std::string fix);

/// "a, b, c and 12 more"; the items must be printable already.
[[nodiscard]] std::string listed(const std::vector<std::string>& items, std::size_t shown = 8);

/// "1 table", "3 tables".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

/// The statements, one a line; beyond `shown` a line of prose says how many more there are.
[[nodiscard]] std::string statements(const std::vector<std::string>& items, std::size_t shown = 20);

/// A problem with each item of a list: passes where there is none.
struct Problems {
    std::vector<std::string> items{};
    std::string noun{};  ///< "table", "column".
};

/// "3 tables: a, b and c" with the status given, or a pass with `all_well` where there are none.
[[nodiscard]] CheckFinding judge(
    const Problems& problems, CheckStatus status, std::string all_well, std::string fix);

/// Options of a server are spelt ON, 1 or YES.
[[nodiscard]] bool is_on(const ServerFacts& server, std::string_view variable);

/// "MariaDB 10.11.19".
[[nodiscard]] std::string product(const ServerFacts& server);
[[nodiscard]] bool is_mariadb(const ServerFacts& server);

/// True where the server is of that flavour and at least that version.
[[nodiscard]] bool at_least(const ServerFacts& server, Flavour flavour, ServerVersion version);

/// True where the source's tables come along with code: views, triggers, routines, events.
[[nodiscard]] bool moves_code(const PrecheckInput& input);

}  // namespace cutover
