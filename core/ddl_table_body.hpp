#pragma once

#include "core/ddl_reader.hpp"

namespace cutover {

/// What stands behind the table's name in CREATE TABLE and ALTER TABLE: finds the names of other
/// tables and of sequences in it, and what cannot be replayed as it stands. Everything else (types,
/// keys, options, partitions) is passed over, for a replay leaves it as it is. The last object of
/// the reader's change must be the table. False where the text goes on after the statement.
bool read_create_body(DdlReader& reader);
bool read_alter_body(DdlReader& reader);

}  // namespace cutover
