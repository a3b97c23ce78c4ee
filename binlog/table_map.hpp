#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "binlog/byte_reader.hpp"

namespace cutover {

/// How the values of a column are laid out in row images, by their number in the log.
/// (MySQL source, enum_field_types; MariaDB source, the same: 140 and 141 are its own.)
enum class LogType : std::uint8_t {
    tiny = 1,
    small = 2,
    integer = 3,
    single_real = 4,
    double_real = 5,
    null = 6,
    timestamp = 7,
    big = 8,
    medium = 9,
    date = 10,
    time = 11,
    datetime = 12,
    year = 13,
    varchar = 15,
    bit = 16,
    timestamp2 = 17,
    datetime2 = 18,
    time2 = 19,
    blob_compressed = 140,
    varchar_compressed = 141,
    vector = 242,
    json = 245,
    decimal = 246,
    enumeration = 247,
    set = 248,
    blob = 252,
    var_string = 253,
    string = 254,
    geometry = 255,
};

/// A column as the log describes it; the rest of its definition is the catalog's.
struct LogColumn {
    LogType type = LogType::null;
    /// By type: bytes of a length or of a number, the most bytes of a string, fraction digits;
    /// precision (high byte) and scale of DECIMAL; whole bytes (high) and odd bits of BIT.
    std::uint32_t meta = 0;
    std::optional<bool> is_unsigned{};  ///< Of numbers, where the log says it (MySQL 8, MariaDB
                                        ///< with binlog_row_metadata).
};

/// Which table, and of which shape, the row events that refer to it are about.
struct TableMap {
    std::uint64_t id = 0;
    std::string database{};
    std::string table{};
    std::vector<LogColumn> columns{};
    std::vector<std::string> names{};  ///< Of its columns, where binlog_row_metadata=FULL.
    /// Why its rows cannot be decoded: a column type of a newer server. Its columns are then not
    /// known; that only matters to whoever wants its rows.
    std::string problem{};
};

/// Its id alone; `body` is not read on.
[[nodiscard]] std::uint64_t table_map_id(ByteReader body, std::size_t post_header_bytes);

/// The body of a TABLE_MAP event. `post_header_bytes` of 6 means a table id of four bytes.
/// Throws DamagedLog.
[[nodiscard]] TableMap read_table_map(ByteReader& reader, std::size_t post_header_bytes);

}  // namespace cutover
