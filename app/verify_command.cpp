#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/quantities.hpp"
#include "app/repair_script.hpp"
#include "app/task_run.hpp"
#include "app/verify_output.hpp"
#include "core/source_log.hpp"
#include "core/timestamp.hpp"
#include "migrate/follower_note.hpp"
#include "mysql/source_log.hpp"
#include "report/figures.hpp"
#include "runtime/evidence_reader.hpp"
#include "verify/meeting.hpp"
#include "verify/verify.hpp"

namespace cutover {
namespace {

class ShowVerify final : public VerifyObserver {
  public:
    ShowVerify(Log& log, ProgressStyle style, const Clock& clock)
        : log_(log), progress_(log, style, clock) {}

    void begun(std::size_t tables, std::uint64_t estimated_rows) override {
        log_.info(
            fmt::format("comparing {}", tables == 1 ? "1 table" : grouped(tables) + " tables"));
        if (tables == 0) {
            return;
        }
        progress_.begin("comparing", {.estimated_rows = estimated_rows});
    }

    void chunk_compared(const ChunkHeadway& chunk) override {
        progress_.add_share(chunk.done);
        progress_.add(chunk.rows, chunk.bytes);
    }

    void all_chunks_compared(std::size_t tables_that_differ) override {
        progress_.finish();
        if (tables_that_differ > 0) {
            log_.info(fmt::format(
                "reading {} again for the rows that differ",
                tables_that_differ == 1 ? "1 table" : grouped(tables_that_differ) + " tables"));
        }
    }

    void table_compared(const TableComparison& table) override {
        log_.write(
            LogLevel::debug, fmt::format("{} {}", to_text(table.verdict), display(table.source)));
    }

    void noted(const std::string& sentence) override { log_.info(printable(sentence)); }

    void held(const std::string& why) override { progress_.hold(why); }

  private:
    Log& log_;
    Progress progress_;
};

EarlierVerifications earlier_verifications(const TaskRun& run, const Task& task) {
    EarlierReader earlier;
    (void)read_evidence(
        run.state(), task.name, [&](const EvidenceRecord& record) { earlier.take(record); });
    return std::move(earlier).result();
}

/// Where whoever follows the source now can be met, on whatever machine; null: nobody does.
std::unique_ptr<Rendezvous> meeting_point(
    const Task& task, Database& destination, const VerifyOptions& options) {
    auto rendezvous = destination.rendezvous(task.name);
    if (!rendezvous->state()) {
        return nullptr;  // never run, or this account is not shown it
    }
    const std::unique_ptr<ProgressStore> store = destination.progress(task.name);
    const bool is_patient =
        (options.shard && task.types.incremental) || is_follower_expected(*store);
    const auto patience = is_patient ? patience_for_follower : std::chrono::seconds(0);
    if (!is_followed(*rendezvous, real_clock(), patience)) {
        return nullptr;
    }
    const std::optional<TaskProgress> progress = store->load();
    if (!progress || progress->phase != Phase::following) {
        throw Error(
            Recovery::retry_later,
            fmt::format(
                "a run of task \"{}\" is at work and does not follow the source yet (it is {}); "
                "verify when cutover status says that it follows, or when it has ended",
                task.name, progress ? to_text(progress->phase) : "beginning"));
    }
    return rendezvous;
}

VerifyRequest make_request(const Options& options, const Task& task, Survey survey) {
    VerifyRequest request;
    request.task = task.types.incremental ? task.name : "";
    request.plan = std::move(survey.plan);
    request.source_catalog = std::move(survey.source_catalog);
    request.floats = task.floats;
    request.floats.mode = options.verify.float_mode.value_or(task.floats.mode);
    if (options.verify.float_mode == FloatRule::Mode::ulp) {
        request.floats.ulps = options.verify.float_ulps;
    }
    if (options.verify.shard && request.floats.mode == FloatRule::Mode::ulp) {
        throw Error(
            Recovery::none, ExitCode::usage,
            "--shard and the float rule ulp exclude each other: the digests that cutover merge "
            "adds up forgive no row\n  verify without --shard, or with --float exact or dts");
    }
    request.table_patterns = options.verify.tables;
    request.sample_percent = options.verify.sample_percent;
    request.slice = std::chrono::seconds(options.verify.slice_seconds);
    request.recheck =
        std::chrono::seconds(options.verify.recheck ? options.verify.patience_seconds : 0);
    request.shard = options.verify.shard;
    request.prefilter = options.verify.prefilter;
    request.max_discrepancies = options.verify.max_discrepancies;
    request.workers = options.verify.workers.value_or(task.limits.workers);
    request.rows_per_second = task.limits.rows_per_second;
    request.bytes_per_second = task.limits.bytes_per_second;
    request.max_source_threads_running = task.limits.max_source_threads_running;
    request.max_replica_lag = task.limits.max_replica_lag;
    request.run = to_rfc3339(std::chrono::system_clock::now());
    return request;
}

/// Why no log can say what has changed since; empty: both can.
std::string why_logs_say_too_little(
    const Task& task, const Servers& servers, const TaskPlan& plan) {
    std::vector<std::string> here;
    std::vector<std::string> there;
    for (const TablePlan& table : plan.tables) {
        here.push_back(table.source.database);
        there.push_back(table.destination.database);
    }
    const auto left_out = [](const char* side, const Endpoint& server, Database& database,
                             const std::vector<std::string>& names) {
        const std::string why =
            left_out_of(read_source_log(server, database.facts()), database.facts(), names);
        return why.empty() ? ""
                           : fmt::format("the {}'s log does not have all changes: {}", side, why);
    };
    const std::string source = left_out("source", task.source, *servers.source, here);
    return source.empty() ? left_out("destination", task.destination, *servers.destination, there)
                          : source;
}

/// What is not known to be unchanged is read. A log that leaves changes out stands still while rows
/// change, so that not even chunks that an unfinished verification compared at its place count.
void go_on_from(
    EarlierVerifications earlier,
    const Options& options,
    const std::string& why_not,
    VerifyRequest& request,
    Log& log) {
    if (why_not.empty()) {
        request.earlier = std::move(earlier.chunks);
        request.earlier_began = std::move(earlier.unfinished);
    } else if (!earlier.chunks.empty()) {
        log.warning(printable(why_not) + "; the verification that did not finish is begun anew");
    }
    if (!options.verify.since_last) {
        return;
    }
    if (!why_not.empty()) {
        log.warning(printable(why_not) + "; everything is read");
        return;
    }
    request.since = std::move(earlier.finished);
    if (!request.since) {
        log.warning(
            "no finished verification on record knows where both servers' logs stood (each has to "
            "keep one, and this account needs REPLICATION SLAVE on both): everything is read");
    }
}

}  // namespace

ExitCode run_verify(const Options& options, Log& log) {
    const TaskFile file = open_task(options, log);
    TaskRun run("verify", file, options);
    std::optional<RepairScript> repair;
    if (!options.verify.repair_sql.empty()) {
        repair.emplace(options.verify.repair_sql);
    }
    return run.perform([&] {
        Servers servers = open_servers(file.task, SessionRole::read_only);
        run.start(servers.source->facts(), servers.destination->facts());
        const auto rendezvous = meeting_point(file.task, *servers.destination, options.verify);
        Survey survey = survey_source(file.task, servers);
        run.evidence().add(scope_of(file.task, survey));
        VerifyRequest request = make_request(options, file.task, std::move(survey));
        go_on_from(
            earlier_verifications(run, file.task), options,
            why_logs_say_too_little(file.task, servers, request.plan), request, log);
        request.folder = run.state();
        request.rendezvous = rendezvous.get();
        const auto gathering = servers.destination->gathering(file.task.name);
        request.gathering = gathering.get();
        request.look_again = [&] {
            Survey now = survey_source(file.task, servers);
            return SourceGround{std::move(now.plan), std::move(now.source_catalog)};
        };
        if (repair) {
            request.repair = &*repair;
        }
        VerifyReport report;
        {
            ShowVerify observer(log, options.progress, request.clock);
            report =
                verify(request, *servers.source, *servers.destination, run.evidence(), observer);
        }
        if (repair) {
            const std::uint64_t statements = repair->finish();
            log.info(fmt::format(
                "wrote {} to {}; read before you run it",
                statements == 1 ? "1 statement" : grouped(statements) + " statements",
                printable(options.verify.repair_sql)));
        }
        print_verification(
            options, report, servers.source->facts().endpoint,
            servers.destination->facts().endpoint);
        return report.exit_code();
    });
}

}  // namespace cutover
