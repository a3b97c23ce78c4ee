#pragma once

#include "core/ddl_reader.hpp"

namespace cutover {

/// Statements about tables and their indexes, each from behind the word that says what it is
/// about (TABLE, INDEX; of TRUNCATE and RENAME the verb). False where the text is not understood
/// to its end. (MySQL manual, "Data Definition Statements"; MariaDB: the pages of the same names.)
bool read_create_table(DdlReader& reader);
bool read_alter_table(DdlReader& reader);
bool read_rename_table(DdlReader& reader);
bool read_truncate_table(DdlReader& reader);
bool read_create_index(DdlReader& reader);
bool read_drop_index(DdlReader& reader);

/// DROP TABLE, VIEW or SEQUENCE: [IF EXISTS] a, db.b [WAIT n | NOWAIT] [RESTRICT | CASCADE]
bool read_drop_list(DdlReader& reader, DdlObjectKind kind);

}  // namespace cutover
