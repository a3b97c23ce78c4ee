#pragma once

#include <cstddef>

#include "core/change_statements.hpp"

namespace cutover {

/// Several rows of a table whose key is a number, in one statement: a server spends more on a
/// statement than on a row. Each appends what applies the rows from `first` on, as many as may go
/// together, and returns how many these are; 0, and nothing is appended, where no two may.

/// "UPDATE `t` SET `c`=CASE `id` WHEN 1 THEN 5 WHEN 2 THEN 6 END WHERE `id` IN (1,2)": rows that
/// change in the same columns, none of them the number itself, which the others are told by, or
/// part of a unique key, so that their order cannot matter, and that are not lost by an UPDATE.
[[nodiscard]] std::size_t append_updates_by_number(
    const ChangeTarget& target,
    const RowImages& images,
    std::size_t first,
    ChangeStatements& statements);

/// "DELETE FROM `t` WHERE `id` IN (1,2)"
[[nodiscard]] std::size_t append_deletes_by_number(
    const ChangeTarget& target,
    const RowBlock& before,
    std::size_t first,
    ChangeStatements& statements);

}  // namespace cutover
