#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "verify/baseline.hpp"
#include "verify/compare_tables.hpp"
#include "verify/touched_rows.hpp"

namespace cutover {

/// Why the table cannot be decided by what has changed since, whatever that is; empty: it can.
[[nodiscard]] std::string why_not_carried(const TableUnderWay& table, const Baseline& baseline);

/// Of a table of so many rows: how many of them may have changed, for beyond that reading all costs
/// less than reading those by their keys; half as many where the source's rows are to be read, too.
/// Measured (docs/performance.md, "Verification while the source is followed, and repeated").
[[nodiscard]] std::uint64_t most_changed(std::uint64_t rows, bool is_source_exact);

/// What `--since-last` reads instead of whole tables.
struct CarryInput {
    const Baseline& baseline;
    const TouchedRows& source;       ///< For the tables below, in their order.
    const TouchedRows& destination;  ///< Likewise.
    bool is_source_exact = false;    ///< Its log was read to just the moment of its snapshot.
};

/// Decides each table that may be carried and of which both logs name every row that changed since:
/// only those rows are read, by their keys, on the destination. What they are on the source its log
/// says (the image after the last change), and they are read there where it does not. The rest is
/// as equal as it was. Its digest is carried along: what was there is taken out (the image before),
/// what is there now put in.
///
/// Tables that it decides are marked (`carried`), with their tally and the keys that differ, to be
/// narrowed; the others are left as they are, to be read whole, and why is returned for each. One
/// that is locked is not waited for again, by nobody: it is unreadable.
[[nodiscard]] std::vector<std::string> carry_over(
    std::vector<TableUnderWay>& tables, const CarryInput& input, const PassOptions& options);

}  // namespace cutover
