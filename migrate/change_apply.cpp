#include "migrate/change_apply.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/name_mapping.hpp"
#include "core/source_log.hpp"
#include "migrate/copied_moments.hpp"
#include "migrate/ddl_replay.hpp"
#include "migrate/definition_hash.hpp"
#include "migrate/follow_limits.hpp"
#include "migrate/followed_note.hpp"
#include "migrate/followed_tables.hpp"
#include "migrate/known_log.hpp"
#include "migrate/prepared_transactions.hpp"
#include "migrate/rendezvous_host.hpp"
#include "migrate/row_filter.hpp"
#include "migrate/schema_steps.hpp"
#include "migrate/source_lanes.hpp"
#include "migrate/transaction_apply.hpp"
#include "runtime/interrupt.hpp"

namespace cutover {
namespace {

/// They would fire on rows that the log holds the effects of already.
void refuse_triggers(const std::map<TableName, TableName>& names, const Catalog& destination) {
    std::set<TableName> followed;
    for (const auto& [source, there] : names) {
        followed.insert(there);
    }
    for (const CodeObject& object : destination.objects) {
        if (object.kind == ObjectKind::trigger &&
            followed.contains({object.name.database, object.table})) {
            throw Error(
                Recovery::none, ExitCode::no,
                fmt::format(
                    "trigger {} on the destination would fire on rows that the source's log brings "
                    "with all their effects; drop it there until the switch",
                    display(object.name)));
        }
    }
}

/// Tables whose definition over there does not say all of the source's. Throws where the source's
/// has changed since they were copied.
std::set<TableName> defined_by_the_source(
    Migration& migration, const std::vector<TableProgress>& copied, const Catalog& destination) {
    const MigrateRequest& request = migration.request;
    const Catalog before = stood_before(migration, destination);
    std::set<TableName> names;
    for (const TableProgress& table : copied) {
        const std::optional<TableRule> rule = find_rule(request.task.objects, table.source);
        const bool takes_a_part = rule && !rule->columns.empty();
        if (!takes_a_part && find_table(before, table.destination) == nullptr) {
            continue;
        }
        const TableDefinition* const now = find_table(request.source_catalog, table.source);
        if (now == nullptr || definition_hash(*now) != table.definition_hash) {
            throw Error(
                Recovery::none, ExitCode::no,
                fmt::format(
                    "table {} was changed or dropped on the source since it was copied, and its "
                    "definition on the destination is another one: copy the task anew with "
                    "--restart",
                    display(table.source)));
        }
        names.insert(table.source);
    }
    return names;
}

class Follower {
  public:
    Follower(Migration& migration, LogPlace copied_at)
        : migration_(migration),
          copied_at_(std::move(copied_at)),
          known_log_(migration.progress),
          ddl_(migration, mapping_of(migration.request.plan)),
          filter_(migration.request.task),
          limits_(migration),
          prepared_(migration.progress),
          host_(migration) {}

    /// Until `until`, or a signal, or a loss behind which a new try may begin; true: at its end.
    bool follow(const std::optional<LogPlace>& until) {
        open();
        const std::uint64_t applied_before = apply_->recorded().transactions;
        try {
            while (!is_over(until)) {
                limits_.wait_for_calm();
                stream_->read([this](const Change& change) { take(change); });
                known_log_.keep(stream_->marks());
                record_at_times();
                meet_verification();
            }
            if (stream_) {
                apply_->record(stream_->place(), logged_at_);
                announce();
            }
            return true;
        } catch (const Interrupted&) {
            end_early(until);
            return true;
        } catch (const Error& error) {
            const bool is_loss =
                is_transient(error.recovery()) || error.recovery() == Recovery::in_doubt;
            if (is_loss && apply_->applied().transactions > applied_before) {
                migration_.observer.retrying(error, {});
                return false;
            }
            rethrow(error);
        }
    }

  private:
    /// Everything anew: what was in flight is decided by what the destination has committed.
    void open() {
        apply_.reset();
        is_unsettled_ = false;
        decided_.reset();
        prepared_.load();
        open_tables();
        apply_ = std::make_unique<TransactionApply>(migration_, copied_at_);
        const AppliedProgress& recorded = apply_->recorded();
        logged_at_ = recorded.logged_at;
        announced_ = recorded.place;
        stream_ = migration_.source.changes(
            {.from = recorded.place,
             .server_id = reader_id(migration_.request.task.name),
             .known = known_log_.load(),
             .columns = [this](const TableName& name) { return columns_of(name); }});
        known_log_.keep(stream_->marks());
    }

    const std::vector<ColumnDefinition>* columns_of(const TableName& name) {
        ddl_.require_readable(name);
        const std::vector<ColumnDefinition>* const columns = tables_->columns(name);
        if (columns == nullptr) {
            tell_of_left_out(name);
        }
        return columns;
    }

    /// A table that somebody dropped over there, or whose CREATE was left out by decision. MariaDB
    /// logs rows of sequences, too, which are brought level at the switch.
    void tell_of_left_out(const TableName& name) {
        const NameMapping& names = ddl_.names();
        if (!find_rule(migration_.request.task.objects, name) ||
            (names.databases.contains(name.database) && sequences_.contains(names.table(name))) ||
            !told_of_.insert(name).second) {
            return;
        }
        migration_.observer.notice(fmt::format(
            "the log has rows of {}, which is not on the destination: they are left out, and "
            "cutover verify will say that it is missing",
            display(name)));
    }

    /// A signal is how following ends well, but not on the way to somewhere.
    void end_early(const std::optional<LogPlace>& until) {
        if (until) {
            throw Interrupted();
        }
        apply_->abandon();
        announce();
        stream_.reset();  // the rest of the log is of no more use
    }

    bool is_over(const std::optional<LogPlace>& until) {
        if (interrupt_requested()) {
            end_early(until);
            return true;
        }
        return until && !apply_->is_open() && has_reached(stream_->place(), *until);
    }

    void take(const Change& change) {
        logged_at_ = change.logged_at;
        if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
            take_rows(*rows);
        } else if (const auto* const statement = std::get_if<StatementExecuted>(&change.body)) {
            take_statement(*statement);
        } else if (std::holds_alternative<TransactionCommitted>(change.body)) {
            take_commit();
        } else if (const auto* const prepared = std::get_if<TransactionPrepared>(&change.body)) {
            apply_->forget_open();
            prepared_.add(prepared->xid, stream_->place());
        } else if (const auto* const decided = std::get_if<PreparedDecided>(&change.body)) {
            decided_ = decided->xid;
            if (decided->is_committed) {
                take_prepared_rows(decided->xid);
            }
        }
    }

    void take_commit() {
        apply_->commit(stream_->place(), logged_at_);
        limits_.spend(0, stream_->place());
        if (is_unsettled_ || decided_) {
            apply_->record(stream_->place(), logged_at_);
        }
        if (std::exchange(is_unsettled_, false)) {
            ddl_.settle();
        }
        if (const std::optional<std::string> xid = std::exchange(decided_, std::nullopt)) {
            prepared_.remove(*xid);
        }
    }

    /// Reads its first half again. Its tables are as they were then, for it has held their locks.
    void take_prepared_rows(const std::string& xid) {
        const std::optional<LogPlace> from = prepared_.find(xid);
        if (!from) {
            throw Error(
                Recovery::none, ExitCode::log_gone,
                fmt::format(
                    "the source has committed the XA transaction {} behind {}, and it was prepared "
                    "before the copy was made, so that its rows are neither in the copy nor in the "
                    "log behind it; begin anew with --restart when XA RECOVER shows none on the "
                    "source",
                    printable(xid), to_text(stream_->place())));
        }
        const std::string& task = migration_.request.task.name;
        const auto first_half = migration_.source.changes(
            {.from = *from,
             .server_id = reader_id(task + " prepared"),
             .known = stream_->marks(),
             .columns = [this](const TableName& name) { return columns_of(name); }});
        for (bool is_over = false; !is_over;) {
            first_half->read([&](const Change& change) {
                const auto* const rows = std::get_if<RowsChanged>(&change.body);
                if (rows != nullptr && !is_over) {
                    take_rows(*rows);
                }
                is_over = is_over || std::holds_alternative<TransactionPrepared>(change.body);
            });
            throw_if_interrupted();
        }
    }

    void take_rows(const RowsChanged& rows) {
        const FollowedTable table = tables_->table(rows.table);
        if (copied_.has_seen(rows.table, stream_->place())) {
            return;
        }
        const bool copy_is_whole = copied_.is_of_one_moment(stream_->place());
        const ApplyMode mode =
            copy_is_whole || table.target.keyless ? exactly() : ApplyMode::converge;
        for (const FilteredChange& part : filter_.pass(rows, mode, copy_is_whole)) {
            apply_->add(table, part.change, *part.images, part.mode);
        }
        limits_.spend(rows.images->rows(rows.change), stream_->place());
    }

    [[nodiscard]] ApplyMode exactly() const {
        return migration_.request.task.conflicts == ConflictPolicy::proceed ? ApplyMode::overwrite
                                                                            : ApplyMode::exact;
    }

    void record_at_times() {
        apply_->record_at_times(stream_->place(), logged_at_);
        if (!(apply_->recorded().place == announced_)) {
            announce();
        }
    }

    void meet_verification() {
        if (host_.has_lost_claim()) {
            migration_.retried([&] { migration_.progress.ensure_owned(); });
        }
        if (!apply_->is_open() && host_.is_due(stream_->place())) {
            apply_->record(stream_->place(), logged_at_);
            announce();
            host_.stand(stream_->place());
        }
    }

    void announce() {
        announced_ = apply_->recorded().place;
        migration_.report.applied = apply_->recorded();
        migration_.observer.applied(apply_->recorded());
    }

    /// Its end is recorded last: until then the next run finds the note of it.
    void take_statement(const StatementExecuted& statement) {
        if (apply_->is_open() && statement.sql.rfind("ROLLBACK", 0) == 0) {
            throw Error(
                Recovery::none, ExitCode::no,
                "the source rolled back what its log holds rows of, so one of their tables has no "
                "transactions; give it InnoDB, and copy the task anew with --restart");
        }
        if (!apply_->is_open()) {
            apply_->drain();
        }
        const std::optional<ReplayedStatement> replayed =
            ddl_.replay(statement, logged_at_, stream_->place());
        if (!replayed) {
            return;
        }
        const Catalog destination = ddl_.objects_there(replayed->change);
        learn_sequences(destination);
        ddl_.learn(replayed->change, destination);
        tables_->learn(replayed->change, ddl_.names(), destination);
        filter_.learn(*tables_);
        keep_followed(migration_.progress, tables_->names());
        if (statement.in_transaction) {
            is_unsettled_ = true;  // CREATE TABLE ... SELECT: its rows follow, and the place then
            return;
        }
        apply_->count(stream_->place(), logged_at_);
        ddl_.settle();
        if (replayed->by_hand) {
            open_tables();  // whoever did it may have changed more than the statement says
        }
    }

    void open_tables() {
        const Catalog destination = destination_now();
        const std::vector<TableProgress> copied = migration_.progress.load_tables();
        ddl_.load(destination);
        FollowedGround ground{.destination = destination, .all = !ddl_.is_in_doubt()};
        ground.names = followed_now(migration_.progress);
        ground.as_the_source_has_them = defined_by_the_source(migration_, copied, destination);
        refuse_triggers(ground.names, destination);
        copied_ = CopiedMoments(copied, copy_moments(migration_.progress));
        tables_.emplace(migration_.request, ground);
        filter_.open(*tables_, migration_.destination);
    }

    /// Of all databases that the task writes to by now.
    Catalog destination_now() {
        std::set<std::string> databases;
        for (const auto& [source, there] : ddl_.names().databases) {
            databases.insert(there);
        }
        Catalog destination = migration_.destination.catalog({databases.begin(), databases.end()});
        learn_sequences(destination);
        return destination;
    }

    void learn_sequences(const Catalog& destination) {
        for (const CodeObject& object : destination.objects) {
            if (object.kind == ObjectKind::sequence) {
                sequences_.insert(object.name);
            }
        }
    }

    /// With the place, for whoever has to look into the log.
    [[noreturn]] void rethrow(const Error& error) const {
        if (is_transient(error.recovery())) {
            throw;
        }
        throw Error(
            error.recovery() == Recovery::in_doubt ? Recovery::retry_session : error.recovery(),
            error.exit_code(),
            fmt::format(
                "{} (applied up to {})", error.what(),
                printable(to_text(apply_->recorded().place))));
    }

    Migration& migration_;
    LogPlace copied_at_;
    CopiedMoments copied_{};
    KnownLog known_log_;
    DdlReplay ddl_;
    RowFilter filter_;
    FollowLimits limits_;
    std::optional<FollowedTables> tables_{};
    std::set<TableName> sequences_{};  ///< All that the destination has had.
    std::set<TableName> told_of_{};    ///< Tables whose rows are left out.
    std::uint32_t logged_at_ = 0;      ///< What was read last, by the source's clock.
    LogPlace announced_{};
    bool is_unsettled_ = false;  ///< A statement of the open transaction was replayed.
    PreparedTransactions prepared_;
    RendezvousHost host_;
    std::optional<std::string> decided_{};  ///< The prepared transaction that is about to end.
    std::unique_ptr<ChangeStream> stream_{};
    std::unique_ptr<TransactionApply> apply_{};
};

}  // namespace

void follow_source(
    Migration& migration, const LogPlace& copied_at, const std::optional<LogPlace>& until) {
    migration.observer.entered(MigrateStep::following);
    Follower follower(migration, copied_at);
    while (!migration.retried([&] { return follower.follow(until); })) {
    }
}

}  // namespace cutover
