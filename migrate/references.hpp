#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// Tables and views that a view reads from. SHOW CREATE VIEW names each with its database, so names
/// without one (of WITH, JSON_TABLE, DUAL) are none. Those of system databases are left out.
[[nodiscard]] std::vector<TableName> tables_read_by(const CodeObject& view);

/// What stands where a table must in a trigger, routine or event. Some of it may be no table
/// (WITH, temporary tables, cursors), so look the names up.
[[nodiscard]] std::vector<TableName> tables_named_by(const CodeObject& code);

/// Source databases outside of the plan that its foreign keys and views refer to: what of them is
/// on the destination decides whether the plan can be carried out.
[[nodiscard]] std::set<std::string> databases_referred_to(
    const Catalog& source, const TaskPlan& plan);

}  // namespace cutover
