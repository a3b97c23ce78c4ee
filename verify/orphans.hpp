#pragma once

#include <vector>

#include "core/discrepancy.hpp"
#include "verify/compare_tables.hpp"

namespace cutover {

/// Looks for rows of the destination whose foreign key names no row: writing sessions do not check
/// foreign keys, and no server checks them again. One finding (kind "foreign key") for each
/// constraint of the tables that has such rows, or whose rows could not be looked for; DIFFERENT,
/// unless the source has as many. Reads each such table once, by the server's own comparison of
/// keys, but not where its rows and its parent's were found to be the source's.
[[nodiscard]] std::vector<ObjectComparison> find_orphans(
    const std::vector<TableUnderWay>& tables, const PassOptions& options);

}  // namespace cutover
