#include "migrate/followed_tables.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/error.hpp"

namespace cutover {
namespace {

const TableDefinition& required(const Catalog& catalog, const TableName& name, const char* server) {
    const TableDefinition* const found = find_table(catalog, name);
    if (found == nullptr || !found->unreadable.empty()) {
        throw Error(
            Recovery::none, ExitCode::no,
            fmt::format(
                "table {} is not on the {} or cannot be read there, so its log cannot be applied",
                display(name), server));
    }
    return *found;
}

}  // namespace

FollowedTables::FollowedTables(
    const TaskPlan& plan, const Catalog& source, const Catalog& destination) {
    for (const TablePlan& table : plan.tables) {
        const TableDefinition& here = required(source, table.source, "source");
        const TableDefinition& there = required(destination, table.destination, "destination");
        if (!table.where.empty()) {
            throw Error(
                Recovery::none, ExitCode::no,
                fmt::format(
                    "table {} has a condition (where), which this version does not evaluate on "
                    "logged rows",
                    display(table.source)));
        }
        tables_[table.source] = {here.columns, change_target(table, here, there)};
    }
}

const std::vector<ColumnDefinition>* FollowedTables::columns(const TableName& source) const {
    const auto found = tables_.find(source);
    return found == tables_.end() ? nullptr : &found->second.columns;
}

const ChangeTarget& FollowedTables::target(const TableName& source) const {
    return tables_.at(source).target;
}

bool FollowedTables::contains(const TableName& source) const {
    return tables_.count(source) == 1;
}

bool FollowedTables::contains_database(const std::string& source) const {
    return std::any_of(tables_.begin(), tables_.end(), [&](const auto& table) {
        return table.first.database == source;
    });
}

}  // namespace cutover
