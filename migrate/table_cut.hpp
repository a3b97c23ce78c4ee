#pragma once

#include <map>
#include <vector>

#include "migrate/source_lanes.hpp"

namespace cutover {

/// The tables of the plan, in its order, with their chunks as an earlier run recorded them; empty
/// where none did. Throws where the source's definitions are no longer those that were cut.
[[nodiscard]] std::vector<TableProgress> recorded_tables(Migration& migration);

/// Cuts the tables of the plan and records their chunks, which never move afterwards.
/// `missing_keys`: whose keys come after their rows.
[[nodiscard]] std::vector<TableProgress> cut_tables(
    Migration& migration,
    SourceLanes& lanes,
    const std::map<TableName, DdlStatement>& missing_keys);

}  // namespace cutover
