#pragma once

#include <cstdint>
#include <string>

#include "binlog/byte_reader.hpp"

namespace cutover {

/// Appends a value inside JSON that is of an SQL type, not of one of JSON's, as MySQL prints it: a
/// DECIMAL as a number, dates and times as strings ("2012-03-18", "87:31:46.654321"), all others
/// as "base64:type15:yv4=". `type` is a column's type in the protocol, e.g. 246.
/// Throws DamagedLog where no value of the type has these bytes.
void append_json_opaque(std::uint8_t type, Bytes value, std::string& out);

}  // namespace cutover
