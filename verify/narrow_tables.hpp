#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "verify/compare_tables.hpp"

namespace cutover {

struct NarrowOptions {
    std::uint64_t max_discrepancies = 100;  ///< Over all tables.
    RepairSink* repair = nullptr;
};

/// Rows may be said to differ where chunks of the table do. Of a sample or a shard, a chunk proves
/// nothing where the servers order keys differently.
[[nodiscard]] bool do_chunks_prove(const TableUnderWay& table, bool sampled);

/// Reads what differs again and fills in each table's `found`, `causes` and
/// `equal_only_rounded`.
/// Discrepancies are passed to `list` in the order of tables, by one thread at a time. With
/// `repair` one worker does it all, so that statements come grouped by table.
void narrow_tables(
    std::vector<TableUnderWay>& tables,
    const PassOptions& options,
    const NarrowOptions& narrowing,
    const std::function<void(const Discrepancy&)>& list);

}  // namespace cutover
