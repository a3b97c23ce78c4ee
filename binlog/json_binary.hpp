#pragma once

#include <string>

#include "binlog/byte_reader.hpp"

namespace cutover {

/// Appends a value of MySQL's type JSON, in the binary form that tables and row images hold, as
/// the text that MySQL's own SELECT prints: `{"a": [1, 2.0, "x"]}`. No bytes are JSON's null.
///
/// The text does not tell a DECIMAL from a DOUBLE, nor a date from the string that shows it; it is
/// what a client that reads the row gets, so the two can be compared.
///
/// Time, memory and the size of the text are linear in the size of `value`, whatever it holds.
/// Throws DamagedLog, with part of the text in `out`, where the bytes are no such value.
void append_json_text(Bytes value, std::string& out);

}  // namespace cutover
