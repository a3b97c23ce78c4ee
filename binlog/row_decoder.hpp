#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "binlog/image_column.hpp"
#include "binlog/json_diff.hpp"
#include "binlog/rows_event.hpp"
#include "core/row_image.hpp"

namespace cutover {

/// The rows of one event. A column that the images leave out is NULL here; has_column() of the
/// event's bitmaps tells it from one that holds NULL.
struct LoggedRows {
    /// What a PARTIAL_UPDATE_ROWS changes inside a JSON value; the after image has NULL there.
    struct CellDiff {
        std::size_t row = 0;
        std::size_t column = 0;
        std::vector<JsonDiff> diffs{};
    };

    RowImages images{};
    std::vector<CellDiff> json_diffs{};

    void clear();
};

/// Decodes row images of one table map. Bytes are untrusted; every read is checked.
/// Not thread-safe: it belongs to whoever owns the images.
class RowDecoder {
  public:
    /// One of `columns` for each of the table map, in its order. Throws Error where a column is
    /// logged as a type that cannot have that form: the definition is not the one of that time.
    RowDecoder(std::shared_ptr<const TableMap> table, std::vector<ImageColumn> columns);

    /// Blocks with the columns' forms, to be filled by decode() again and again.
    [[nodiscard]] LoggedRows rows() const;

    /// Replaces what `rows` held. Throws DamagedLog; they are then unusable until the next call.
    void decode(const RowsEvent& event, LoggedRows& rows) const;

  private:
    void decode_image(Bytes present, ByteReader& reader, RowBlock& block) const;
    void decode_partial_image(const RowsEvent& event, ByteReader& reader, LoggedRows& rows) const;
    void decode_value(std::size_t column, ByteReader& reader, CellColumn& cells) const;
    void decode_bytes(std::size_t column, ByteReader& reader, CellColumn& cells) const;
    void decode_whole(std::size_t column, ByteReader& reader, CellColumn& cells) const;
    void decode_time(std::size_t column, ByteReader& reader, CellColumn& cells) const;

    std::shared_ptr<const TableMap> table_;
    std::vector<ImageColumn> columns_;
};

}  // namespace cutover
