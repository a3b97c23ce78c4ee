#pragma once

#include <string>
#include <vector>

#include "core/task_plan.hpp"

namespace cutover {

/// Databases, tables and columns that the task names and the source does not have, and a selection
/// that holds nothing at all.
[[nodiscard]] std::vector<Refusal> refuse_missing(const Task& task, const Catalog& source);

/// Names that the destination would refuse, and different objects that would become one there
/// (compared as the destination's lower_case_table_names has it); of tables and databases it is
/// said whether the task wants that.
[[nodiscard]] std::vector<Refusal> refuse_names(
    const TaskPlan& plan, const ServerFacts& destination);

}  // namespace cutover
