#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog.hpp"
#include "core/chunk.hpp"
#include "core/row_block.hpp"
#include "core/row_source.hpp"

namespace cutover::test {

/// One value, in the representation of its column's CellForm.
struct Cell {
    bool is_null = false;
    std::uint64_t number = 0;
    std::string bytes{};

    friend bool operator==(const Cell&, const Cell&) = default;
};

[[nodiscard]] Cell null_cell();
[[nodiscard]] Cell number_cell(std::uint64_t number);
[[nodiscard]] Cell real_cell(double value);
[[nodiscard]] Cell text_cell(std::string_view bytes);

/// One cell for each column of the definition.
using MemoryRow = std::vector<Cell>;
using RowPredicate = std::function<bool(const MemoryRow&)>;
using KeyLess = std::function<bool(const KeyTuple&, const KeyTuple&)>;

/// Numbers by value, bytes like memcmp.
[[nodiscard]] bool key_less(const KeyTuple& left, const KeyTuple& right);

struct MemoryTable {
    TableDefinition definition{};
    std::vector<MemoryRow> rows{};
    KeyLess less = key_less;                       ///< This server's order of keys.
    std::map<std::string, RowPredicate> wheres{};  ///< What each RowSource::where means.

    [[nodiscard]] std::size_t column_index(std::string_view name) const;
    [[nodiscard]] KeyTuple key_of(const MemoryRow& row, const std::vector<KeyColumn>& key) const;

    /// Rows of the source's condition that lie in the chunk.
    [[nodiscard]] std::vector<const MemoryRow*> select(
        const RowSource& source, const Chunk& chunk) const;

    /// True where a unique key of the definition has the same values, none of them NULL.
    [[nodiscard]] bool clash(const MemoryRow& left, const MemoryRow& right) const;
};

/// A definition of integer, text, ... columns with the primary key on the first `key_columns`
/// of them; 0: keyless. `columns` are "name type", e.g. "id bigint", "name varchar".
[[nodiscard]] TableDefinition define_table(
    const TableName& name, const std::vector<std::string>& columns, std::size_t key_columns);

void append_row(
    const MemoryTable& table, const MemoryRow& row, const RowSource& source, RowBlock& block);

}  // namespace cutover::test
