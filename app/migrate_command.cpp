#include <iostream>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/progress.hpp"
#include "app/quantities.hpp"
#include "app/task_run.hpp"
#include "app/text_output.hpp"
#include "core/task_fingerprint.hpp"
#include "migrate/migrate.hpp"
#include "report/render_checks.hpp"

namespace cutover {
namespace {

const char* sentence(MigrateStep step) {
    switch (step) {
        case MigrateStep::claiming: return "taking the task";
        case MigrateStep::schema: return "creating databases, tables and code";
        case MigrateStep::snapshot: return "opening a consistent snapshot of the source";
        case MigrateStep::cutting: return "cutting tables into chunks";
        case MigrateStep::copying: return "copying rows";
        case MigrateStep::finishing: return "building what was put off until the rows were there";
        case MigrateStep::triggers: return "creating triggers";
        case MigrateStep::done: return "done";
    }
    return "";
}

class ShowMigrate final : public MigrateObserver {
  public:
    ShowMigrate(Log& log, const Options& options, const Task& task, const Clock& clock)
        : log_(log), progress_(log, options.progress, clock), workers_(task.limits.workers) {}

    void entered(MigrateStep step) override {
        if (step != MigrateStep::copying) {
            progress_.end();
        }
        log_.info(sentence(step));
    }

    void executed(const DdlStatement& statement) override {
        log_.write(LogLevel::debug, printable(statement.purpose));
    }

    void copy_planned(const CopyTotals& totals) override {
        progress_.begin(
            "copying", {.estimated_rows = totals.estimated_rows,
                        .chunks = totals.chunks,
                        .chunks_done = totals.chunks_done,
                        .chunks_before = totals.chunks_done,
                        .workers = workers_});
    }

    void rows_moved(const TablePlan& /*table*/, std::uint64_t rows, std::uint64_t bytes) override {
        progress_.add(rows, bytes);
    }

    void chunk_copied(const TablePlan& /*table*/, const ChunkDone& /*chunk*/) override {
        progress_.add_chunk();
    }

    void table_copied(const TableCopied& table) override {
        log_.write(
            LogLevel::debug,
            fmt::format(
                "copied {}: {} rows", display(table.source), show_count(table.rows_written)));
    }

    void retrying(const Error& error, std::chrono::milliseconds pause) override {
        log_.warning(fmt::format(
            "{}; trying again in {}", error.what(),
            show_seconds(std::chrono::duration<double>(pause).count())));
    }

    void held(const ServerLoad& load) override { progress_.hold(load); }

    void notice(const std::string& text) override { log_.warning(printable(text)); }

  private:
    Log& log_;
    Progress progress_;
    unsigned workers_;
};

MigrateRequest make_request(const Options& options, const Task& task, const Survey& survey) {
    return {
        .task = task,
        .plan = survey.plan,
        .source_facts = survey.source,
        .destination_facts = survey.destination,
        .source_catalog = survey.source_catalog,
        .destination_catalog = survey.destination_catalog,
        .types = task.types,
        .fingerprint = fingerprint(task),
        .restart = options.migrate.restart};
}

void refuse_incremental(const Task& task) {
    if (task.types.incremental) {
        throw Error(
            Recovery::none, ExitCode::usage,
            "cutover " CUTOVER_VERSION
            " does not include incremental migration (/types)\n  run "
            "it with --types schema,full, or take \"incremental\" out of the task file; nothing "
            "was contacted");
    }
}

/// Throwing progress away cannot be undone, so a person says yes, on a terminal or with --yes.
void confirm_restart(const Options& options, const Task& task) {
    if (!options.migrate.restart || options.migrate.yes || options.migrate.dry_run) {
        return;
    }
    std::string answer;
    if (isatty(STDIN_FILENO) == 1) {
        fmt::print(
            stderr, "Throw the progress of task {} away and begin anew? Type yes: ", task.name);
        std::getline(std::cin, answer);
    }
    if (answer != "yes") {
        throw Error(
            Recovery::none, ExitCode::usage,
            "--restart was not confirmed (--restart)\n  add --yes to throw the task's progress "
            "away without being asked");
    }
}

ExitCode dry_run(const Options& options, const Task& task) {
    Servers servers = open_servers(task, SessionRole::writing);
    const Survey survey = survey_both(task, servers);
    const auto statements = planned_statements(make_request(options, task, survey));
    fmt::print(
        "{}", options.json ? plan_json(task, survey.plan, statements)
                           : plan_text(task, survey.plan, statements));
    return survey.plan.refusals.empty() ? ExitCode::yes : ExitCode::no;
}

void show(const Options& options, const MigrateReport& report) {
    if (options.json) {
        fmt::print("{}", migrate_json(report));
        return;
    }
    fmt::print(
        "done: {} tables, {} rows, {}, {} statements in {}{}\n", show_count(report.tables),
        show_count(report.rows), show_bytes(report.bytes), report.statements,
        show_seconds(report.seconds), report.resumed ? " (resumed)" : "");
    fmt::print("  next: cutover verify {}\n", printable(options.task_file));
}

}  // namespace

ExitCode run_migrate(const Options& options, Log& log) {
    const TaskFile file = open_task(options, log);
    refuse_incremental(file.task);
    confirm_restart(options, file.task);
    if (options.migrate.dry_run) {
        return dry_run(options, file.task);
    }
    TaskRun run("migrate", file, options);
    return run.perform([&] {
        Servers servers = open_servers(file.task, SessionRole::writing);
        run.start(servers.source->facts(), servers.destination->facts());
        const Survey survey = survey_both(file.task, servers);
        const std::vector<CheckResult> checks = check(file.task, survey);
        run.evidence().add(scope_of(file.task, survey));
        run.evidence().add(ChecksMade{checks});
        if (blocks(checks)) {
            fmt::print(
                "{}", options.json
                          ? precheck_json(checks)
                          : render_checks(checks, wants_colour(options.color, STDOUT_FILENO)));
            log.write(LogLevel::error, "a check failed, so nothing was written");
            return ExitCode::no;
        }
        const MigrateRequest request = make_request(options, file.task, survey);
        MigrateReport report;
        {
            ShowMigrate observer(log, options, file.task, request.clock);
            report =
                migrate(request, *servers.source, *servers.destination, run.evidence(), observer);
        }
        show(options, report);
        return ExitCode::yes;
    });
}

}  // namespace cutover
