#include "migrate/table_index.hpp"

#include <algorithm>
#include <functional>

namespace cutover {

/// A name's two parts are hardly ever one another's, so a sum will do.
std::size_t TableIndex::Hash::operator()(const TableName& name) const {
    return std::hash<std::string>()(name.database) + std::hash<std::string>()(name.table);
}

TableIndex::TableIndex(const Catalog& catalog, const ServerFacts& server) {
    const std::string rule = server.variable("lower_case_table_names");
    folds_ = !rule.empty() && rule != "0";
    tables_.reserve(catalog.tables.size());
    for (const TableDefinition& table : catalog.tables) {
        tables_.emplace(folded(table.name), &table);
    }
    for (const CodeObject& object : catalog.objects) {
        objects_.emplace(std::pair(object.kind, folded(object.name)), &object);
    }
}

const TableDefinition* TableIndex::table(const TableName& name) const {
    const auto found = tables_.find(folded(name));
    return found == tables_.end() ? nullptr : found->second;
}

const CodeObject* TableIndex::object(ObjectKind kind, const TableName& name) const {
    const auto found = objects_.find(std::pair(kind, folded(name)));
    return found == objects_.end() ? nullptr : found->second;
}

const CodeObject* TableIndex::like_table(const TableName& name) const {
    const CodeObject* const view = object(ObjectKind::view, name);
    return view != nullptr ? view : object(ObjectKind::sequence, name);
}

TableName TableIndex::folded(const TableName& name) const {
    TableName result = name;
    for (std::string* part : {&result.database, &result.table}) {
        std::transform(part->begin(), part->end(), part->begin(), [this](char c) {
            return folds_ && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
    }
    return result;
}

}  // namespace cutover
