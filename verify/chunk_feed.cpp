#include "verify/chunk_feed.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "runtime/interrupt.hpp"
#include "verify/guarded.hpp"
#include "verify/prefilter.hpp"
#include "verify/shared_boundaries.hpp"

namespace cutover {
namespace {

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

struct Compared {
    ChunkDigests digests{};
    std::optional<IndependentCounts> counts{};  ///< Of the whole table, or by chunk.
    std::optional<Chunk> read{};                ///< Where that was less than the chunk.
    std::string not_prefiltered{};              ///< As in TableComparison.
};

Compared read(const TableUnderWay& table, LanePair& lanes, const Chunk& chunk) {
    if (table.tally.chunks_cut == 1) {
        const WholeTable whole = digest_whole(table.pair, lanes, chunk);
        return {.digests = whole.digests, .counts = whole.counts};
    }
    const ChunkDigests digests = digest_chunk(table.pair, lanes, chunk);
    return {
        .digests = digests,
        .counts = table.tally.counts_by_chunk ? rows_sent(lanes) : std::nullopt};
}

Compared prefilter_or_read(const TableUnderWay& table, LanePair& lanes, const Chunk& chunk) {
    if (!why_not_prefiltered(table.pair).empty()) {
        return read(table, lanes, chunk);
    }
    const Prefiltered found = prefilter(table.pair, lanes, chunk);
    if (found.rows_agreed == 0) {
        Compared all = read(table, lanes, chunk);
        all.not_prefiltered = found.refusal;
        return all;
    }
    const SideDigest unread{.rows = {.rows = found.rows_agreed}};
    Compared some{
        .digests =
            {.source = unread,
             .destination = unread,
             .rows_unread = found.rows_agreed,
             .rows_unread_behind = found.rows_behind},
        .read = found.to_read,
        .not_prefiltered = found.refusal};
    if (found.to_read) {
        some.digests += digest_chunk(table.pair, lanes, *found.to_read);
    }
    if (table.tally.chunks_cut > 1 && !table.tally.counts_by_chunk) {
        return some;
    }
    const auto sent = found.to_read ? rows_sent(lanes) : IndependentCounts{};
    if (sent) {
        some.counts = {found.rows_agreed + sent->source, found.rows_agreed + sent->destination};
    } else if (table.tally.chunks_cut == 1) {
        some.counts = count_rows(table.pair, lanes);
    }
    return some;
}

}  // namespace

ChunkFeed::ChunkFeed(
    std::vector<TableUnderWay*> tables, const EarlierChunks& earlier, ChunkRecorder record)
    : tables_(std::move(tables)),
      earlier_(earlier),
      record_(std::move(record)),
      has_met_a_lock_(std::any_of(tables_.begin(), tables_.end(), [](const TableUnderWay* table) {
          return table->access->load() == TableAccess::locked;
      })) {}

bool ChunkFeed::run(const PassOptions& options) {
    options_ = &options;
    // Chunks are independent on record too, so none waits for a long count before it.
    run_pipeline(
        options.workers, [this] { return next(); }, RecordOrder::as_finished);
    has_met_a_lock_ = false;
    return queue_.empty() && at_ == tables_.size();
}

Work ChunkFeed::next() {
    throw_if_interrupted();
    const bool is_over =
        options_->until && (options_->clock.now() >= *options_->until || has_met_a_lock_);
    while (queue_.empty() && at_ < tables_.size() && !is_over) {
        prepare(at_++);
    }
    if (queue_.empty() || (is_over && queue_.front().may_wait)) {
        return {};
    }
    Work work = std::move(queue_.front().work);
    queue_.pop_front();
    return work;
}

void ChunkFeed::prepare(std::size_t index) {
    TableUnderWay& table = *tables_[index];
    if (!table.pair.obstacle.empty() || table.carried) {
        return;
    }
    const auto began = options_->clock.now();
    ask(table, [&] {
        const std::vector<Chunk> chunks = chosen(cut_table(table, index), index, *options_);
        const bool whole = table.tally.chunks_cut == 1;
        table.tally.counts_by_chunk = !whole && may_be_divided(table);
        const bool counts = !options_->shard || options_->shard->covers(index, 0);
        table.tally.is_part = options_->shard && chunks.size() < table.tally.chunks_cut;
        bool counted = table.tally.counts.has_value() || table.tally.counts_by_chunk || !counts;
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

/// A chunk must hold the same keys on both sides whatever is written in between.
bool ChunkFeed::may_be_divided(const TableUnderWay& table) const {
    return options_->until && table.pair.one_order && !options_->shard &&
           options_->sample_percent >= 100;
}

void ChunkFeed::push_count(TableUnderWay& table) {
    queue_.push_front(
        {.work = [this, &table] { return ask(table, [&] { return count(table); }); }});
}

/// What servers are to digest is cut small, for a chunk that disagrees is read. Where they order
/// its keys differently chunks would disagree for that alone.
TableCut ChunkFeed::how_to_cut(const TablePair& pair) const {
    if (options_->prefilter && why_not_prefiltered(pair).empty()) {
        const std::uint64_t rows = options_->budget.cut(pair, 0, nullptr).chunk_rows;
        return {!pair.one_order, std::min(rows, most_rows_prefiltered_at_once)};
    }
    const auto earlier = earlier_.find(pair.source_name);
    return options_->budget.cut(
        pair, options_->whole_below_bytes, earlier == earlier_.end() ? nullptr : &earlier->second);
}

/// A sample has to be cut, for it is made of chunks.
std::vector<Chunk> ChunkFeed::cut_table(TableUnderWay& table, std::size_t index) {
    const TablePair& pair = table.pair;
    const TableCut how = how_to_cut(pair);
    const bool whole = pair.key.empty() || (options_->sample_percent >= 100 && how.whole);
    std::vector<KeyTuple> boundaries;
    if (!whole) {
        // A session is always free here: at most workers - 1 pieces are being worked on.
        auto lanes = options_->lanes.checkout();
        boundaries = boundaries_of_all(pair, *lanes, options_->shard ? 0 : how.chunk_rows);
    }
    std::vector<Chunk> chunks = cut(static_cast<std::uint32_t>(index), boundaries);
    table.tally.chunks_cut = chunks.size();
    return chunks;
}

/// False where the chunk has to be read.
bool ChunkFeed::add_earlier(TableUnderWay& table, const Chunk& chunk) const {
    if (table.pair.digests_exactly || table.pair.folds_zeros) {
        return false;  // what is on record does not say how many rows agree only rounded
    }
    const ChunkCompared* const done = find_earlier(earlier_, table.pair.source_name, chunk);
    if (done != nullptr) {
        ++table.tally.taken_over;
        table.tally.add(chunk, {{.rows = done->source_rows}, {.rows = done->destination_rows}});
        if (table.tally.counts_by_chunk) {
            table.tally.add_counts(
                IndependentCounts{done->source_rows.rows, done->destination_rows.rows});
        }
    }
    return done != nullptr;
}

Record ChunkFeed::ask(TableUnderWay& table, const std::function<Record()>& work) {
    const bool was_open = table.access->load() == TableAccess::open;
    Record record = guarded(table, work);
    if (was_open && table.access->load() == TableAccess::locked) {
        has_met_a_lock_ = true;
    }
    return record;
}

Record ChunkFeed::count(TableUnderWay& table) const {
    auto lanes = options_->lanes.checkout();
    return [&table, counts = count_rows(table.pair, *lanes)] { table.tally.counts = counts; };
}

void ChunkFeed::push(
    TableUnderWay& table, const Chunk& chunk, std::chrono::steady_clock::time_point began) {
    Work work = [this, &table, chunk, began] {
        return ask(table, [&] { return compare(table, chunk, began); });
    };
    const bool is_whole = table.tally.chunks_cut == 1;
    queue_.push_back(
        {.work = std::move(work), .may_wait = is_whole || table.tally.counts_by_chunk});
}

Record ChunkFeed::compare(
    TableUnderWay& table, const Chunk& chunk, std::chrono::steady_clock::time_point began) const {
    auto lanes = options_->lanes.checkout();
    const auto started = options_->clock.now();
    const Compared found =
        options_->prefilter ? prefilter_or_read(table, *lanes, chunk) : read(table, *lanes, chunk);
    if (!options_->shard) {
        options_->budget.took(options_->clock.now() - started);
    }
    return [this, &table, chunk, found, began] {
        table.tally.add(found.read.value_or(chunk), found.digests);
        if (table.tally.counts_by_chunk) {
            table.tally.add_counts(found.counts);
        } else {
            table.tally.counts = found.counts ? found.counts : table.tally.counts;
        }
        if (table.not_prefiltered.empty()) {
            table.not_prefiltered = found.not_prefiltered;
        }
        table.tally.seconds = std::chrono::duration<double>(options_->clock.now() - began).count();
        table.is_of_this_moment = true;
        if (record_) {
            record_(table, chunk, found.digests);
        }
    };
}

}  // namespace cutover
