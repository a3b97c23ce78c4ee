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
    return error.recovery() == Recovery::none && error.exit_code() == ExitCode::could_not_finish &&
           dynamic_cast<const ServerError*>(&error) != nullptr;
}

std::vector<Chunk> sample(std::vector<Chunk> chunks, double percent) {
    if (percent >= 100) {
        return chunks;
    }
    std::vector<Chunk> chosen;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const double share = percent / 100;
        const double index = static_cast<double>(i);
        if (std::floor((index + 1) * share) > std::floor(index * share)) {
            chosen.push_back(chunks[i]);
        }
    }
    if (chosen.empty()) {
        chosen.push_back(chunks.front());  // a little of every table
    }
    return chosen;
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
/// the chunks of the one before are being read. A table that is likely to be one chunk is counted,
/// cut and compared in one piece: of 10,000 such tables, cutting them here, one at a time, would be
/// what all workers wait for. Where the guess was wrong, one worker takes all its chunks.
class ChunkFeed {
  public:
    ChunkFeed(
        std::vector<TableUnderWay>& tables,
        const EarlierChunks& earlier,
        const PassOptions& options,
        const ChunkRecorder& record)
        : tables_(tables), earlier_(earlier), options_(options), record_(record) {}

    Work next() {
        throw_if_interrupted();
        while (queue_.empty() && at_ < tables_.size()) {
            prepare(static_cast<std::uint32_t>(at_++));
        }
        if (queue_.empty()) {
            return {};
        }
        Work work = std::move(queue_.front());
        queue_.pop_front();
        return work;
    }

  private:
    void prepare(std::uint32_t index) {
        TableUnderWay& table = tables_[index];
        if (!table.pair.obstacle.empty()) {
            return;
        }
        if (table.pair.estimated_rows < table.pair.chunk_rows) {
            queue_.push_back([this, &table, index] {
                return guarded(table, [&] { return compare_whole(table, index); });
            });
            return;
        }
        const auto began = options_.clock.now();
        queue_.push_back([this, &table] { return guarded(table, [&] { return count(table); }); });
        guarded(table, [&] {
            // A session is always free here: at most workers - 1 pieces are being worked on.
            auto lanes = options_.lanes.checkout();
            const std::vector<Chunk> chunks = cut_table(table.pair, index, *lanes);
            table.tally.chunks_cut = chunks.size();
            for (const Chunk& chunk : sample(chunks, options_.sample_percent)) {
                if (const ChunkCompared* const done = earlier(table, chunk)) {
                    take_over(table, chunk, *done);
                } else {
                    push(table, chunk, began);
                }
            }
            return Record([] {});
        })();
    }

    static std::vector<Chunk> cut_table(
        const TablePair& pair, std::uint32_t index, LanePair& lanes) {
        return cut(
            index, pair.key.empty() ? std::vector<KeyTuple>{}
                                    : lanes.source.lane().boundaries(pair.source, pair.chunk_rows));
    }

    /// Null where the chunk has to be read.
    [[nodiscard]] const ChunkCompared* earlier(
        const TableUnderWay& table, const Chunk& chunk) const {
        if (table.pair.digests_exactly || table.pair.folds_zeros) {
            return nullptr;  // what is on record does not say how many rows agree only rounded
        }
        return find_earlier(earlier_, table.pair.source_name, chunk);
    }

    static void take_over(TableUnderWay& table, const Chunk& chunk, const ChunkCompared& done) {
        ++table.tally.taken_over;
        table.tally.add(chunk, {{.rows = done.source_rows}, {.rows = done.destination_rows}});
    }

    struct Compared {
        Chunk chunk{};
        const ChunkCompared* earlier = nullptr;  ///< Where there is one, `digests` says nothing.
        ChunkDigests digests{};
    };

    Record compare_whole(TableUnderWay& table, std::uint32_t index) const {
        const auto began = options_.clock.now();
        auto lanes = options_.lanes.checkout();
        const IndependentCounts counts = count_rows(table.pair, *lanes);
        const std::vector<Chunk> chunks = cut_table(table.pair, index, *lanes);
        std::vector<Compared> all;
        for (const Chunk& chunk : sample(chunks, options_.sample_percent)) {
            all.push_back({.chunk = chunk, .earlier = earlier(table, chunk)});
            if (all.back().earlier == nullptr) {
                all.back().digests = digest_chunk(table.pair, *lanes, chunk);
            }
        }
        return [this, &table, counts, cut = chunks.size(), all = std::move(all), began] {
            table.tally.counts = counts;
            table.tally.chunks_cut = cut;
            for (const Compared& one : all) {
                if (one.earlier != nullptr) {
                    take_over(table, one.chunk, *one.earlier);
                } else {
                    put_on_record(table, one.chunk, one.digests, began);
                }
            }
        };
    }

    void put_on_record(
        TableUnderWay& table,
        const Chunk& chunk,
        const ChunkDigests& digests,
        std::chrono::steady_clock::time_point began) const {
        table.tally.add(chunk, digests);
        table.tally.seconds = std::chrono::duration<double>(options_.clock.now() - began).count();
        record_(table, chunk, digests);
    }

    Record count(TableUnderWay& table) const {
        auto lanes = options_.lanes.checkout();
        return [&table, counts = count_rows(table.pair, *lanes)] { table.tally.counts = counts; };
    }

    void push(
        TableUnderWay& table, const Chunk& chunk, std::chrono::steady_clock::time_point began) {
        queue_.push_back([this, &table, chunk, began] {
            return guarded(table, [&] { return compare(table, chunk, began); });
        });
    }

    Record compare(
        TableUnderWay& table,
        const Chunk& chunk,
        std::chrono::steady_clock::time_point began) const {
        auto lanes = options_.lanes.checkout();
        const ChunkDigests digests = digest_chunk(table.pair, *lanes, chunk);
        return
            [this, &table, chunk, digests, began] { put_on_record(table, chunk, digests, began); };
    }

    std::vector<TableUnderWay>& tables_;
    const EarlierChunks& earlier_;
    const PassOptions& options_;
    const ChunkRecorder& record_;
    std::size_t at_ = 0;
    std::deque<Work> queue_{};
};

bool is_doubtful(const TableUnderWay& table) {
    const TableTally& tally = table.tally;
    return tally.chunks > 1 && tally.unreadable.empty() &&
           (!tally.covers_everything() || (!table.pair.one_order && !tally.sum.equal()));
}

}  // namespace

void compare_tables(
    std::vector<TableUnderWay>& tables,
    const EarlierChunks& earlier,
    const PassOptions& options,
    const ChunkRecorder& record) {
    ChunkFeed feed(tables, earlier, options, record);
    // Chunks are independent on record too, so none waits for a long count before it.
    run_pipeline(
        options.workers, [&] { return feed.next(); }, RecordOrder::as_finished);
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
            return guarded(doubtful, [&]() -> Record {
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
            });
        };
    });
}

}  // namespace cutover
