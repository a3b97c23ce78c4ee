#pragma once

#include "core/ddl_change.hpp"
#include "core/object_selection.hpp"

namespace cutover {

/// Whether the task replays such a statement on the object: the table's rule names its kind (`ddl`)
/// or no kind at all. Other objects than tables have no such rule.
[[nodiscard]] bool takes_kind(
    const ObjectSelection& selection, const DdlObject& object, DdlKind kind);

/// True only where it is certain that rows of the table are logged after the statement as before:
/// indexes, foreign keys, checks, comments and the like.
[[nodiscard]] bool leaves_rows_alike(const DdlChange& change);

}  // namespace cutover
