#pragma once

#include <vector>

#include "core/server_questions.hpp"
#include "core/task.hpp"
#include "core/task_plan.hpp"
#include "migrate/precheck.hpp"

namespace cutover {

/// Tries each "where" of the plan on the source; the ones that it refuses.
[[nodiscard]] std::vector<RefusedCondition> refused_conditions(
    const Task& task, const TaskPlan& plan, ServerQuestions& source);

/// The JSON pointer of a table's "where" in the task file.
[[nodiscard]] std::string condition_pointer(const Task& task, const TableName& table);

}  // namespace cutover
