#pragma once

#include <string>
#include <vector>

#include "core/task_plan.hpp"

namespace cutover {

/// One way in which a table that is there already differs from the one that should be.
struct Misfit {
    bool loses_rows = false;  ///< True: some row of the source does not fit in unchanged.
    std::string text{};       ///< "column `total`: decimal(8,2) instead of decimal(10,2)".
};

/// Compares columns and unique keys, by name; the order of columns does not matter. Empty: every
/// row that the source can hold goes in unchanged.
[[nodiscard]] std::vector<Misfit> misfits(
    const TablePlan& plan, const TableDefinition& source, const TableDefinition& there);

}  // namespace cutover
