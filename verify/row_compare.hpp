#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/discrepancy.hpp"
#include "verify/cause_tally.hpp"
#include "verify/lane_pair.hpp"
#include "verify/repair.hpp"
#include "verify/surplus.hpp"
#include "verify/table_pair.hpp"
#include "verify/ulp_rule.hpp"

namespace cutover {

struct NarrowLimits {
    std::uint64_t listed = 100;            ///< Discrepancies with values.
    std::uint64_t looked_at = 10'000;      ///< Rows whose values are looked at for causes.
    std::size_t rows_held = 200'000;       ///< Identities in memory at a time.
    std::size_t bytes_held = 8ULL << 20U;  ///< Of rows in memory at a time, on each side.
    RepairSink* repair = nullptr;          ///< Null: none wanted.
};

/// What narrowing a region to rows found. Keyless rows count as often as they are surplus.
struct Narrowed {
    std::uint64_t missing = 0;
    std::uint64_t extra = 0;
    std::uint64_t changed = 0;
    std::vector<Discrepancy> listed{};
    ForgivenRows forgiven{};      ///< By the ulp rule; in none of the counts.
    std::uint64_t looked_at = 0;  ///< Rows that `causes` was made of.
    CauseTally causes{};

    [[nodiscard]] std::uint64_t total() const { return missing + extra + changed; }
};

/// Reads a region that differs again, from the same snapshots, and finds the rows that do. Counts
/// are complete whatever the limits; causes are looked for in what one reading brings along. Rows
/// are paired by the bytes of their keys, never by the servers' idea of equal keys.
[[nodiscard]] Narrowed narrow(
    const TablePair& pair, LanePair& lanes, const Region& region, const NarrowLimits& limits);

/// How many rows differ bit for bit but agree by the pair's float rule.
[[nodiscard]] std::uint64_t count_equal_only_by_rule(
    const TablePair& pair, LanePair& lanes, const Region& region, const NarrowLimits& limits);

}  // namespace cutover
