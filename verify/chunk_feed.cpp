#include "verify/chunk_feed.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "runtime/interrupt.hpp"
#include "verify/chunk_pieces.hpp"
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

Compared read(const TableUnderWay& table, LanePair& lanes, const Chunk& chunk, bool is_whole) {
    if (is_whole) {
        const WholeTable whole = digest_whole(table.pair, lanes, chunk);
        return {.digests = whole.digests, .counts = whole.counts};
    }
    const ChunkDigests digests = digest_chunk(table.pair, lanes, chunk);
    return {
        .digests = digests,
        .counts = table.tally.counts_by_chunk ? rows_sent(lanes) : std::nullopt};
}

Compared prefilter_or_read(
    const TableUnderWay& table, LanePair& lanes, const Chunk& chunk, bool is_whole) {
    if (!why_not_prefiltered(table.pair).empty()) {
        return read(table, lanes, chunk, is_whole);
    }
    const Prefiltered found = prefilter(table.pair, lanes, chunk);
    if (found.rows_agreed == 0) {
        Compared all = read(table, lanes, chunk, is_whole);
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
    if (!is_whole && !table.tally.counts_by_chunk) {
        return some;
    }
    const auto sent = found.to_read ? rows_sent(lanes) : IndependentCounts{};
    if (sent) {
        some.counts = {found.rows_agreed + sent->source, found.rows_agreed + sent->destination};
    } else if (is_whole) {
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
    Piece piece = std::move(queue_.front());
    queue_.pop_front();
    return work_of(std::move(piece));
}

void ChunkFeed::prepare(std::size_t index) {
    TableUnderWay& table = *tables_[index];
    if (!table.pair.obstacle.empty() || table.carried) {
        return;
    }
    const auto began = options_->clock.now();
    ask(table, [&] {
        const TableCut how = how_to_cut(table.pair);
        const std::vector<Chunk> chunks = chosen(cut_table(table, index, how), index, *options_);
        const bool is_whole = table.tally.chunks_cut == 1;
        table.tally.counts_by_chunk = !is_whole && may_be_divided(table);
        const bool counts = !options_->shard || options_->shard->covers(index, 0);
        table.tally.is_part = options_->shard && chunks.size() < table.tally.chunks_cut;
        bool counted = table.tally.counts.has_value() || table.tally.counts_by_chunk || !counts;
        const Piece piece{
            .table = &table,
            .began = began,
            .is_whole = is_whole,
            .rows = is_whole || !may_be_in_pieces(table) ? 0 : how.chunk_rows,
            .may_wait = is_whole || table.tally.counts_by_chunk};
        for (const Chunk& chunk : chunks) {
            if (const std::optional<Chunk> rest = without_earlier(table, chunk)) {
                queue_.push_back(piece);
                queue_.back().chunk = rest;
                counted = counted || is_whole;
            }
        }
        if (!counted) {
            queue_.push_front({.table = &table});
        }
        return Record([] {});
    })();
}

/// A chunk must hold the same keys on both sides whatever is written in between.
bool ChunkFeed::may_be_divided(const TableUnderWay& table) const {
    return options_->until && table.pair.one_order && !options_->shard &&
           options_->sample_percent >= 100;
}

/// All shards have to cut alike, and a sample knows its share by chunks of one size.
bool ChunkFeed::may_be_in_pieces(const TableUnderWay& table) const {
    return !options_->shard && options_->sample_percent >= 100 && can_be_read_in_pieces(table.pair);
}

/// What servers are to digest is cut small, for a chunk that disagrees is read. Where they order
/// its keys differently chunks would disagree for that alone.
TableCut ChunkFeed::how_to_cut(const TablePair& pair) const {
    if (options_->prefilter && why_not_prefiltered(pair).empty()) {
        return {!pair.one_order, rows_now(pair)};
    }
    const auto earlier = earlier_.find(pair.source_name);
    return options_->budget.cut(
        pair, options_->whole_below_bytes, earlier == earlier_.end() ? nullptr : &earlier->second);
}

std::uint64_t ChunkFeed::rows_now(const TablePair& pair) const {
    const std::uint64_t rows = options_->budget.rows_now(pair);
    return options_->prefilter && why_not_prefiltered(pair).empty()
               ? std::min(rows, most_rows_prefiltered_at_once)
               : rows;
}

/// A sample has to be cut, for it is made of chunks.
std::vector<Chunk> ChunkFeed::cut_table(
    TableUnderWay& table, std::size_t index, const TableCut& how) {
    const TablePair& pair = table.pair;
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

/// What has to be read of the chunk; nothing: an earlier run compared all of it.
std::optional<Chunk> ChunkFeed::without_earlier(TableUnderWay& table, const Chunk& chunk) const {
    const TablePair& pair = table.pair;
    if (pair.digests_exactly || pair.folds_zeros) {
        return chunk;  // what is on record does not say how many rows agree only rounded
    }
    if (const ChunkCompared* const done = find_earlier(earlier_, pair.source_name, chunk)) {
        take_over(table, chunk, *done);
        return std::nullopt;
    }
    const auto pieces = find_earlier_pieces(earlier_, pair.source_name, chunk);
    if (pieces.empty() || !may_be_in_pieces(table) ||
        !ends_within(pieces.back()->chunk, chunk, pair, *options_->lanes.checkout())) {
        return chunk;
    }
    Chunk rest = chunk;
    for (const ChunkCompared* const done : pieces) {
        Chunk piece = done->chunk;
        piece.table_index = chunk.table_index;
        take_over(table, piece, *done);
        rest.after = piece.up_to;
        rest.piece = piece.piece + 1;
    }
    const bool is_done = rest.after == chunk.up_to;
    table.tally.chunks_cut += pieces.size() - (is_done ? 1 : 0);
    return is_done ? std::nullopt : std::optional(std::move(rest));
}

void ChunkFeed::take_over(TableUnderWay& table, const Chunk& chunk, const ChunkCompared& done) {
    ++table.tally.taken_over;
    table.tally.add(chunk, {{.rows = done.source_rows}, {.rows = done.destination_rows}});
    if (table.tally.counts_by_chunk) {
        table.tally.add_counts(
            IndependentCounts{done.source_rows.rows, done.destination_rows.rows});
    }
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

/// What there is to be said of a table that refuses to be cut is recorded like the rest of it.
Work ChunkFeed::work_of(Piece piece) {
    TableUnderWay& table = *piece.table;
    if (!piece.chunk) {
        return [this, &table] { return ask(table, [&] { return count(table); }); };
    }
    const Record cut = ask(table, [&] {
        make_smaller(piece);
        return Record();
    });
    if (cut) {
        return [cut] { return cut; };
    }
    return [this, &table, piece = std::move(piece)] {
        return ask(table, [&] { return compare(piece); });
    };
}

/// What is left of the chunk is next.
void ChunkFeed::make_smaller(Piece& piece) {
    const TablePair& pair = piece.table->pair;
    const std::uint64_t rows = rows_now(pair);
    if (rows >= piece.rows) {
        return;
    }
    Piece rest = piece;
    piece.chunk = take_piece(pair, *options_->lanes.checkout(), *rest.chunk, rows);
    if (piece.chunk) {
        piece.was_taken_off = true;
        queue_.push_front(std::move(rest));
    } else {
        piece.chunk = rest.chunk;
    }
}

Record ChunkFeed::compare(const Piece& piece) const {
    auto lanes = options_->lanes.checkout();
    const auto started = options_->clock.now();
    const auto look = options_->prefilter ? prefilter_or_read : read;
    const Compared found = look(*piece.table, *lanes, *piece.chunk, piece.is_whole);
    if (!options_->shard) {
        options_->budget.took(options_->clock.now() - started);
    }
    return [this, piece, found] {
        TableUnderWay& table = *piece.table;
        table.tally.chunks_cut += piece.was_taken_off ? 1 : 0;
        table.tally.add(found.read.value_or(*piece.chunk), found.digests);
        if (table.tally.counts_by_chunk) {
            table.tally.add_counts(found.counts);
        } else {
            table.tally.counts = found.counts ? found.counts : table.tally.counts;
        }
        if (table.not_prefiltered.empty()) {
            table.not_prefiltered = found.not_prefiltered;
        }
        table.tally.seconds =
            std::chrono::duration<double>(options_->clock.now() - piece.began).count();
        table.is_of_this_moment = true;
        if (record_) {
            record_(table, *piece.chunk, found.digests);
        }
    };
}

}  // namespace cutover
