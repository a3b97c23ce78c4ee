#include "core/ddl_scope.hpp"

#include <algorithm>

#include "core/task_plan.hpp"

namespace cutover {
namespace {

/// A pattern of `exclude` may take something away from the database: its part
/// before the dot, or all of it where there is none, fits the name.
bool may_exclude_from(const std::string& pattern, const std::string& database) {
    return glob_matches(pattern.substr(0, pattern.find('.')), database);
}

DdlShare share_of_database(const ObjectSelection& selection, const std::string& database) {
    const DatabaseRule* const rule = find_rule(selection, database);
    if (rule == nullptr) {
        return DdlShare::none;
    }
    const bool excludes = std::any_of(
        selection.exclude.begin(), selection.exclude.end(),
        [&](const std::string& pattern) { return may_exclude_from(pattern, database); });
    return rule->tables.empty() && !excludes ? DdlShare::whole : DdlShare::part;
}

}  // namespace

DdlShare share_of(const ObjectSelection& selection, const DdlObject& object) {
    if (object.kind == DdlObjectKind::database) {
        return share_of_database(selection, object.name.database);
    }
    const bool taken = object.kind == DdlObjectKind::table
                           ? find_rule(selection, object.name).has_value()
                           : takes_code(selection, object.name);
    return taken ? DdlShare::whole : DdlShare::none;
}

void learn_names(
    NameMapping& names, const DdlChange& change, const Task& task, const ServerFacts& destination) {
    for (const DdlObject& object : change.objects) {
        if (share_of(task.objects, object) == DdlShare::none) {
            continue;
        }
        const std::string& database = object.name.database;
        names.databases.emplace(database, destination_database(task, destination, database));
        const bool is_table_like = object.kind == DdlObjectKind::table ||
                                   object.kind == DdlObjectKind::view ||
                                   object.kind == DdlObjectKind::sequence;
        if (!is_table_like || names.tables.contains(object.name)) {
            continue;
        }
        names.tables.emplace(object.name, destination_name(task, destination, object.name));
        const TableRule rule = find_rule(task.objects, object.name).value_or(TableRule{});
        for (const auto& [column, column_rule] : rule.columns) {
            if (!column_rule.rename.empty() && column_rule.rename != column) {
                names.columns[object.name].emplace(column, column_rule.rename);
            }
        }
    }
}

}  // namespace cutover
