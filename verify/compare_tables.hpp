#pragma once

#include <functional>
#include <vector>

#include "core/evidence.hpp"
#include "runtime/clock.hpp"
#include "verify/lane_pair.hpp"
#include "verify/resume.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// What both passes over the tables are given.
struct PassOptions {
    LanePairs& lanes;
    std::size_t workers = 1;
    const Clock& clock;
    double sample_percent = 100;
};

/// Told by the recording station, in order, one at a time.
using ChunkRecorder = std::function<void(const TableUnderWay&, const Chunk&, const ChunkDigests&)>;

/// Cuts every table by the source's own boundaries, counts it independently, and digests its
/// chunks on both sides, several at a time. Chunks done `earlier` are added up, not read.
/// A table that a server refuses to read is marked unreadable and the others go on; a lost
/// session ends it all.
void compare_tables(
    std::vector<TableUnderWay>& tables,
    const EarlierChunks& earlier,
    const PassOptions& options,
    const ChunkRecorder& record);

/// Compares again, as one chunk, each table whose chunks prove nothing: they did not hold every
/// row, or the servers may order its keys differently and the digests differ.
void compare_doubtful_tables_whole(std::vector<TableUnderWay>& tables, const PassOptions& options);

}  // namespace cutover
