#pragma once

#include <vector>

#include "core/digest.hpp"
#include "verify/finding.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// Rows that differ exactly and agree by the `ulp` rule, as they are on either side: as many on
/// one as on the other.
struct ForgivenRows {
    RowsDigest source{};
    RowsDigest destination{};

    ForgivenRows& operator+=(const ForgivenRows& other);
};

/// Takes the changed rows off `findings` whose only differences are reals within the pair's
/// number of ulps. Reads both sides of the region once, whatever the rows' size, and holds the
/// reals of the changed rows. Without a key, rows that agree in all other columns are paired in
/// the order of their reals; what then does not agree is missing and extra, for "near" does not
/// say which row is meant.
[[nodiscard]] ForgivenRows forgive(
    const TablePair& pair,
    const SideOfRegion& source,
    const SideOfRegion& destination,
    const Region& region,
    std::vector<Finding>& findings);

}  // namespace cutover
