#include "verify/compare_tables.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

#include "core/error.hpp"
#include "runtime/interrupt.hpp"
#include "runtime/pipeline.hpp"

namespace cutover {
namespace {

/// True where the server refused this table alone: the others can go on.
bool is_of_one_table(const Error& error) {
    const bool is_final =
        error.recovery() == Recovery::none || error.recovery() == Recovery::retry_later;
    return is_final && error.exit_code() == ExitCode::could_not_finish &&
           dynamic_cast<const ServerError*>(&error) != nullptr;
}

std::vector<Chunk> sample(std::vector<Chunk> chunks, double percent) {
    if (percent >= 100 || chunks.empty()) {
        return chunks;
    }
    std::vector<Chunk> some;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const double share = percent / 100;
        const auto index = static_cast<double>(i);
        if (std::floor((index + 1) * share) > std::floor(index * share)) {
            some.push_back(chunks[i]);
        }
    }
    if (some.empty()) {
        some.push_back(chunks.front());  // a little of every table
    }
    return some;
}

/// The chunks of the table that are to be read.
std::vector<Chunk> chosen(
    std::vector<Chunk> chunks, std::size_t table_index, const PassOptions& options) {
    if (options.shard) {
        std::erase_if(chunks, [&](const Chunk& chunk) {
            return !options.shard->covers(table_index, chunk.chunk_index);
        });
    }
    return sample(std::move(chunks), options.sample_percent);
}

/// Runs `work`; a failure of this table alone becomes its record.
Record guarded(TableUnderWay& table, const std::function<Record()>& work) {
    try {
        return work();
    } catch (const Error& error) {
        if (!is_of_one_table(error)) {
            throw;
        }
        return [&table, text = std::string(error.what())] { table.tally.unreadable = text; };
    }
}

/// Hands out one table's count and chunks after the other's; tables are cut as they come, while
/// the chunks of the one before are being read.
class ChunkFeed {
  public:
    ChunkFeed(
        std::vector<TableUnderWay*> tables,
        const EarlierChunks& earlier,
        const PassOptions& options,
        const ChunkRecorder& record)
        : tables_(std::move(tables)), earlier_(earlier), options_(options), record_(record) {}

    Work next() {
        throw_if_interrupted();
        while (queue_.empty() && at_ < tables_.size()) {
            prepare(at_++);
        }
        if (queue_.empty()) {
            return {};
        }
        Work work = std::move(queue_.front());
        queue_.pop_front();
        return work;
    }

  private:
    void prepare(std::size_t index) {
        TableUnderWay& table = *tables_[index];
        if (!table.pair.obstacle.empty() || table.carried) {
            return;
        }
        const auto began = options_.clock.now();
        guarded(table, [&] {
            const std::vector<Chunk> chunks = chosen(cut_table(table, index), index, options_);
            const bool whole = table.tally.chunks_cut == 1;
            const bool counts = !options_.shard || options_.shard->covers(index, 0);
            table.tally.is_part = options_.shard && chunks.size() < table.tally.chunks_cut;
            bool counted = table.tally.counts.has_value() || !counts;
            for (const Chunk& chunk : chunks) {
                if (!add_earlier(table, chunk)) {
                    push(table, chunk, began);
                    counted = counted || whole;
                }
            }
            if (!counted) {
                push_count(table);
            }
            return Record([] {});
        })();
    }

    void push_count(TableUnderWay& table) {
        queue_.push_front([this, &table] { return guarded(table, [&] { return count(table); }); });
    }

    /// A sample has to be cut, for it is made of chunks.
    std::vector<Chunk> cut_table(TableUnderWay& table, std::size_t index) {
        const TablePair& pair = table.pair;
        const auto earlier = earlier_.find(pair.source_name);
        const TableCut how = options_.budget.cut(
            pair, options_.whole_below_bytes,
            earlier == earlier_.end() ? nullptr : &earlier->second);
        const bool whole = pair.key.empty() || (options_.sample_percent >= 100 && how.whole);
        std::vector<KeyTuple> boundaries;
        if (!whole) {
            // A session is always free here: at most workers - 1 pieces are being worked on.
            auto lanes = options_.lanes.checkout();
            boundaries =
                lanes->source.lane().boundaries(pair.source, options_.shard ? 0 : how.chunk_rows);
        }
        std::vector<Chunk> chunks = cut(static_cast<std::uint32_t>(index), boundaries);
        table.tally.chunks_cut = chunks.size();
        return chunks;
    }

    /// False where the chunk has to be read.
    bool add_earlier(TableUnderWay& table, const Chunk& chunk) const {
        if (table.pair.digests_exactly || table.pair.folds_zeros) {
            return false;  // what is on record does not say how many rows agree only rounded
        }
        const ChunkCompared* const done = find_earlier(earlier_, table.pair.source_name, chunk);
        if (done != nullptr) {
            ++table.tally.taken_over;
            table.tally.add(chunk, {{.rows = done->source_rows}, {.rows = done->destination_rows}});
        }
        return done != nullptr;
    }

    Record count(TableUnderWay& table) const {
        auto lanes = options_.lanes.checkout();
        return [&table, counts = count_rows(table.pair, *lanes)] { table.tally.counts = counts; };
    }

    void push(
        TableUnderWay& table, const Chunk& chunk, std::chrono::steady_clock::time_point began) {
        queue_.emplace_back([this, &table, chunk, began] {
            return guarded(table, [&] { return compare(table, chunk, began); });
        });
    }

    Record compare(
        TableUnderWay& table,
        const Chunk& chunk,
        std::chrono::steady_clock::time_point began) const {
        auto lanes = options_.lanes.checkout();
        std::optional<IndependentCounts> counts;
        ChunkDigests digests;
        const auto started = options_.clock.now();
        if (table.tally.chunks_cut == 1) {
            const WholeTable whole = digest_whole(table.pair, *lanes, chunk);
            digests = whole.digests;
            counts = whole.counts;
        } else {
            digests = digest_chunk(table.pair, *lanes, chunk);
        }
        if (!options_.shard) {
            options_.budget.took(options_.clock.now() - started);
        }
        return [this, &table, chunk, digests, counts, began] {
            table.tally.add(chunk, digests);
            table.tally.counts = counts ? counts : table.tally.counts;
            table.tally.seconds =
                std::chrono::duration<double>(options_.clock.now() - began).count();
            record_(table, chunk, digests);
        };
    }

    std::vector<TableUnderWay*> tables_;
    const EarlierChunks& earlier_;
    const PassOptions& options_;
    const ChunkRecorder& record_;
    std::size_t at_ = 0;
    std::deque<Work> queue_{};
};

/// Read in one piece, though it could be cut.
bool is_worth_cutting(const TableUnderWay& table) {
    const TableTally& tally = table.tally;
    return tally.chunks == 1 && tally.chunks_cut == 1 && tally.unreadable.empty() &&
           !table.pair.key.empty() && tally.sum.source.rows.rows > table.pair.chunk_rows &&
           !(tally.sum.equal() && tally.sum.exactly_equal());
}

bool is_doubtful(const TableUnderWay& table) {
    const TableTally& tally = table.tally;
    return tally.chunks > 1 && !tally.is_part && tally.unreadable.empty() &&
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

void run(
    const std::vector<TableUnderWay*>& tables,
    const EarlierChunks& earlier,
    const PassOptions& options,
    const ChunkRecorder& record) {
    ChunkFeed feed(tables, earlier, options, record);
    // Chunks are independent on record too, so none waits for a long count before it.
    run_pipeline(
        options.workers, [&] { return feed.next(); }, RecordOrder::as_finished);
}

}  // namespace

void compare_tables(
    std::vector<TableUnderWay>& tables,
    const EarlierChunks& earlier,
    const PassOptions& options,
    const ChunkRecorder& record) {
    std::vector<TableUnderWay*> all(tables.size());
    std::transform(
        tables.begin(), tables.end(), all.begin(), [](TableUnderWay& table) { return &table; });
    run(all, earlier, options, record);
}

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
    cutting.shard.reset();  // the whole table is this shard's
    run(large, {}, cutting, [](const auto&, const auto&, const auto&) {});
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
