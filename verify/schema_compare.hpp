#pragma once

#include <vector>

#include "core/catalog.hpp"
#include "core/discrepancy.hpp"
#include "core/server_facts.hpp"
#include "core/task_plan.hpp"

namespace cutover {

struct SchemaCompareInput {
    const TaskPlan& plan;
    const Catalog& source;
    const Catalog& destination;
    const ServerFacts& destination_facts;
    bool is_followed = false;  ///< Somebody applies the source's log to the destination right now.
};

/// Compares every definition of the plan, in the plan's order: "database", "table definition",
/// then the kinds of code. What the source's definition becomes by the task's names, columns and
/// rules (DEFINER to INVOKER, events disabled) is set against what the destination has, both in
/// normal form; the reason names the first part that differs, in both spellings. Also finds
/// triggers on the destination's tables that nobody planned, for they change rows.
///
/// Not a difference: a definer; SQL SECURITY INVOKER or an event DISABLE where the source has the
/// other; AUTO_INCREMENT, or a sequence, past the source's. While the source is followed, none is
/// compared: no log and no snapshot tells how far such a counter was, and the switch brings it
/// level; a trigger that is not there yet is UNPROVEN then. So is what cannot be read.
[[nodiscard]] std::vector<ObjectComparison> compare_schema(const SchemaCompareInput& input);

/// Tables that the destination has, in databases that the task moves whole, and the plan does not:
/// left out on purpose, made by others, or dropped on the source. No finding, but to be told.
[[nodiscard]] std::vector<TableName> tables_only_there(const SchemaCompareInput& input);

}  // namespace cutover
