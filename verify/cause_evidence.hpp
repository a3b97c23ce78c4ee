#pragma once

#include <vector>

#include "runtime/clock.hpp"
#include "verify/log_search.hpp"
#include "verify/since_last.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// How much of the logs is read for the sake of causes, by all slices of a run together.
struct EvidenceLimits {
    LogBudget source{};
    LogBudget destination{};
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
///   transaction with its progress, in the schema `cutover`. Every transaction without rows of that
///   schema counts as somebody else's, those of a tool that replicates the source included; where
///   the log names tables of it that this account does not see, the writer is not known.
///
/// What a log does not say row by row (log_doubts.hpp, and what foreign keys change) makes what was
/// written before that unknown. Logs are read for a while at most, and only where there is such a
/// cause; nothing that is wrong with them is a failure. `ground` has the places at which the rows
/// were compared, and what was logged later does not count; empty: they are those of now. What is
/// read is taken from `limits`.
void add_log_evidence(
    std::vector<TableUnderWay>& tables, const LogGround& ground, EvidenceLimits& limits);

}  // namespace cutover
