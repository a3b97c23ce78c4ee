#pragma once

#include <string>
#include <vector>

#include "core/ddl_statement.hpp"
#include "core/task_plan.hpp"

namespace cutover {

struct PlanTextOptions {
    std::string task_file{};  ///< As it was given, for the next command.
    bool colour = false;

    /// Control bytes within the SQL become visible, so that they cannot move the cursor; without
    /// it the SQL is byte for byte what migrate would execute.
    bool for_terminal = false;
};

/// The plan of a migration as people read it: where to, which tables by which key, what it costs,
/// the SQL as a script, and what is refused. At most 80 columns but for SQL.
[[nodiscard]] std::string plan_text(
    const Task& task,
    const TaskPlan& plan,
    const std::vector<DdlStatement>& statements,
    const PlanTextOptions& options);

/// Into how many chunks the copy will cut the table, about.
[[nodiscard]] std::uint64_t estimated_chunks(const TablePlan& table);

}  // namespace cutover
