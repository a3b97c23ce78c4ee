#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "verify/touched_rows.hpp"

namespace cutover {

/// Of each table, the columns that foreign keys refer to by which rows elsewhere are changed.
[[nodiscard]] std::map<TableName, std::vector<std::string>> columns_acted_from(
    const Catalog& catalog);

/// InnoDB carries out ON DELETE and ON UPDATE below the binary log, which names the parent's rows
/// alone (MySQL manual, "FOREIGN KEY Constraints": cascaded actions are not logged in row format).
/// So what changed in a table is unknown where a row of its parents was deleted, or updated in such
/// a column, or may have been; and by that in its children. `touched` is what the span's log says
/// of rows.
void forget_what_cascades_hide(
    const std::vector<TableUnderWay>& tables, const LogSpan& span, TouchedRows& touched);

}  // namespace cutover
