#include "binlog/rows_event.hpp"

#include <utility>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {

RowsHead read_rows_head(
    ByteReader& reader, const RowsLayout& layout, std::size_t post_header_bytes) {
    constexpr std::size_t with_short_id = 6;
    constexpr std::uint16_t statement_end_flag = 0x1;
    const std::size_t least = layout.version == 2 ? 10 : with_short_id;
    if (post_header_bytes < least) {
        throw DamagedLog(fmt::format("rows with {} bytes before them", post_header_bytes));
    }
    RowsHead head;
    head.table_id = reader.little_endian(post_header_bytes == with_short_id ? 4 : 6);
    head.ends_statement = (reader.u16() & statement_end_flag) != 0;
    if (layout.version == 2) {
        const std::size_t extra_bytes = reader.u16();
        if (extra_bytes < 2) {
            throw DamagedLog("extra information of rows that is shorter than its own length");
        }
        reader.take(extra_bytes - 2);
    }
    return head;
}

RowsEvent read_rows_event(
    ByteReader& reader, const RowsLayout& layout, std::shared_ptr<const TableMap> table) {
    const std::uint64_t columns = reader.length();
    if (table->problem.empty() && columns != table->columns.size()) {
        throw DamagedLog(fmt::format(
            "rows of {} columns for a table map of {}", columns, table->columns.size()));
    }
    const std::uint64_t bitmap_bytes = columns / 8 + (columns % 8 == 0 ? 0 : 1);
    RowsEvent event;
    event.change = layout.change;
    event.has_json_diffs = layout.has_json_diffs;
    if (layout.change != RowChange::insert) {
        event.before_columns = reader.take(bitmap_bytes);
    }
    if (layout.change != RowChange::erase) {
        event.after_columns = reader.take(bitmap_bytes);
    }
    event.table = std::move(table);
    return event;
}

}  // namespace cutover
