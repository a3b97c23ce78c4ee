#pragma once

#include <cstdint>
#include <vector>

#include "runtime/clock.hpp"
#include "verify/since_last.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// How much of a log is read for the sake of causes.
struct EvidenceLimits {
    std::uint64_t most_bytes = std::uint64_t{256} << 20U;  ///< Of each server's log.
    Clock clock{};
};

/// Looks into the binary logs for what the tables' causes are about, and says in each cause's
/// `evidence` what it found, or why nothing is known:
///
/// - of a tail that is missing, in the source's log: the place behind which its first row was
///   written. Rows come and go; the place is that of the first of the rows that are there still.
///   That is only known where the log reaches back to all of them.
/// - of rows that are extra, or differ for no known cause, in the destination's log: who wrote the
///   rows last whose keys the cause has as examples. Whatever cutover writes, it writes in one
///   transaction with its progress, in the schema `cutover`: a transaction without that is somebody
///   else's. Whoever the task's source is replicated by instead is somebody else, too.
///
/// Logs are read for a while at most, and only where there is such a cause; nothing that is wrong
/// with them is a failure. `ground.source_place` is where the source's rows were compared; empty:
/// they are those of now.
void add_log_evidence(
    std::vector<TableUnderWay>& tables, const LogGround& ground, const EvidenceLimits& limits);

}  // namespace cutover
