#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/column_definition.hpp"
#include "core/names.hpp"
#include "core/row_block.hpp"

namespace cutover {

/// The task's condition on the rows of one table (`where`), as SQL.
struct RowCondition {
    TableName table{};                        ///< The source's; its columns may be named with it.
    std::vector<ColumnDefinition> columns{};  ///< Of the rows that will be asked about.
    std::string where{};
};

/// Has a server say which rows that are in no table of its fulfil a condition. What a condition
/// means, its comparisons, collations and functions, is for servers to know: nothing here guesses.
/// One session of its own; not thread-safe.
class RowConditions {
  public:
    virtual ~RowConditions() = default;

    /// Takes the place of the table's earlier condition. Throws Error (ExitCode::no), with the
    /// server's words, where the server cannot evaluate it.
    virtual void define(const RowCondition& condition) = 0;

    /// A flag for each row: 1 where WHERE would let it through. `rows` has the columns of the
    /// table's condition, which was defined. One question for all of them.
    [[nodiscard]] virtual std::vector<std::uint8_t> fulfilled(
        const TableName& table, const RowBlock& rows) = 0;
};

}  // namespace cutover
