#include "migrate/source_conditions.hpp"

namespace cutover {

std::vector<RefusedCondition> refused_conditions(
    const Task& task, const TaskPlan& plan, ServerQuestions& source) {
    std::vector<RefusedCondition> refused;
    for (const TablePlan& table : plan.tables) {
        if (table.where.empty()) {
            continue;
        }
        const std::string error = source.refusal_of(source_rows(table));
        if (!error.empty()) {
            refused.push_back({table.source, condition_pointer(task, table.source), error});
        }
    }
    return refused;
}

std::string condition_pointer(const Task& task, const TableName& table) {
    const DatabaseRule* const rule = find_rule(task.objects, table.database);
    for (const auto& [name, candidate] : task.objects.databases) {
        if (&candidate == rule) {
            return "/objects" + pointer_step(name) + "/tables" + pointer_step(table.table) +
                   "/where";
        }
    }
    return {};
}

}  // namespace cutover
