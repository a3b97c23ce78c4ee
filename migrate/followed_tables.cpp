#include "migrate/followed_tables.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/error.hpp"

namespace cutover {
namespace {

[[noreturn]] void refuse(const TableName& table, const std::string& why) {
    throw Error(
        Recovery::none, ExitCode::no,
        fmt::format("the log of table {} cannot be applied: {}", display(table), why));
}

}  // namespace

FollowedTables::FollowedTables(const MigrateRequest& request, const FollowedGround& ground)
    : request_(request), as_the_source_has_them_(ground.as_the_source_has_them) {
    for (const auto& [source, name_there] : ground.names) {
        const TableDefinition* const there = find_table(ground.destination, name_there);
        if (there != nullptr && there->unreadable.empty()) {
            tables_[source] = followed(source, *there);
        } else if (ground.all) {
            refuse(source, fmt::format("{} is not on the destination", display(name_there)));
        }
    }
    relate();
}

FollowedTables::Table FollowedTables::followed(
    const TableName& source, const TableDefinition& there) const {
    TableDefinition then = there;
    if (as_the_source_has_them_.contains(source)) {
        then = *find_table(request_.source_catalog, source);
    }
    then.name = source;
    const TaskPlan plan = make_plan(
        request_.task, {.databases = {}, .tables = {then}, .objects = {}}, request_.source_facts,
        request_.destination_facts);
    for (const Refusal& refusal : plan.refusals) {
        if (refusal.kind == RefusalKind::unknown_type) {
            refuse(source, refusal.reason);
        }
    }
    Table table{.columns = then.columns, .target = change_target(plan.tables.at(0), then, there)};
    table.there.name = there.name;
    table.there.columns = there.columns;
    table.there.keys = there.keys;
    table.there.foreign_keys = there.foreign_keys;
    return table;
}

void FollowedTables::relate() {
    std::map<TableName, std::set<std::vector<std::string>>> referred_to;
    for (const auto& [source, table] : tables_) {
        for (const ForeignKey& foreign : table.there.foreign_keys) {
            referred_to[foreign.referenced].insert(foreign.referenced_columns);
        }
    }
    for (auto& [source, table] : tables_) {
        table.touches.emplace(
            table.there, referred_to[table.there.name], !as_the_source_has_them_.contains(source));
    }
}

void FollowedTables::learn(
    const DdlChange& change, const NameMapping& names, const Catalog& destination) {
    for (const DdlObject& object : change.objects) {
        if (object.kind == DdlObjectKind::database && object.role == DdlRole::dropped) {
            std::erase_if(tables_, [&](const auto& table) {
                return table.first.database == object.name.database;
            });
        }
        if (object.kind != DdlObjectKind::table || !find_rule(request_.task.objects, object.name)) {
            continue;
        }
        if (as_the_source_has_them_.contains(object.name)) {
            refuse(
                object.name,
                "the task takes a part of its columns, or it stood on the destination before, and "
                "now its definition has changed; copy the task anew with --restart");
        }
        const TableDefinition* const there = find_table(destination, names.table(object.name));
        if (there == nullptr) {
            tables_.erase(object.name);
        } else if (object.role != DdlRole::read && object.role != DdlRole::referenced) {
            tables_[object.name] = followed(object.name, *there);
        }
    }
    relate();
}

const std::vector<ColumnDefinition>* FollowedTables::columns(const TableName& source) const {
    const auto found = tables_.find(source);
    return found == tables_.end() ? nullptr : &found->second.columns;
}

FollowedTable FollowedTables::table(const TableName& source) const {
    const Table& table = tables_.at(source);
    return {.target = table.target, .touches = *table.touches};
}

std::map<TableName, TableName> FollowedTables::names() const {
    std::map<TableName, TableName> names;
    for (const auto& [source, table] : tables_) {
        names[source] = table.target.rows.table;
    }
    return names;
}

}  // namespace cutover
