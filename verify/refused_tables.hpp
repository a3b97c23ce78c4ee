#pragma once

#include <map>
#include <string>

#include "core/discrepancy.hpp"
#include "core/task_plan.hpp"
#include "verify/verify_request.hpp"

namespace cutover {

/// A table that the plan refuses, wholly or for a column of it.
struct RefusedTable {
    TableName destination{};
    std::string reason{};   ///< All that the plan holds against it.
    bool is_whole = false;  ///< The table itself is refused.
};

/// By source names. Tables that are to become one are not among them: no copy can be made of
/// them, but compared they are.
[[nodiscard]] std::map<TableName, RefusedTable> refused_tables(const TaskPlan& plan);

/// What came of comparing it all the same, because both servers have it: a difference is one, and
/// anything else is no better than SKIPPED.
void hold_back(TableComparison& comparison, const RefusedTable& refused);

/// Of one that there is nothing to compare of.
[[nodiscard]] TableComparison skipped_table(
    const TableName& source, const RefusedTable& refused, const VerifyRequest& request);

}  // namespace cutover
