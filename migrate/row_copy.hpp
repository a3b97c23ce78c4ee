#pragma once

#include <vector>

#include "migrate/chunk_copy.hpp"

namespace cutover {

/// Copies every chunk that is not done yet, over all tables at once, and builds each table's
/// deferred indexes when its last chunk is in. `tables` is in the plan's order and is brought up
/// to date; finished tables are put on record.
void copy_rows(Migration& migration, SourceLanes& lanes, std::vector<TableProgress>& tables);

}  // namespace cutover
