#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/survey.hpp"
#include "app/task_run.hpp"
#include "app/terminal_lines.hpp"
#include "core/names.hpp"
#include "core/task_fingerprint.hpp"
#include "migrate/decided_statement.hpp"

namespace cutover {
namespace {

struct Resolution {
    std::optional<AwaitedDecision> awaited{};
    std::string decision{};  ///< "done", "skipped"; empty: none was asked for.
};

std::string as_text(const Options& options, const Resolution& resolution) {
    TerminalLines lines(8, wants_colour(options.color, STDOUT_FILENO));
    if (!resolution.awaited) {
        lines.prose("NOTHING", "waits for a decision.");
        return lines.text();
    }
    const AwaitedDecision& awaited = *resolution.awaited;
    if (resolution.decision.empty()) {
        lines.prose("WAITS", printable(awaited.why));
        lines.prose("at:", printable(awaited.place));
        lines.prose("SQL:", printable(awaited.sql));
        lines.prose(
            "next:", fmt::format(
                         "make the change on the destination by hand, then cutover resolve {0} "
                         "--done REASON; or, where it is not needed there, cutover resolve {0} "
                         "--skip REASON",
                         printable(options.task_file)));
        return lines.text();
    }
    lines.prose(
        "DECIDED", fmt::format(
                       "{}: \"{}\" before {}", resolution.decision, printable(awaited.sql),
                       printable(awaited.place)));
    lines.prose("next:", fmt::format("cutover migrate {}", printable(options.task_file)));
    return lines.text();
}

std::string as_json(const Resolution& resolution) {
    using Json = nlohmann::ordered_json;
    Json json = {{"outcome", "nothing"}};
    if (resolution.awaited) {
        const bool waits = resolution.decision.empty();
        json = Json{
            {"outcome", waits ? "waits" : "decided"},
            {"decision", waits ? Json(nullptr) : Json(resolution.decision)},
            {"place", resolution.awaited->place},
            {"sql", resolution.awaited->sql},
            {"why", resolution.awaited->why}};
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// The destination has the task; a run of it that is at work is not disturbed.
Resolution resolve(const Options& options, const Task& task, Servers& servers, TaskRun& run) {
    const auto progress = servers.destination->progress(task.name);
    Resolution resolution{.awaited = awaited_decision(*progress)};
    const std::string& reason =
        options.resolve.done.empty() ? options.resolve.skip : options.resolve.done;
    const std::optional<TaskProgress> recorded = progress->load();
    if (!resolution.awaited || !recorded || reason.empty()) {
        return resolution;
    }
    resolution.decision = options.resolve.done.empty() ? "skipped" : "done";
    progress->claim(fingerprint(task), recorded->source_identity);
    const StatementDecided decided{
        .place = resolution.awaited->place,
        .sql = resolution.awaited->sql,
        .decision = resolution.decision,
        .reason = reason};
    run.evidence().add(decided);
    run.evidence().flush();
    keep_decision(*progress, decided);
    return resolution;
}

}  // namespace

ExitCode run_resolve(const Options& options, Log& log) {
    const TaskFile file = open_task(options, log);
    TaskRun run("resolve", file, options);
    return run.perform([&] {
        Servers servers = open_servers(file.task, SessionRole::writing);
        run.start(servers.source->facts(), servers.destination->facts());
        const Resolution resolution = resolve(options, file.task, servers, run);
        fmt::print("{}", options.json ? as_json(resolution) : as_text(options, resolution));
        return resolution.awaited && resolution.decision.empty() ? ExitCode::incomplete
                                                                 : ExitCode::yes;
    });
}

}  // namespace cutover
