#pragma once

#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/key.hpp"

namespace cutover {

struct ChosenKey {
    std::string name{};  ///< Empty: the table has no usable key and is read as one chunk.
    std::vector<KeyColumn> columns{};
};

/// The key a table is cut by: the primary key, else the best unique one. Usable are keys that
/// identify every row and that both the server and a bound parameter compare alike: no nullable,
/// prefix or functional part, no FLOAT, DOUBLE, JSON or geometry, and only columns in `selected`,
/// since the destination is cut by the same columns. Numbers before text, few columns before many.
[[nodiscard]] ChosenKey choose_key(
    const TableDefinition& table, const std::vector<std::string>& selected);

[[nodiscard]] KeyColumn key_column(const ColumnDefinition& column, CellForm form);

/// The server's average, or a guess from the columns where it has none or one that cannot be.
[[nodiscard]] std::uint64_t estimated_row_bytes(const TableDefinition& table);

/// Rows to aim for in a chunk: about 12 MiB by estimated_row_bytes(), and few
/// enough that the row digests of a chunk fit in memory. At least 1.
[[nodiscard]] std::uint64_t rows_of_a_chunk(const TableDefinition& table);

}  // namespace cutover
