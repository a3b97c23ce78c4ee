#include "verify/compare_tables.hpp"

#include <algorithm>

#include "runtime/interrupt.hpp"
#include "runtime/pipeline.hpp"
#include "verify/guarded.hpp"

namespace cutover {
namespace {

/// Read in one piece, though it could be cut.
bool is_worth_cutting(const TableUnderWay& table) {
    const TableTally& tally = table.tally;
    return table.is_of_this_moment && tally.chunks == 1 && tally.chunks_cut == 1 &&
           tally.unreadable.empty() && !table.pair.key.empty() && tally.sum.rows_unread == 0 &&
           tally.sum.source.rows.rows > table.pair.chunk_rows &&
           !(tally.sum.equal() && tally.sum.exactly_equal());
}

bool is_doubtful(const TableUnderWay& table) {
    const TableTally& tally = table.tally;
    return table.is_of_this_moment && tally.chunks > 1 && !tally.is_part &&
           !tally.counts_by_chunk && tally.unreadable.empty() &&
           (!tally.covers_everything() || (!table.pair.one_order && !tally.sum.equal()));
}

Record compare_whole(TableUnderWay& doubtful, const PassOptions& options) {
    auto lanes = options.lanes.checkout();
    const ChunkDigests whole = digest_chunk(doubtful.pair, *lanes, {});
    return [&doubtful, whole] {
        TableTally& tally = doubtful.tally;
        tally.sum = {};
        tally.chunks = 0;
        tally.chunks_cut = 1;
        tally.differing.clear();
        tally.differing_exactly.clear();
        tally.add({}, whole);
    };
}

}  // namespace

void cut_tables_that_differ(std::vector<TableUnderWay>& tables, const PassOptions& options) {
    std::vector<TableUnderWay*> large;
    for (TableUnderWay& table : tables) {
        if (is_worth_cutting(table)) {
            // What the servers counted stays: it proves the chunks as it proved the whole.
            table.tally = {.counts = table.tally.counts};
            large.push_back(&table);
        }
    }
    PassOptions cutting = options;
    cutting.whole_below_bytes = 0;
    cutting.prefilter = false;  // which leaves in one piece what servers order differently
    cutting.shard.reset();      // the whole table is this shard's
    cutting.until.reset();      // it belongs to the moment that it was read at first
    const EarlierChunks none;
    static_cast<void>(ChunkFeed(large, none, {}).run(cutting));
}

void compare_doubtful_tables_whole(std::vector<TableUnderWay>& tables, const PassOptions& options) {
    if (options.sample_percent < 100) {
        return;
    }
    auto table = tables.begin();
    run_pipeline(options.workers, [&]() -> Work {
        throw_if_interrupted();
        table = std::find_if(table, tables.end(), is_doubtful);
        if (table == tables.end()) {
            return {};
        }
        return [&doubtful = *table++, &options]() -> Record {
            return guarded(doubtful, [&] { return compare_whole(doubtful, options); });
        };
    });
}

}  // namespace cutover
