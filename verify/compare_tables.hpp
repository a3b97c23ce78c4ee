#pragma once

#include <vector>

#include "verify/chunk_feed.hpp"

namespace cutover {

/// Compares again, in chunks, each table that was read in one piece and differs: what is narrowed
/// to rows has to be small. Not on record: a further run begins with the whole table again.
void cut_tables_that_differ(std::vector<TableUnderWay>& tables, const PassOptions& options);

/// Compares again, as one chunk, each table whose chunks prove nothing: they did not hold every
/// row, or the servers may order its keys differently and the digests differ. Not those that this
/// shard has a part of.
void compare_doubtful_tables_whole(std::vector<TableUnderWay>& tables, const PassOptions& options);

}  // namespace cutover
