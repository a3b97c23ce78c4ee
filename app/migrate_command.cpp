#include <algorithm>
#include <atomic>
#include <iostream>
#include <mutex>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "app/checks_text.hpp"
#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/plan_text.hpp"
#include "app/progress.hpp"
#include "app/quantities.hpp"
#include "app/task_run.hpp"
#include "app/terminal_lines.hpp"
#include "core/source_log.hpp"
#include "core/task_fingerprint.hpp"
#include "migrate/migrate.hpp"
#include "report/figures.hpp"

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
        case MigrateStep::following: return "following the source's binary log";
        case MigrateStep::triggers: return "creating triggers";
        case MigrateStep::done: return "done";
    }
    return "";
}

class ShowMigrate final : public MigrateObserver {
  public:
    ShowMigrate(Log& log, const Options& options, const MigrateRequest& request, TaskRun& run)
        : log_(log),
          run_(run),
          source_(request.source_facts),
          clock_(request.clock),
          progress_(log, options.progress, request.clock),
          workers_(request.task.limits.workers),
          follows_(request.types.incremental) {}

    void entered(MigrateStep step) override {
        go_on();
        if (step > MigrateStep::copying) {
            progress_.finish();
        } else if (step < MigrateStep::copying) {
            progress_.end();  // a lost snapshot: the copy begins again
        }
        if (step == MigrateStep::snapshot) {
            needed_since_ = clock_.now();
        }
        if (step != MigrateStep::done) {  // the result says it
            log_.info(sentence(step));
        }
    }

    void executed(const DdlStatement& statement) override {
        go_on();
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
        go_on();
        progress_.add(rows, bytes);
    }

    void chunk_copied(const TablePlan& /*table*/, const ChunkDone& /*chunk*/) override {
        progress_.add_chunk();
        if (follows_ && needed_since_) {
            // The log is needed from the snapshot on, and it grows while rows are copied.
            const auto copying_for = clock_.now() - *needed_since_;
            raise_alarm(std::chrono::duration_cast<std::chrono::seconds>(copying_for).count());
        }
    }

    void table_copied(const TableCopied& table) override {
        log_.write(
            LogLevel::debug,
            fmt::format("copied {}: {} rows", display(table.source), grouped(table.rows_written)));
    }

    void retrying(const Error& error, std::chrono::milliseconds pause) override {
        const std::string trouble = fmt::format(
            "{}; trying again in {}", error.what(),
            show_seconds(std::chrono::duration<double>(pause).count()));
        log_.warning(trouble);
        const std::scoped_lock lock(mutex_);
        is_in_trouble_ = true;
        run_.say(trouble);
    }

    /// How old it is tells this machine's clock, as in `status`: what the log was read up to says
    /// nothing of where the source stands now.
    void applied(const AppliedProgress& progress) override {
        go_on();
        const std::int64_t now = std::chrono::duration_cast<std::chrono::seconds>(
                                     std::chrono::system_clock::now().time_since_epoch())
                                     .count();
        const std::int64_t behind =
            std::max<std::int64_t>(0, now - std::int64_t{progress.logged_at});
        log_.write(
            LogLevel::debug,
            fmt::format("applied up to {}, {} s behind", to_text(progress.place), behind));
        // A place alone says nothing of how far back the log is needed.
        if (transactions_.exchange(progress.transactions) != progress.transactions) {
            raise_alarm(behind);
        }
    }

    void held(const std::string& why) override { progress_.hold(why); }

    void notice(const std::string& text) override { log_.warning(printable(text)); }

  private:
    /// What was tried again has worked.
    void go_on() {
        if (is_in_trouble_) {
            const std::scoped_lock lock(mutex_);
            is_in_trouble_ = false;
            run_.say("");
        }
    }

    void raise_alarm(std::int64_t behind) {
        constexpr std::chrono::minutes repeated_after{10};
        const std::string alarm = log_alarm(source_, {.age_seconds = behind});
        const std::scoped_lock lock(mutex_);
        const auto now = clock_.now();
        if (!alarm.empty() && (!warned_at_ || now - *warned_at_ >= repeated_after)) {
            warned_at_ = now;
            log_.warning(alarm);
        }
    }

    Log& log_;
    TaskRun& run_;
    const ServerFacts& source_;
    Clock clock_;
    Progress progress_;
    unsigned workers_;
    bool follows_;
    std::optional<std::chrono::steady_clock::time_point> needed_since_{};
    std::atomic<std::uint64_t> transactions_{0};
    std::atomic<bool> is_in_trouble_{false};
    std::mutex mutex_{};
    std::optional<std::chrono::steady_clock::time_point> warned_at_{};
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
        .until_caught_up = options.migrate.until_caught_up,
        .restart = options.migrate.restart};
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
                           : plan_text(
                                 task, survey.plan, statements,
                                 {.task_file = options.task_file,
                                  .colour = wants_colour(options.color, STDOUT_FILENO),
                                  .for_terminal = isatty(STDOUT_FILENO) == 1}));
    return survey.plan.refusals.empty() ? ExitCode::yes : ExitCode::no;
}

bool has_triggers(const TaskPlan& plan) {
    return std::any_of(plan.objects.begin(), plan.objects.end(), [](const ObjectPlan& object) {
        return object.kind == ObjectKind::trigger;
    });
}

void show(const Options& options, const MigrateReport& report, const TaskPlan& plan) {
    if (options.json) {
        fmt::print("{}", migrate_json(report));
        return;
    }
    TerminalLines lines(8, wants_colour(options.color, STDOUT_FILENO));
    lines.prose(
        "DONE",
        fmt::format(
            "{} with {} ({}) {}, {} executed; this run took {}{}",
            count_text(report.tables, "table"), count_text(report.rows, "row"),
            show_bytes(report.bytes),
            report.phase == Phase::following ? "were copied" : "are on the destination",
            count_text(report.statements, "statement"), show_seconds(report.seconds),
            report.resumed ? " and went on where the last one stopped" : ""),
        "\x1b[1;32m");
    if (report.applied.place != LogPlace{}) {
        lines.prose(
            "log:", fmt::format(
                        "{} with {} applied, up to {}",
                        count_text(report.applied.transactions, "transaction"),
                        count_text(report.applied.rows, "row change"),
                        printable(to_text(report.applied.place))));
    }
    if (report.phase != Phase::following && report.tables > 0 &&
        report.tables < plan.tables.size()) {
        lines.prose(
            "note:",
            fmt::format(
                "The task selects {} now; those made on the source since the copy began are "
                "not part of it. To copy them too, begin anew with --restart.",
                count_text(plan.tables.size(), "table")));
    }
    if (report.source_moved && report.phase != Phase::following) {
        lines.prose(
            "note:",
            "The source was written to since: the copy is of the moment at which it began.");
    }
    if (report.phase == Phase::following && has_triggers(plan)) {
        lines.prose(
            "note:",
            fmt::format(
                "Triggers wait for the switch: once the writes have stopped and the last of them "
                "have come over, cutover migrate {} --types schema,full makes them.",
                printable(options.task_file)));
    }
    lines.prose("next:", fmt::format("cutover verify {}", printable(options.task_file)));
    fmt::print("{}", lines.text());
}

}  // namespace

ExitCode run_migrate(const Options& options, Log& log) {
    const TaskFile file = open_task(options, log);
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
                "{}",
                options.json
                    ? precheck_json(checks)
                    : checks_text(checks, options, wants_colour(options.color, STDOUT_FILENO)));
            log.write(LogLevel::error, "a check failed, so nothing was written");
            return exit_code_of(checks);
        }
        const MigrateRequest request = make_request(options, file.task, survey);
        MigrateReport report;
        {
            ShowMigrate observer(log, options, request, run);
            report =
                migrate(request, *servers.source, *servers.destination, run.evidence(), observer);
        }
        show(options, report, survey.plan);
        return ExitCode::yes;
    });
}

}  // namespace cutover
