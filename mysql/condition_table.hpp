#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/row_condition.hpp"

namespace cutover {

/// A temporary table that holds rows for a condition to be evaluated on, and the statements that
/// make and ask it. Only columns that the condition names are in it; one more column numbers the
/// rows. Pure.
struct ConditionTable {
    TableName name{};
    std::string number{};                ///< The name of the column with the rows' numbers.
    std::vector<std::size_t> columns{};  ///< Places in RowCondition::columns, in order.
    std::string create{};
    std::string select{};  ///< The numbers of the rows that fulfil the condition.
};

/// A column counts as named where any token of the condition is its name: one too many does no
/// harm, and of one too few the server says that it is unknown.
[[nodiscard]] ConditionTable condition_table(const RowCondition& condition, const TableName& name);

}  // namespace cutover
