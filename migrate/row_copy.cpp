#include "migrate/row_copy.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "migrate/schema_steps.hpp"
#include "migrate/table_index.hpp"
#include "runtime/interrupt.hpp"
#include "runtime/pipeline.hpp"

namespace cutover {
namespace {

/// One chunk, or none where all chunks are in and only the table's indexes are missing.
struct Piece {
    std::size_t table = 0;
    std::optional<std::size_t> chunk{};
    std::uint64_t expected_bytes = 0;
};

std::size_t missing(const TableProgress& table) {
    return static_cast<std::size_t>(std::count_if(
        table.chunks.begin(), table.chunks.end(),
        [](const ChunkProgress& chunk) { return !chunk.done; }));
}

/// Tables whose keys wait for their rows come first: building keys keeps one session busy for long,
/// and other tables' rows can be copied meanwhile. Then long pieces first, so that none is begun
/// when everything else is done; among pieces of about the same size, tables take turns, for two
/// sessions disturb each other less in different tables.
std::vector<Piece> in_order_of_work(
    const TaskPlan& plan, const std::vector<TableProgress>& tables) {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const std::size_t chunks = std::max<std::size_t>(tables[i].chunks.size(), 1);
        const std::uint64_t bytes = plan.tables[i].estimated_bytes / chunks;
        for (std::size_t j = 0; j < tables[i].chunks.size(); ++j) {
            if (!tables[i].chunks[j].done) {
                pieces.push_back({i, j, bytes});
            }
        }
        if (missing(tables[i]) == 0 &&
            !tables[i].indexes_done) {  // its last chunk was in, not they
            pieces.push_back({i, std::nullopt, plan.tables[i].estimated_bytes});
        }
    }
    const auto magnitude = [](const Piece& piece) {
        return std::numeric_limits<std::uint64_t>::digits -
               __builtin_clzll(piece.expected_bytes | 1U);
    };
    std::stable_sort(pieces.begin(), pieces.end(), [&](const Piece& a, const Piece& b) {
        const auto rank = [&](const Piece& piece) {
            return std::tuple(
                tables[piece.table].indexes_done, -magnitude(piece), piece.chunk.value_or(0));
        };
        return rank(a) < rank(b);
    });
    return pieces;
}

TableCopied summary(const TableProgress& table) {
    TableCopied copied{.source = table.source, .destination = table.destination};
    for (const ChunkProgress& chunk : table.chunks) {
        copied.rows += chunk.source;
        copied.rows_written += chunk.rows_written;
        copied.bytes += chunk.bytes;
        copied.seconds += chunk.seconds;
        ++copied.chunks;
    }
    return copied;
}

/// The pieces of one run on their way through the pipeline.
class RowCopy {
  public:
    RowCopy(
        Migration& migration,
        SourceLanes& lanes,
        const CopyGround& ground,
        std::vector<TableProgress>& tables)
        : migration_(migration),
          ground_(ground),
          tables_(tables),
          copier_(migration, lanes),
          pieces_(in_order_of_work(migration.request.plan, tables)),
          to_copy_(tables.size()) {
        prepare();
    }

    void run() {
        announce();
        run_pipeline(
            migration_.request.task.limits.workers, [this] { return next(); },
            RecordOrder::as_finished);
    }

  private:
    void prepare();
    void announce();
    Work next();
    Record work(const Piece& piece);
    void build_keys(std::size_t table);
    void record(const Piece& piece, const ChunkDone& done);

    Migration& migration_;
    const CopyGround& ground_;
    std::vector<TableProgress>& tables_;
    ChunkCopier copier_;
    std::vector<Piece> pieces_;
    std::vector<TableCopy> copies_{};
    /// Chunks of each table that are missing: as workers see it, and as the record has it.
    std::vector<std::atomic<std::size_t>> to_copy_;
    std::vector<std::size_t> to_record_{};
    std::size_t handed_out_ = 0;
};

OnConflict on_conflict(const Task& task) {
    return task.conflicts == ConflictPolicy::proceed ? OnConflict::keep_existing : OnConflict::fail;
}

void RowCopy::prepare() {
    const Task& task = migration_.request.task;
    const TaskPlan& plan = migration_.request.plan;
    const TableIndex there(ground_.catalog, migration_.request.destination_facts);
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        const TablePlan& table = plan.tables[i];
        const TableDefinition* const definition = there.table(table.destination);
        if (definition == nullptr) {
            throw Error(
                Recovery::none,
                fmt::format(
                    "table {} is not on the destination; add \"schema\" to the task's types, or "
                    "create it",
                    display(table.destination)));
        }
        copies_.push_back({
            .plan = &table,
            .table_id = tables_[i].id,
            .from = source_rows(table, *definition),
            .to = row_target(table, *definition, on_conflict(task)),
        });
        to_record_.push_back(missing(tables_[i]));
        to_copy_[i] = to_record_.back();
    }
}

void RowCopy::announce() {
    CopyTotals totals{.tables = tables_.size()};
    for (const TablePlan& table : migration_.request.plan.tables) {
        totals.estimated_rows += table.estimated_rows;
        totals.estimated_bytes += table.estimated_bytes;
    }
    for (const TableProgress& table : tables_) {
        totals.chunks += table.chunks.size();
        totals.chunks_done += table.chunks.size() - missing(table);
        if (missing(table) == 0) {
            migration_.evidence.add(summary(table));
        }
    }
    migration_.observer.copy_planned(totals);
}

Work RowCopy::next() {
    throw_if_interrupted();
    if (handed_out_ == pieces_.size()) {
        return {};
    }
    return [this, piece = pieces_[handed_out_++]] { return work(piece); };
}

Record RowCopy::work(const Piece& piece) {
    const std::size_t table = piece.table;
    if (!piece.chunk) {
        build_keys(table);
        return [] {};
    }
    const ChunkDone done = copier_.copy(copies_[table], tables_[table].chunks[*piece.chunk].chunk);
    if (--to_copy_[table] == 0) {
        build_keys(table);
    }
    return [this, piece, done] { record(piece, done); };
}

/// The keys may be there without being marked: a run was killed in between.
void RowCopy::build_keys(std::size_t table) {
    if (tables_[table].indexes_done) {
        return;
    }
    const auto keys = ground_.missing_keys.find(tables_[table].source);
    if (keys != ground_.missing_keys.end()) {
        execute_once(migration_, keys->second);
    }
    const std::scoped_lock lock(migration_.progress_mutex);
    migration_.retried([&] { migration_.progress.set_indexes_done(tables_[table].id); });
}

void RowCopy::record(const Piece& piece, const ChunkDone& done) {
    TableProgress& table = tables_[piece.table];
    ChunkProgress& chunk = table.chunks[*piece.chunk];
    chunk.source = done.source;
    chunk.rows_written = done.rows_written;
    chunk.bytes = done.bytes;
    chunk.seconds = done.seconds;
    chunk.done = true;
    migration_.observer.chunk_copied(*copies_[piece.table].plan, done);
    if (--to_record_[piece.table] == 0) {
        const TableCopied copied = summary(table);
        migration_.evidence.add(copied);
        migration_.observer.table_copied(copied);
    }
}

}  // namespace

void copy_rows(
    Migration& migration,
    SourceLanes& lanes,
    const CopyGround& ground,
    std::vector<TableProgress>& tables) {
    RowCopy(migration, lanes, ground, tables).run();
}

}  // namespace cutover
