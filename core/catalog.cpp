#include "core/catalog.hpp"

#include <algorithm>
#include <tuple>

namespace cutover {

const ColumnDefinition* find_column(const TableDefinition& table, std::string_view name) {
    const auto found = std::find_if(
        table.columns.begin(), table.columns.end(),
        [&](const ColumnDefinition& column) { return column.name == name; });
    return found == table.columns.end() ? nullptr : &*found;
}

std::string_view to_text(ObjectKind kind) {
    switch (kind) {
        case ObjectKind::view: return "view";
        case ObjectKind::trigger: return "trigger";
        case ObjectKind::procedure: return "procedure";
        case ObjectKind::function: return "function";
        case ObjectKind::event: return "event";
        case ObjectKind::sequence: return "sequence";
    }
    return "view";
}

const TableDefinition* find_table(const Catalog& catalog, const TableName& name) {
    const auto guess = std::lower_bound(
        catalog.tables.begin(), catalog.tables.end(), name,
        [](const TableDefinition& table, const TableName& wanted) { return table.name < wanted; });
    if (guess != catalog.tables.end() && guess->name == name) {
        return &*guess;
    }
    const auto found = std::find_if(  // a catalog under construction is not sorted yet
        catalog.tables.begin(), catalog.tables.end(),
        [&](const TableDefinition& table) { return table.name == name; });
    return found == catalog.tables.end() ? nullptr : &*found;
}

const CodeObject* find_object(const Catalog& catalog, ObjectKind kind, const TableName& name) {
    const auto guess = std::lower_bound(
        catalog.objects.begin(), catalog.objects.end(), std::tie(name, kind),
        [](const CodeObject& object,
           const std::tuple<const TableName&, const ObjectKind&>& wanted) {
            return std::tie(object.name, object.kind) < wanted;
        });
    if (guess != catalog.objects.end() && guess->kind == kind && guess->name == name) {
        return &*guess;
    }
    const auto found = std::find_if(
        catalog.objects.begin(), catalog.objects.end(),
        [&](const CodeObject& object) { return object.kind == kind && object.name == name; });
    return found == catalog.objects.end() ? nullptr : &*found;
}

const DatabaseDefinition* find_database(const Catalog& catalog, std::string_view name) {
    const auto found = std::find_if(
        catalog.databases.begin(), catalog.databases.end(),
        [&](const DatabaseDefinition& database) { return database.name == name; });
    return found == catalog.databases.end() ? nullptr : &*found;
}

}  // namespace cutover
