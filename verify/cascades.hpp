#pragma once

#include <vector>

#include "core/catalog.hpp"
#include "verify/touched_rows.hpp"

namespace cutover {

/// InnoDB carries out ON DELETE and ON UPDATE below the binary log, which names the parent's rows
/// alone (MySQL manual, "FOREIGN KEY Constraints": cascaded actions are not logged in row format).
/// So what changed in a table is unknown where a row of its parents was deleted or updated, or may
/// have been; and by that in its children. `touched` is what the span's log says of rows.
void forget_what_cascades_hide(
    const std::vector<TableUnderWay>& tables, const LogSpan& span, TouchedRows& touched);

}  // namespace cutover
