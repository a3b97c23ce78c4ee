#pragma once

#include <unordered_set>
#include <vector>

#include "verify/finding.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// Extra rows by what they are found by.
using ExtraRows = std::unordered_set<RowIdentity, RowIdentityHash>;

/// The extra findings that the source has, too, but the task's `where` keeps out: reads the
/// source's region once more, without it. Empty, and nothing read, where there is none to keep
/// any out.
[[nodiscard]] ExtraRows filtered_rows(
    const TablePair& pair,
    const SideOfRegion& source,
    const Region& region,
    const std::vector<Finding>& findings);

/// True where the finding is an extra row and among them.
[[nodiscard]] bool is_among(const ExtraRows& rows, const Finding& finding);

}  // namespace cutover
