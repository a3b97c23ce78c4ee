/// A chunk is copied in one transaction of the destination that also turns its row in `cutover`
/// to done, so after any crash the row tells whether its rows are there: all or none. What is
/// left to decide is the failure of a live process:
///
///   - A deadlock or a lost session before COMMIT was sent: nothing of the chunk is there. It is
///     tried again from nothing, in a new transaction, with a new session on the side that broke.
///   - The answer to COMMIT was lost: the transaction may be committed, rolled back or, which is
///     the trap, still at work on the server. The chunk's row is read with a lock that waits for
///     it; only then is the chunk finished or tried again. A keyless table has no key that would
///     object to its rows coming twice.
///   - The source's session was lost: another one may only see the same moment, or, where the log
///     is applied afterwards, a later one (SourceLanes).
///   - This process was stopped and another run has taken over meanwhile: the epoch that every
///     transaction checks and locks has moved on, so it can commit nothing (RowWriter).
#include "migrate/chunk_copy.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "core/row_encoder.hpp"
#include "runtime/interrupt.hpp"

namespace cutover {
namespace {

constexpr unsigned duplicate_key = 1062;

std::string place(const TableCopy& table, const Chunk& chunk) {
    return fmt::format(
        "copying chunk {} of {}: ", chunk.chunk_index + 1, display(table.plan->source));
}

std::string advice(const TableCopy& table, const ServerError& error) {
    if (error.code() == duplicate_key && table.to.on_conflict == OnConflict::fail) {
        return R"(; empty the table over there, or set "conflicts": "proceed" to keep its rows)";
    }
    return {};
}

/// The same failure, said with the table and chunk.
[[noreturn]] void rethrow_with_place(const TableCopy& table, const Chunk& chunk) {
    try {
        throw;
    } catch (const Interrupted&) {
        throw;
    } catch (const ServerError& error) {
        throw ServerError(
            error.recovery(), error.exit_code(),
            {.code = error.code(), .sqlstate = error.sqlstate()},
            place(table, chunk) + error.what() + advice(table, error));
    } catch (const Error& error) {
        throw Error(error.recovery(), error.exit_code(), place(table, chunk) + error.what());
    }
}

/// Of a later moment, a row may stand in the way that has left the chunk since, or gives up its
/// unique value: applying the log makes good what is overwritten.
RowTarget target_at(std::uint32_t moment, const TableCopy& table) {
    RowTarget to = table.to;
    if (moment > 0 && !table.plan->key.empty()) {
        to.on_conflict = OnConflict::overwrite;
    }
    return to;
}

void add_digests(RowEncoder& encoder, const RowBlock& block, RowsDigest& digest) {
    for (std::size_t row = 0; row < block.rows(); ++row) {
        digest.add(encoder.digest(block, row));
    }
}

}  // namespace

/// One try: a lane, a writer with its open transaction, and which side a failure comes from.
class ChunkCopier::Attempt {
  public:
    Attempt(Writers& writers, SourceLanes& lanes)
        : writer_(writers.checkout()), lane_(lanes.checkout()) {
        open();
    }

    ~Attempt() {
        if (open_) {
            (*writer_)->rollback();
        }
    }

    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

    /// A failure costs the writer where its session is gone, and never the lane.
    template<typename Call>
    void on_destination(const Call& call) {
        destination_failed_ = true;
        try {
            call();
        } catch (const Error& error) {
            if (error.recovery() == Recovery::retry_session ||
                error.recovery() == Recovery::in_doubt) {
                open_ = false;
                writer_.discard();
            }
            throw;
        }
        destination_failed_ = false;
    }

    template<typename Call>
    void on_source(const Call& call) {
        try {
            call();
        } catch (const Error& error) {
            if (error.recovery() == Recovery::retry_session && !destination_failed_) {
                lane_.discard();
            }
            throw;
        }
    }

    RowWriter& writer() { return **writer_; }

    ReadLane& lane() { return **lane_; }

    [[nodiscard]] std::uint32_t moment() { return lane_->moment; }

    void commit(const ChunkDone& done) {
        on_destination([&] {
            writer().mark_done(done);
            writer().commit();
        });
        open_ = false;
    }

  private:
    void open() {
        on_destination([&] { (*writer_)->begin(); });
        open_ = true;
    }

    Writers::Lease writer_;
    Pool<SourceLanes::Lane>::Lease lane_;
    bool open_ = false;
    bool destination_failed_ = false;
};

ChunkCopier::ChunkCopier(Migration& migration, SourceLanes& lanes)
    : migration_(migration),
      lanes_(lanes),
      writers_(
          migration.request.task.limits.workers,
          [&migration] {
              const std::scoped_lock lock(migration.progress_mutex);
              return migration.progress.writer();
          }),
      pace_(
          migration.request.task.limits.rows_per_second,
          migration.request.task.limits.bytes_per_second,
          migration.request.clock) {}

ChunkDone ChunkCopier::copy(const TableCopy& table, const Chunk& chunk) {
    try {
        return with_retry(migration_.retry, [&] { return attempt(table, chunk); });
    } catch (const Error&) {
        fail_all([&] { rethrow_with_place(table, chunk); });
    }
}

/// What made one worker fail is what all of them end with.
void ChunkCopier::fail_all(const std::function<void()>& rethrow) {
    const std::scoped_lock lock(failure_mutex_);
    if (!failed_) {
        try {
            rethrow();
        } catch (const Error&) {
            first_failure_ = std::current_exception();
            failed_ = true;
        }
    }
    std::rethrow_exception(first_failure_);
}

ChunkDone ChunkCopier::attempt(const TableCopy& table, const Chunk& chunk) {
    stop_if_asked();
    lanes_.wait_for_calm();  // not with a transaction open over there
    const auto begin = migration_.request.clock.now();
    ChunkDone done{.table_id = table.table_id, .chunk_index = chunk.chunk_index};
    try {
        Attempt attempt(writers_, lanes_);
        done.moment = attempt.moment();
        move_rows(table, chunk, attempt, done);
        done.seconds =
            std::chrono::duration<double>(migration_.request.clock.now() - begin).count();
        attempt.commit(done);
    } catch (const ServerError& error) {
        if (error.recovery() != Recovery::in_doubt) {
            throw;
        }
        settle_doubt(error, done);
    }
    return done;
}

void ChunkCopier::move_rows(
    const TableCopy& table, const Chunk& chunk, Attempt& attempt, ChunkDone& done) {
    RowEncoder encoder(table.from.columns, FloatRule{});
    RowBlock block(forms_of(table.from));
    const RowTarget to = target_at(attempt.moment(), table);
    const auto sink = [&](const RowBlock& rows) {
        stop_if_asked();
        const std::uint64_t bytes = rows.size_bytes();
        add_digests(encoder, rows, done.source);
        attempt.on_destination([&] { done.rows_written += attempt.writer().write(to, rows); });
        done.bytes += bytes;
        migration_.observer.rows_moved(*table.plan, rows.rows(), bytes);
        pace_.spend(rows.rows(), bytes);
    };
    attempt.on_source([&] { attempt.lane().read(table.from, chunk, block, sink); });
}

void ChunkCopier::settle_doubt(const ServerError& error, const ChunkDone& done) {
    const std::scoped_lock lock(migration_.progress_mutex);
    const bool is_done = migration_.retried(
        [&] { return migration_.progress.is_done(done.table_id, done.chunk_index); });
    if (!is_done) {
        throw ServerError(
            Recovery::retry_session, error.exit_code(),
            {.code = error.code(), .sqlstate = error.sqlstate()}, error.what());
    }
}

void ChunkCopier::stop_if_asked() const {
    throw_if_interrupted();
    if (failed_) {
        throw Error(Recovery::none, "stopped, for another chunk failed");
    }
}

}  // namespace cutover
