#pragma once

#include <functional>
#include <vector>

#include "core/evidence.hpp"
#include "runtime/clock.hpp"
#include "verify/chunk_budget.hpp"
#include "verify/lane_pair.hpp"
#include "verify/resume.hpp"
#include "verify/shard.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// What both passes over the tables are given.
struct PassOptions {
    LanePairs& lanes;
    std::size_t workers = 1;
    const Clock& clock;
    double sample_percent = 100;
    std::uint64_t whole_below_bytes = 0;  ///< Smaller tables are read in one piece first.
    std::optional<Shard> shard{};         ///< Whose chunks alone are read.
    ChunkBudget& budget;                  ///< How large chunks are.
};

/// Told by the recording station, in order, one at a time.
using ChunkRecorder = std::function<void(const TableUnderWay&, const Chunk&, const ChunkDigests&)>;

/// Digests every table on both sides, several pieces at a time, and counts it independently: small
/// ones in one piece, with the servers' own counts of the rows they sent; others in chunks, cut by
/// the source's own boundaries, with COUNT(*). Chunks done `earlier` are added up, not read.
/// Of a shard's, only its own chunks are read, and COUNT(*) is asked for by the one that has the
/// table's first chunk: the sums of all shards have to come to that.
/// A table that a server refuses to read is marked unreadable and the others go on; a lost
/// session ends it all.
void compare_tables(
    std::vector<TableUnderWay>& tables,
    const EarlierChunks& earlier,
    const PassOptions& options,
    const ChunkRecorder& record);

/// Compares again, in chunks, each table that was read in one piece and differs: what is narrowed
/// to rows has to be small. Not on record: a further run begins with the whole table again.
void cut_tables_that_differ(std::vector<TableUnderWay>& tables, const PassOptions& options);

/// Compares again, as one chunk, each table whose chunks prove nothing: they did not hold every
/// row, or the servers may order its keys differently and the digests differ. Not those that this
/// shard has a part of.
void compare_doubtful_tables_whole(std::vector<TableUnderWay>& tables, const PassOptions& options);

}  // namespace cutover
