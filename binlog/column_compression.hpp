#pragma once

#include "binlog/byte_reader.hpp"
#include "core/row_block.hpp"

namespace cutover {

/// A value of one of MariaDB's COMPRESSED columns, which row images hold as the table does: nothing
/// for '', else a byte with the method and how the length is given, the length, a zlib stream.
/// Adds what it unpacks to. Throws DamagedLog.
/// (MariaDB source, Field_longstr::compress and compress_zlib of sql/field.cc.)
void add_decompressed(Bytes stored, CellColumn& cells);

}  // namespace cutover
