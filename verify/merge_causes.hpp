#pragma once

#include <vector>

#include "core/cause.hpp"

namespace cutover {

/// What shards found to make rows differ, each in its share, as one list: the same cause counts
/// once, of all rows that differ in its manner in any share; of a table, those with the most rows
/// first. That the tail of a share is missing says nothing of the table's. Pure.
[[nodiscard]] std::vector<Cause> merge_causes(const std::vector<std::vector<Cause>>& shares);

}  // namespace cutover
