#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "binlog/byte_reader.hpp"

namespace cutover {

/// One step from the old to the new value of a JSON column, as a PARTIAL_UPDATE_ROWS event has it
/// in place of the new value (binlog_row_value_options=PARTIAL_JSON).
struct JsonDiff {
    enum class Operation : std::uint8_t {
        replace,  ///< JSON_REPLACE(): what is at the path becomes the value.
        insert,   ///< JSON_ARRAY_INSERT() where the path ends in a cell, else JSON_INSERT().
        remove,   ///< JSON_REMOVE().
    };

    Operation operation = Operation::replace;
    std::string path{};   ///< In MySQL's syntax, e.g. `$.a[3]."b c"`; nobody has parsed it.
    std::string value{};  ///< append_json_text(); empty for `remove`.
};

/// Reads the diffs of one column, with the length in front of them. They are to be applied in this
/// order, each to what the one before made; none means that the value stays as it is.
/// Throws DamagedLog.
[[nodiscard]] std::vector<JsonDiff> read_json_diffs(ByteReader& reader);

}  // namespace cutover
