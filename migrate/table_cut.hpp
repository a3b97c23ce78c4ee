#pragma once

#include <vector>

#include "migrate/source_lanes.hpp"

namespace cutover {

/// The tables of the plan, in its order, with their chunks: as an earlier run recorded them, else
/// cut now and recorded before the first row is copied. Chunks never move afterwards. Throws where
/// the source's definitions are no longer those that were cut.
[[nodiscard]] std::vector<TableProgress> cut_tables(Migration& migration, SourceLanes& lanes);

}  // namespace cutover
