#pragma once

#include "core/ddl_reader.hpp"

namespace cutover {

/// Steps over ALGORITHM = x, DEFINER = account, SQL SECURITY x and AGGREGATE, which stand between
/// CREATE or ALTER and what it is about. False where one of them is broken off.
bool skip_code_head(DdlReader& reader);

/// Statements about views, routines, triggers, events and databases, each from behind the word
/// that says which. What the body of one means is left to the server that runs it, but there must
/// be one. False where the text is not understood. (MySQL manual, "Data Definition Statements".)
bool read_view(DdlReader& reader, DdlRole role);
bool read_create_routine(DdlReader& reader, DdlObjectKind kind);
bool read_create_trigger(DdlReader& reader);
bool read_create_event(DdlReader& reader);
bool read_alter_event(DdlReader& reader);
bool read_create_database(DdlReader& reader);

/// The name may be left out: then it is about the session's default database.
bool read_alter_database(DdlReader& reader);

/// ALTER PROCEDURE, FUNCTION, SEQUENCE, CREATE SEQUENCE, CREATE PACKAGE [BODY]: a name and a rest
/// that names nothing else.
bool read_named(DdlReader& reader, DdlObjectKind kind, DdlRole role);

/// DROP of one thing: [IF EXISTS] name
bool read_drop_one(DdlReader& reader, DdlObjectKind kind);

/// name RETURNS type SONAME 'file', which is no stored function (MySQL manual, "CREATE FUNCTION
/// Statement for Loadable Functions"). Does not move.
[[nodiscard]] bool is_loadable_function(const DdlReader& reader);

}  // namespace cutover
