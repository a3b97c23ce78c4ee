#include "core/name_mapping.hpp"

namespace cutover {

TableName NameMapping::table(const TableName& source) const {
    const auto found = tables.find(source);
    return found == tables.end() ? TableName{database(source.database), source.table}
                                 : found->second;
}

std::string NameMapping::database(const std::string& source) const {
    const auto found = databases.find(source);
    return found == databases.end() ? source : found->second;
}

std::string NameMapping::column(const TableName& table, const std::string& source) const {
    const auto renamed = columns.find(table);
    if (renamed == columns.end()) {
        return source;
    }
    const auto found = renamed->second.find(source);
    return found == renamed->second.end() ? source : found->second;
}

NameMapping mapping_of(const TaskPlan& plan) {
    NameMapping names;
    for (const DatabasePlan& database : plan.databases) {
        names.databases.emplace(database.source.name, database.destination);
    }
    for (const TablePlan& table : plan.tables) {
        names.tables.emplace(table.source, table.destination);
        for (const ColumnPlan& column : table.columns) {
            if (column.source.name != column.destination) {
                names.columns[table.source].emplace(column.source.name, column.destination);
            }
        }
    }
    for (const ObjectPlan& object : plan.objects) {
        if (object.kind == ObjectKind::view || object.kind == ObjectKind::sequence) {
            names.tables.emplace(object.source, object.destination);
        }
    }
    return names;
}

}  // namespace cutover
