#include "migrate/migrate.hpp"

#include <utility>

#include "migrate/migration.hpp"
#include "migrate/row_copy.hpp"
#include "migrate/source_check.hpp"
#include "migrate/source_lanes.hpp"
#include "migrate/table_cut.hpp"

namespace cutover {
namespace {

std::vector<std::string> source_databases(const TaskPlan& plan) {
    std::vector<std::string> names;
    for (const DatabasePlan& database : plan.databases) {
        names.push_back(database.source.name);
    }
    return names;
}

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

/// Looks once more at the source: what was copied must be of one definition, and whoever reads the
/// evidence must know whether it is of the present.
void finish_copy(
    Migration& migration, TaskProgress& task, const std::vector<TableProgress>& tables) {
    migration.observer.entered(MigrateStep::finishing);
    const Catalog source = migration.retried(
        [&] { return migration.source.catalog(source_databases(migration.request.plan)); });
    require_same_definitions(migration, tables, source);
    record_copy_finished(migration, tables, task.first_position);
    reach(migration, task, Phase::copied);
}

void copy_tables(Migration& migration, TaskProgress& task) {
    migration.observer.entered(MigrateStep::snapshot);
    const bool began = task.phase >= Phase::copying;
    SourceLanes lanes(
        migration, migration.request.task.limits.workers,
        began ? std::optional(task.first_position) : std::nullopt);
    if (!began) {
        task.first_position = lanes.position();
    }
    migration.retried(
        [&] { migration.progress.set_positions(task.first_position, lanes.position()); });
    std::vector<TableProgress> tables = cut_tables(migration, lanes);
    reach(migration, task, Phase::copying);
    migration.observer.entered(MigrateStep::copying);
    copy_rows(migration, lanes, tables);
    finish_copy(migration, task, tables);
}

}  // namespace

MigrateReport migrate(
    const MigrateRequest& request,
    Database& source,
    Database& destination,
    EvidenceSink& evidence,
    MigrateObserver& observer) {
    const RetryPolicy retry = retry_policy(request, observer);
    const auto progress =
        with_retry(retry, [&] { return destination.progress(request.task.name); });
    Migration migration{request, source, destination, evidence, observer, *progress, retry};
    TaskProgress task = claim(migration);
    migration.report.resumed = task.phase > Phase::created;
    if (task.phase < Phase::copied) {
        copy_tables(migration, task);
    }
    if (task.phase < Phase::done) {
        reach(migration, task, Phase::done);
    }
    migration.report.phase = task.phase;
    return migration.report;
}

}  // namespace cutover
