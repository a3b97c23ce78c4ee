#pragma once

#include <cstddef>
#include <vector>

#include "core/catalog.hpp"
#include "core/row_source.hpp"
#include "core/sql_literal.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// Where the logged rows of a table go. The log has all columns of the source's table, in its
/// order; "logged column" is a place in that order.
struct ChangeTarget {
    RowTarget rows{};  ///< How a row is inserted; block_column is a logged column.
    /// How each logged column is spelt over there; without a name where the task leaves it out.
    std::vector<LiteralColumn> logged{};
    std::vector<std::size_t>
        key{};             ///< Logged columns that find a row; all, where there is no key.
    bool keyless = false;  ///< Rows may be equal: one at a time is meant.
    /// For each logged column whether a unique key over there has it: where one of them changes,
    /// the order of rows matters.
    std::vector<bool> unique{};
};

/// `source` is the definition of the log's time, `there` the destination's. Logged
/// bytes are the source's: text of a column that has another character set over there is converted
/// by the destination. Throws Error where that set may not hold it.
[[nodiscard]] ChangeTarget change_target(
    const TablePlan& plan, const TableDefinition& source, const TableDefinition& there);

}  // namespace cutover
