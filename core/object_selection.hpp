#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/names.hpp"
#include "core/online_ddl.hpp"

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

/// The task's `objects`, `exclude` and `online_ddl`: which databases and tables, and what they
/// become.
struct ObjectSelection {
    std::map<std::string, DatabaseRule> databases{};  ///< Name or glob -> rule.
    std::vector<std::string> exclude{};               ///< Globs on "database.table".
    OnlineDdl online_ddl{};                           ///< Its tools' tables may be left out.
};

/// '*' any run, '?' any one character, everything else itself; whole text, case-sensitive.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text);

/// The rule for a database: its exact name before any glob, the longest glob before shorter ones;
/// null where it is not selected. System databases match no glob.
[[nodiscard]] const DatabaseRule* find_rule(
    const ObjectSelection& selection, std::string_view database);

/// The rule for a table; an empty rule where the whole database is selected; nothing where it is
/// not selected, is excluded or is a table of an online DDL tool that is left out.
[[nodiscard]] std::optional<TableRule> find_rule(
    const ObjectSelection& selection, const TableName& table);

/// True where views, triggers, routines and events of the database come along: it is selected
/// whole (naming tables excludes them).
[[nodiscard]] bool takes_code(const ObjectSelection& selection, std::string_view database);

/// Whether this view, trigger, routine or event comes along: it is not excluded either.
[[nodiscard]] bool takes_code(const ObjectSelection& selection, const TableName& object);

/// mysql, sys, information_schema, performance_schema and cutover's own schema.
[[nodiscard]] bool is_system_database(std::string_view database);

}  // namespace cutover
