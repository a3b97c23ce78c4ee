#pragma once

#include <map>
#include <vector>

#include "migrate/chunk_copy.hpp"

namespace cutover {

/// What stands on the destination when the rows begin to come.
struct CopyGround {
    Catalog catalog{};
    std::map<TableName, DdlStatement> missing_keys{};  ///< By source table; built after its rows.
};

/// Copies every chunk that is not done yet, over all tables at once, and builds each table's
/// missing keys when its last chunk is in. `tables` is in the plan's order and is brought up to
/// date; finished tables are put on record.
void copy_rows(
    Migration& migration,
    SourceLanes& lanes,
    const CopyGround& ground,
    std::vector<TableProgress>& tables);

}  // namespace cutover
