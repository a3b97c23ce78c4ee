#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "binlog/byte_reader.hpp"
#include "binlog/table_map.hpp"
#include "core/row_image.hpp"

namespace cutover {

/// Rows of one table that were inserted, updated or deleted alike. The bytes of its rows are still
/// to be decoded (row_decoder.hpp).
struct RowsEvent {
    std::shared_ptr<const TableMap> table{};
    RowChange change = RowChange::insert;
    bool ends_statement = false;
    bool has_json_diffs = false;  ///< PARTIAL_UPDATE_ROWS: after images may hold parts of JSON.
    Bytes before_columns{};       ///< A bit for each column: is it in the before images?
    Bytes after_columns{};        ///< The same of after images; each empty where there are none.
    Bytes rows{};
};

/// What a rows event of one type has in front of its rows, by its number.
struct RowsLayout {
    RowChange change = RowChange::insert;
    unsigned version = 1;  ///< 2: has a header of extra information.
    bool is_compressed = false;
    bool has_json_diffs = false;
};

/// What stands before the table's columns: which table map, and flags.
struct RowsHead {
    std::uint64_t table_id = 0;
    bool ends_statement = false;

    /// Of an event without rows that only ends the statement.
    static constexpr std::uint64_t no_table = 0x00FFFFFF;
};

/// Reads the post-header of `post_header_bytes`: 6 with a table id of four bytes (MySQL 5.1.3),
/// otherwise 8, or 10 of version 2.
[[nodiscard]] RowsHead read_rows_head(
    ByteReader& reader, const RowsLayout& layout, std::size_t post_header_bytes);

/// Reads the rest but the rows, which are left in `reader` (compressed, where the layout says so).
/// Throws DamagedLog where the table map has another number of columns.
[[nodiscard]] RowsEvent read_rows_event(
    ByteReader& reader, const RowsLayout& layout, std::shared_ptr<const TableMap> table);

/// True where column `index` is in the images.
[[nodiscard]] inline bool has_column(Bytes columns, std::size_t index) {
    return ((unsigned{columns[index / 8]} >> (index % 8)) & 1U) != 0;
}

}  // namespace cutover
