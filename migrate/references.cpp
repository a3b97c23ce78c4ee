#include "migrate/references.hpp"

#include <algorithm>

#include "core/object_selection.hpp"
#include "core/reference_rewrite.hpp"

namespace cutover {
namespace {

std::vector<TableName> references(const CodeObject& object, const std::string& database) {
    std::vector<TableName> found =
        referenced_tables(object.create_statement, dialect_of(object.sql_mode), database);
    std::erase_if(found, [&](const TableName& name) {
        return name.database.empty() || is_system_database(name.database) || name == object.name;
    });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

}  // namespace

std::vector<TableName> tables_read_by(const CodeObject& view) {
    return references(view, {});
}

std::vector<TableName> tables_named_by(const CodeObject& code) {
    std::vector<TableName> found = references(code, code.name.database);
    std::erase(found, TableName{code.name.database, code.table});  // ON table: it is selected
    return found;
}

std::set<std::string> databases_referred_to(const Catalog& source, const TaskPlan& plan) {
    std::set<std::string> databases;
    for (const TableDefinition& table : source.tables) {
        for (const ForeignKey& key : table.foreign_keys) {
            databases.insert(key.referenced.database);
        }
    }
    for (const CodeObject& object : source.objects) {
        if (object.kind == ObjectKind::view) {
            for (const TableName& name : tables_read_by(object)) {
                databases.insert(name.database);
            }
        }
    }
    for (const DatabasePlan& database : plan.databases) {
        databases.erase(database.source.name);
    }
    return databases;
}

}  // namespace cutover
