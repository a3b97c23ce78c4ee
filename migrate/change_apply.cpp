#include "migrate/change_apply.hpp"

#include <span>
#include <utility>

#include <fmt/format.h>

#include "core/ddl_change.hpp"
#include "core/digest.hpp"
#include "migrate/followed_tables.hpp"
#include "migrate/schema_steps.hpp"
#include "runtime/interrupt.hpp"

namespace cutover {
namespace {

/// Where nothing of the task is logged, its place is still recorded so often.
constexpr std::chrono::seconds idle_record_after{1};

/// Stable, so that a reader of the task that was left behind is thrown out by its successor, and
/// above what people give to servers.
std::uint32_t reader_id(const std::string& task) {
    constexpr std::uint32_t upper_half = 1U << 31U;
    const std::span<const char> name(task.data(), task.size());
    return static_cast<std::uint32_t>(row_digest(name).low) | upper_half;
}

class Follower {
  public:
    Follower(Migration& migration, FollowedTables tables, LogPlace copied_at)
        : migration_(migration), tables_(std::move(tables)), copied_at_(std::move(copied_at)) {}

    /// Until `until`, or a signal, or a loss behind which a new try may begin; true: at its end.
    bool follow(const std::optional<LogPlace>& until) {
        open();
        const std::uint64_t applied_before = applied_.transactions;
        try {
            while (!is_over(until)) {
                stream_->read([this](const Change& change) { take(change); });
                record_idle();
            }
            record();
            return true;
        } catch (const Error& error) {
            writer_->rollback();
            const bool is_loss =
                is_transient(error.recovery()) || error.recovery() == Recovery::in_doubt;
            if (is_loss && applied_.transactions > applied_before) {
                migration_.observer.retrying(error, {});
                return false;
            }
            rethrow(error);
        }
    }

  private:
    /// Everything anew: what was in flight is decided by what the destination has committed.
    void open() {
        is_open_ = false;
        applied_ = migration_.progress.applied().value_or(AppliedProgress{.place = copied_at_});
        recorded_ = applied_.place;
        writer_ = migration_.progress.change_writer();
        stream_ = migration_.source.changes(
            {.from = applied_.place,
             .server_id = reader_id(migration_.request.task.name),
             .columns = [this](const TableName& name) { return tables_.columns(name); }});
        recorded_at_ = migration_.request.clock.now();
    }

    bool is_over(const std::optional<LogPlace>& until) {
        if (interrupt_requested()) {
            if (until) {
                throw Interrupted();
            }
            if (is_open_) {
                writer_->rollback();
                is_open_ = false;
                stream_.reset();  // the rest of that transaction is of no more use
            }
            return true;
        }
        return until && !is_open_ && has_reached(stream_->place(), *until);
    }

    void take(const Change& change) {
        applied_.logged_at = change.logged_at;
        if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
            take_rows(*rows);
        } else if (const auto* const statement = std::get_if<StatementExecuted>(&change.body)) {
            take_statement(*statement);
        } else if (std::holds_alternative<TransactionCommitted>(change.body)) {
            commit();
        }
    }

    void take_rows(const RowsChanged& rows) {
        if (!is_open_) {
            writer_->begin();
            is_open_ = true;
        }
        writer_->apply(tables_.target(rows.table), rows.change, *rows.images);
        applied_.rows += rows.images->rows(rows.change);
    }

    void commit() {
        if (is_open_) {
            ++applied_.transactions;
            record();
        }
    }

    /// Commits what is open together with where the log now stands.
    void record() {
        if (!stream_ || (!is_open_ && stream_->place() == recorded_)) {
            return;
        }
        if (!is_open_) {
            writer_->begin();
        }
        applied_.place = stream_->place();
        is_open_ = false;
        writer_->commit(applied_);
        recorded_ = applied_.place;
        recorded_at_ = migration_.request.clock.now();
        migration_.observer.applied(applied_, stream_->latest_at());
    }

    void record_idle() {
        if (!is_open_ && migration_.request.clock.now() - recorded_at_ >= idle_record_after) {
            record();
        }
    }

    void take_statement(const StatementExecuted& statement) {
        const DdlChange ddl = parse_ddl(
            {.sql = std::string(statement.sql),
             .database = std::string(statement.database),
             .source = migration_.request.source_facts.flavour});
        if (concerns_the_task(ddl)) {
            throw Error(
                Recovery::none, ExitCode::no,
                fmt::format(
                    "the source executed \"{}\" at {}, which this version does not apply; copy "
                    "the task anew with --restart, or leave those objects out of it",
                    printable(statement.sql.substr(0, 200)), to_text(stream_->place())));
        }
    }

    bool concerns_the_task(const DdlChange& ddl) const {
        if (leaves_schema(ddl.kind)) {
            return false;
        }
        if (ddl.kind == DdlKind::unknown || ddl.kind == DdlKind::rows) {
            return tables_.contains_database(ddl.logged.database) || ddl.logged.database.empty();
        }
        for (const DdlObject& object : ddl.objects) {
            if (object.role != DdlRole::read && object.role != DdlRole::referenced &&
                tables_.contains_database(object.name.database) && !ddl.temporary) {
                return true;
            }
        }
        return false;
    }

    /// With the place, for whoever has to look into the log.
    [[noreturn]] void rethrow(const Error& error) const {
        if (is_transient(error.recovery())) {
            throw;
        }
        throw Error(
            error.recovery() == Recovery::in_doubt ? Recovery::retry_session : error.recovery(),
            error.exit_code(),
            fmt::format("{} (applied up to {})", error.what(), printable(to_text(recorded_))));
    }

    Migration& migration_;
    FollowedTables tables_;
    LogPlace copied_at_;
    AppliedProgress applied_{};
    LogPlace recorded_{};
    std::chrono::steady_clock::time_point recorded_at_{};
    std::unique_ptr<ChangeStream> stream_{};
    std::unique_ptr<ChangeWriter> writer_{};
    bool is_open_ = false;
};

/// They would fire on rows that the log holds the effects of already.
void refuse_triggers(const TaskPlan& plan, const Catalog& destination) {
    for (const TablePlan& table : plan.tables) {
        for (const CodeObject& object : destination.objects) {
            if (object.kind == ObjectKind::trigger &&
                TableName{object.name.database, object.table} == table.destination) {
                throw Error(
                    Recovery::none, ExitCode::no,
                    fmt::format(
                        "trigger {} on the destination would fire on rows that the source's log "
                        "brings with all their effects; drop it there until the switch",
                        display(object.name)));
            }
        }
    }
}

}  // namespace

void follow_source(
    Migration& migration, const LogPlace& copied_at, const std::optional<LogPlace>& until) {
    migration.observer.entered(MigrateStep::following);
    const Catalog destination = destination_now(migration);
    refuse_triggers(migration.request.plan, destination);
    FollowedTables tables(migration.request.plan, migration.request.source_catalog, destination);
    Follower follower(migration, std::move(tables), copied_at);
    while (!migration.retried([&] { return follower.follow(until); })) {
    }
}

}  // namespace cutover
