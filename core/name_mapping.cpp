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

}  // namespace cutover
