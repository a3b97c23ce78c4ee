#include "core/task_plan.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/key_choice.hpp"
#include "core/name_rules.hpp"
#include "core/plan_refusals.hpp"

namespace cutover {
namespace {

void plan_columns(
    const TableDefinition& table,
    const TableRule& rule,
    std::vector<ColumnPlan>& columns,
    std::vector<Refusal>& refusals) {
    for (const ColumnDefinition& column : table.columns) {
        const auto selected = rule.columns.find(column.name);
        if (!rule.columns.empty() && selected == rule.columns.end()) {
            continue;
        }
        const auto form = form_of(column);
        if (!form) {
            refusals.push_back(
                {.object = display(table.name) + "." + printable(column.name),
                 .reason = "this version does not know the column type " +
                           printable(column.column_type) +
                           "; exclude the table or select other columns",
                 .kind = RefusalKind::unknown_type,
                 .table = table.name});
            continue;
        }
        const bool renamed = selected != rule.columns.end() && !selected->second.rename.empty();
        columns.push_back(
            {.source = column,
             .destination = renamed ? selected->second.rename : column.name,
             .form = *form});
    }
}

std::string spelt_database(const Task& task, const std::string& source) {
    const DatabaseRule* const rule = find_rule(task.objects, source);
    return rule != nullptr && !rule->rename.empty() ? rule->rename : source;
}

TablePlan plan_table(
    const Task& task,
    const ServerFacts& destination,
    const TableDefinition& table,
    const TableRule& rule,
    std::vector<Refusal>& refusals) {
    TablePlan plan{
        .source = table.name,
        .destination = destination_name(task, destination, table.name),
        .spelt =
            {spelt_database(task, table.name.database),
             rule.rename.empty() ? table.name.table : rule.rename},
        .where = rule.where,
        .estimated_rows = table.estimated_rows,
        .estimated_bytes =
            std::max(table.data_bytes, table.estimated_rows * estimated_row_bytes(table)),
        .chunk_rows = rows_of_a_chunk(table)};
    plan_columns(table, rule, plan.columns, refusals);
    if (table.system_versioned) {
        refusals.push_back(
            {.object = display(table.name),
             .reason = "it is system-versioned: its history cannot be written by anyone but the "
                       "server; exclude it",
             .table = table.name});
    }
    std::vector<std::string> selected;
    for (const ColumnPlan& column : plan.columns) {
        selected.push_back(column.source.name);
    }
    ChosenKey key = choose_key(table, selected);
    plan.key_name = std::move(key.name);
    plan.key = std::move(key.columns);
    return plan;
}

std::vector<DatabasePlan> plan_databases(
    const Task& task, const Catalog& source, const ServerFacts& destination) {
    std::vector<DatabasePlan> databases;
    for (const DatabaseDefinition& database : source.databases) {
        if (find_rule(task.objects, database.name) != nullptr) {
            databases.push_back(
                {.source = database,
                 .destination = destination_database(task, destination, database.name),
                 .spelt = spelt_database(task, database.name),
                 .whole = takes_code(task.objects, database.name)});
        }
    }
    return databases;
}

/// Triggers follow their table: one that is excluded takes them along.
std::vector<ObjectPlan> plan_objects(
    const Task& task,
    const Catalog& source,
    const ServerFacts& destination,
    const std::vector<TablePlan>& tables) {
    std::set<TableName> planned;
    for (const TablePlan& table : tables) {
        planned.insert(table.source);
    }
    std::vector<ObjectPlan> objects;
    for (const CodeObject& object : source.objects) {
        const bool selected = takes_code(task.objects, object.name);
        const bool has_table = object.kind != ObjectKind::trigger ||
                               planned.contains({object.name.database, object.table});
        if (selected && has_table) {
            objects.push_back(
                {object.kind, object.name, destination_name(task, destination, object.name)});
        }
    }
    return objects;
}

void append(std::vector<Refusal>& refusals, std::vector<Refusal> more) {
    std::move(more.begin(), more.end(), std::back_inserter(refusals));
}

}  // namespace

TaskPlan make_plan(
    const Task& task,
    const Catalog& source,
    const ServerFacts& source_facts,
    const ServerFacts& destination_facts) {
    TaskPlan plan;
    plan.databases = plan_databases(task, source, destination_facts);
    plan.refusals = refuse_missing(task, source);
    for (const TableDefinition& table : source.tables) {
        const std::optional<TableRule> rule = find_rule(task.objects, table.name);
        if (rule) {
            plan.tables.push_back(plan_table(task, destination_facts, table, *rule, plan.refusals));
        }
    }
    plan.objects = plan_objects(task, source, destination_facts, plan.tables);
    append(plan.refusals, refuse_names(plan, destination_facts));
    if (plan.tables.empty() && plan.objects.empty() && plan.refusals.empty()) {
        plan.refusals.push_back(
            {"objects",
             "the selection holds nothing that " + source_facts.endpoint +
                 R"( has; see "objects" and "exclude")",
             RefusalKind::missing});
    }
    for (Refusal& refusal : plan.refusals) {
        if (refusal.table != TableName{}) {
            refusal.destination = destination_name(task, destination_facts, refusal.table);
        }
    }
    return plan;
}

std::string destination_database(
    const Task& task, const ServerFacts& destination, const std::string& source) {
    const DatabaseRule* const rule = find_rule(task.objects, source);
    const bool renamed = rule != nullptr && !rule->rename.empty();
    return renamed ? cased(NameCase::preserve, destination, rule->rename)
                   : cased(task.name_case, destination, source);
}

TableName destination_name(
    const Task& task, const ServerFacts& destination, const TableName& source) {
    const std::optional<TableRule> rule = find_rule(task.objects, source);
    const bool renamed = rule && !rule->rename.empty();
    return {
        destination_database(task, destination, source.database),
        renamed ? cased(NameCase::preserve, destination, rule->rename)
                : cased(task.name_case, destination, source.table)};
}

}  // namespace cutover
