#pragma once

#include <string>

#include "binlog/byte_reader.hpp"

namespace cutover {

/// Reads a DECIMAL(precision, scale) and appends it as the server prints it: all digits of the
/// scale, of the others none that is a leading zero but the one before the point ("-1234567.89",
/// "0.00"; "-0.00" too, which the server never computes but prints). Without the zeros that
/// ZEROFILL adds, which the value does not hold.
/// Throws DamagedLog, with `out` as it was, where a group of digits has too many, and for a shape
/// that no server has; `precision` and `scale` may come out of the log.
void append_decimal(ByteReader& reader, unsigned precision, unsigned scale, std::string& out);

}  // namespace cutover
