#include "migrate/migrate.hpp"

#include <algorithm>
#include <optional>

#include "migrate/auto_increment.hpp"
#include "migrate/change_apply.hpp"
#include "migrate/followed_note.hpp"
#include "migrate/follower_note.hpp"
#include "migrate/known_log.hpp"
#include "migrate/migration.hpp"
#include "migrate/row_copy.hpp"
#include "migrate/schema_steps.hpp"
#include "migrate/source_check.hpp"
#include "migrate/source_lanes.hpp"
#include "migrate/table_cut.hpp"
#include "migrate/task_retry.hpp"

namespace cutover {
namespace {

RetryPolicy retry_policy(const MigrateRequest& request, MigrateObserver& observer) {
    return {
        .window = request.task.retry.connection,
        .clock = request.clock,
        .on_retry = [&observer](const Error& error, std::chrono::milliseconds pause) {
            observer.retrying(error, pause);
        }};
}

TaskProgress claim(Migration& migration) {
    migration.observer.entered(MigrateStep::claiming);
    if (migration.request.restart) {
        migration.retried([&] { migration.progress.forget(); });
    }
    const std::string identity = migration.request.source_facts.identity;
    return migration.retried(
        [&] { return migration.progress.claim(migration.request.fingerprint, identity); });
}

void reach(Migration& migration, TaskProgress& task, Phase phase) {
    migration.retried([&] { migration.progress.set_phase(phase); });
    task.phase = phase;
}

/// What was copied must be of one definition, no key may be missing, and whoever reads the evidence
/// must know whether it is of the present.
void finish_copy(
    Migration& migration, TaskProgress& task, const std::vector<TableProgress>& tables) {
    migration.observer.entered(MigrateStep::finishing);
    const MigrateRequest& request = migration.request;
    const Catalog source =
        migration.retried([&] { return migration.source.catalog(source_databases(request.plan)); });
    require_same_definitions(migration, tables, source);
    const Catalog destination = destination_now(migration);
    for (const auto& [table, statement] : missing_keys(migration, destination)) {
        execute_once(migration, statement);
    }
    for (const DdlStatement& statement : counters_to_raise(
             request.plan, source, request.source_facts, destination, request.destination_facts)) {
        execute_once(migration, statement);
    }
    record_copy_finished(migration, tables, task.first_position);
    reach(migration, task, Phase::copied);
}

bool lacks_rows(const std::vector<TableProgress>& tables) {
    return std::any_of(tables.begin(), tables.end(), [](const TableProgress& table) {
        return std::any_of(table.chunks.begin(), table.chunks.end(), [](const auto& chunk) {
            return !chunk.done;
        });
    });
}

LogPlace required_place(const std::string& position) {
    const std::optional<LogPlace> place = parse_log_place(position);
    if (!place || place->file.empty()) {
        throw Error(
            Recovery::none, ExitCode::no,
            "the source shows no position in a binary log, so it cannot be followed; switch its "
            "binary log on, and grant the privilege to see its position");
    }
    return *place;
}

/// All rows of a task are of one moment of the source, the first snapshot's.
void open_snapshot(Migration& migration, TaskProgress& task, SourceLanes& lanes) {
    migration.observer.entered(MigrateStep::snapshot);
    const bool has_begun = task.phase == Phase::copying;
    lanes.open(has_begun ? std::optional(task.first_position) : std::nullopt);
    if (!has_begun) {
        task.first_position = lanes.position();
    }
    migration.retried(
        [&] { migration.progress.set_positions(task.first_position, lanes.position()); });
    if (migration.request.types.incremental) {
        mark_log(migration, task.source_identity, required_place(task.first_position));
    }
}

/// What it needs of the destination's catalog is gone when it returns: with 10,000 tables each
/// catalog takes memory worth counting, and what follows reads two.
std::vector<TableProgress> copy_missing_rows(Migration& migration, TaskProgress& task) {
    CopyGround ground{.catalog = destination_now(migration)};
    ground.missing_keys = missing_keys(migration, ground.catalog);
    std::vector<TableProgress> tables = recorded_tables(migration);
    SourceLanes lanes(migration, migration.request.task.limits.workers);
    if (tables.empty() || lacks_rows(tables)) {
        open_snapshot(migration, task, lanes);
    }
    if (tables.empty()) {
        // From here on chunks never move: the next run copies exactly what this one leaves.
        tables = cut_tables(migration, lanes, ground.missing_keys);
    }
    reach(migration, task, Phase::copying);
    migration.observer.entered(MigrateStep::copying);
    copy_rows(migration, lanes, ground, tables);
    return tables;
}

/// A task that ran for its schema alone has reached its end without a row.
bool is_copied(Migration& migration, const TaskProgress& task) {
    return task.phase >= Phase::copied &&
           (migration.request.plan.tables.empty() ||
            !migration.retried([&] { return migration.progress.load_tables(); }).empty());
}

void add_up(MigrateReport& report, const std::vector<TableProgress>& tables) {
    report.tables = tables.size();
    for (const TableProgress& table : tables) {
        report.chunks += table.chunks.size();
        for (const ChunkProgress& chunk : table.chunks) {
            report.rows += chunk.source.rows;
            report.rows_written += chunk.rows_written;
            report.bytes += chunk.bytes;
        }
    }
}

/// What a verification of later has to know: which moment of the source the destination shows.
void record_followed(Migration& migration) {
    const AppliedProgress& applied = migration.report.applied;
    LogFollowed followed{
        .position = to_text(applied.place),
        .transactions = applied.transactions,
        .row_changes = applied.rows};
    const auto names = migration.retried([&] { return followed_now(migration.progress); });
    for (const auto& [source, there] : names) {
        followed.tables.push_back(source);
    }
    migration.evidence.add(followed);
}

/// The task once more, as another start of the program would have it.
void claim_again(Migration& migration, TaskProgress& task) {
    task = claim(migration);
    if (task.phase < Phase::copied) {
        throw Error(
            Recovery::none,
            "the destination has forgotten that the copy was finished; run the same command again: "
            "it goes on from what is still there");
    }
}

void follow_once(Migration& migration, TaskProgress& task, const std::optional<LogPlace>& until) {
    const LogPlace copied_at = required_place(task.first_position);
    mark_log(migration, task.source_identity, copied_at);
    reach(migration, task, Phase::following);
    migration.retried([&] { keep_follower(migration.progress, true); });
    follow_source(migration, copied_at, until);
    migration.report.applied = migration.retried([&] { return migration.progress.applied(); })
                                   .value_or(AppliedProgress{.place = copied_at});
}

void follow(Migration& migration, TaskProgress& task) {
    const MigrateRequest& request = migration.request;
    std::optional<LogPlace> until;
    if (request.until_caught_up) {
        until = required_place(migration.retried([&] { return migration.source.position(); }));
    }
    TaskRetry retry(request.task.retry.task, request.clock);
    for (bool again = false;; again = true) {
        try {
            if (again) {
                claim_again(migration, task);
            }
            follow_once(migration, task, until);
            break;
        } catch (const Error& error) {
            const auto pause = retry.pause_after(error, migration.report.applied.transactions);
            if (!pause) {
                throw;
            }
            migration.observer.retrying(error, *pause);
            request.clock.sleep(*pause);
        }
    }
    migration.retried([&] { keep_follower(migration.progress, false); });
    record_followed(migration);
}

/// The story of one run. Each step looks at what earlier runs left and does the rest.
void run(Migration& migration) {
    const MigrationTypes& types = migration.request.types;
    TaskProgress task = claim(migration);
    migration.report.resumed = task.phase > Phase::created;
    if (task.phase == Phase::created) {
        note_objects_before(migration);
        reach(migration, task, Phase::schema);
    }
    // The destination is written to from here on.
    if (types.schema && task.phase < Phase::copying) {
        create_schema(migration);
    }
    if (types.full && !is_copied(migration, task)) {
        finish_copy(migration, task, copy_missing_rows(migration, task));
    }
    if (types.incremental) {
        // Triggers wait: they would fire on rows whose effects are in the log themselves.
        follow(migration, task);
    } else if (types.schema && task.phase < Phase::triggers) {
        create_triggers(migration);
        reach(migration, task, Phase::triggers);
    }
    if (!types.incremental && task.phase < Phase::done) {
        reach(migration, task, Phase::done);
    }
    migration.report.phase = task.phase;
    add_up(migration.report, migration.retried([&] { return migration.progress.load_tables(); }));
    migration.observer.entered(MigrateStep::done);
}

}  // namespace

MigrateReport migrate(
    const MigrateRequest& request,
    Database& source,
    Database& destination,
    EvidenceSink& evidence,
    MigrateObserver& observer) {
    const auto begin = request.clock.now();
    const RetryPolicy retry = retry_policy(request, observer);
    const auto progress =
        with_retry(retry, [&] { return destination.progress(request.task.name); });
    Migration migration{request, source, destination, evidence, observer, *progress, retry};
    run(migration);
    migration.report.seconds = std::chrono::duration<double>(request.clock.now() - begin).count();
    return migration.report;
}

}  // namespace cutover
