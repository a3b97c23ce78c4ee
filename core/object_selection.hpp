#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/names.hpp"

namespace cutover {

struct ColumnRule {
    std::string rename{};  ///< Empty: keeps its name.
};

struct TableRule {
    std::string rename{};                         ///< Empty: keeps its name.
    std::map<std::string, ColumnRule> columns{};  ///< Empty: all columns.
    std::string where{};                          ///< SQL condition; empty: all rows.
    std::vector<std::string> dml{};               ///< Empty: all kinds.
    std::vector<std::string> ddl{};
};

struct DatabaseRule {
    std::string rename{};                       ///< Empty: keeps its name.
    std::map<std::string, TableRule> tables{};  ///< Empty: the whole database with its code.
};

/// The task's `objects` and `exclude`: which databases and tables, and what they become.
struct ObjectSelection {
    std::map<std::string, DatabaseRule> databases{};  ///< Name or glob -> rule.
    std::vector<std::string> exclude{};               ///< Globs on "database.table".
};

/// '*' any run, '?' any one character, everything else itself; whole text, case-sensitive.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text);

/// The rule for a database: its exact name before any glob, the longest glob before shorter ones;
/// null where it is not selected. System databases match no glob.
[[nodiscard]] const DatabaseRule* find_rule(
    const ObjectSelection& selection, std::string_view database);

/// The rule for a table; an empty rule where the whole database is selected; nothing where it is
/// not selected or is excluded.
[[nodiscard]] std::optional<TableRule> find_rule(
    const ObjectSelection& selection, const TableName& table);

/// True where views, triggers, routines and events of the database come along: it is selected
/// whole (naming tables excludes them).
[[nodiscard]] bool takes_code(const ObjectSelection& selection, std::string_view database);

/// mysql, sys, information_schema, performance_schema and cutover's own schema.
[[nodiscard]] bool is_system_database(std::string_view database);

}  // namespace cutover
