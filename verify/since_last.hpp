#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "runtime/log_limits.hpp"
#include "verify/baseline.hpp"
#include "verify/compare_tables.hpp"
#include "verify/touched_rows.hpp"

namespace cutover {

/// The moments that are compared now, as places of each server's own log, with the catalogs that
/// hold at them.
struct LogGround {
    Database& source;
    Database& destination;
    const Catalog& source_catalog;
    const Catalog& destination_catalog;
    LogPlace source_place{};
    LogPlace destination_place{};
    bool is_source_place_exact = false;  ///< It is the snapshot's, and not one of before.
    std::string run{};                   ///< Unique to this run; names its readers of the logs.
    SideLimits source_limits{};          ///< Its log is read within these.
    SideLimits destination_limits{};     ///< Likewise.
    std::filesystem::path folder{};      ///< For what memory does not hold.
};

/// What is known of the two logs afterwards.
struct LogEnds {
    LogEnd source{};
    LogEnd destination{};
};

/// Decides by the logs what they can decide since the baseline (carry.hpp) and marks those tables;
/// the others stay to be read whole. `tell` is given sentences on what was carried and on what was
/// not, and why. A log that is gone, or another server, only means that everything is read.
[[nodiscard]] LogEnds compare_since_last(
    std::vector<TableUnderWay>& tables,
    const Baseline& baseline,
    const LogGround& ground,
    const PassOptions& options,
    const std::function<void(const std::string&)>& tell);

/// The chunks of an unfinished verification whose tables are compared in the same way now, and of
/// which neither server's log names a row since it began.
[[nodiscard]] EarlierChunks untouched_chunks(
    const std::vector<TableUnderWay>& tables,
    const std::vector<ChunkCompared>& chunks,
    const Baseline& began,
    const LogGround& ground);

/// Which tables the source has changed by statement between the moment of its snapshots and now,
/// and how (by their places in `tables`; empty: not). A snapshot does not show rows of before that:
/// an altered table may be read as an error, a truncated one as empty (MySQL manual, "Consistent
/// Nonlocking Reads").
[[nodiscard]] std::vector<std::string> changed_while_read(
    const std::vector<TableUnderWay>& tables, const LogGround& ground);

/// Which tables may hold rows of later than the snapshots, on that side, and why: their engine has
/// none, and the log names rows of theirs since, or cannot be read (by their places; empty: not).
[[nodiscard]] std::vector<std::string> moved_without_snapshots(
    const std::vector<TableUnderWay>& tables, const LogGround& ground, bool of_source);

/// What compare_since_last() returns, without a baseline: only for the next one to go on from.
[[nodiscard]] LogEnds ends_of_logs(const LogGround& ground);

}  // namespace cutover
