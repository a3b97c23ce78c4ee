#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/task_run.hpp"
#include "report/render_checks.hpp"

namespace cutover {
namespace {

/// A server that did not answer, and what that means for the caller.
struct Contact {
    std::string source_error{};
    std::string destination_error{};
    ExitCode code = ExitCode::yes;

    [[nodiscard]] bool failed() const { return code != ExitCode::yes; }
};

void try_to_reach(Database& server, std::string& error_text, ExitCode& code) {
    try {
        (void)server.facts();
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& error) {
        error_text = error.what();
        code = code == ExitCode::yes ? error.exit_code() : code;
    }
}

Contact reach(Servers& servers) {
    Contact contact;
    try_to_reach(*servers.source, contact.source_error, contact.code);
    try_to_reach(*servers.destination, contact.destination_error, contact.code);
    return contact;
}

void show(const Options& options, const std::vector<CheckResult>& checks) {
    fmt::print(
        "{}", options.json ? precheck_json(checks)
                           : render_checks(checks, wants_colour(options.color, STDOUT_FILENO)));
}

}  // namespace

ExitCode run_precheck(const Options& options, Log& log) {
    const TaskFile file = open_task(options, log);
    TaskRun run("precheck", file, options);
    return run.perform([&] {
        Servers servers = open_servers(file.task, SessionRole::writing);
        const Contact contact = reach(servers);
        if (contact.failed()) {
            show(options, reachability(contact.source_error, contact.destination_error));
            return contact.code;
        }
        run.start(servers.source->facts(), servers.destination->facts());
        const Survey survey = survey_both(file.task, servers);
        const std::vector<CheckResult> checks = check(file.task, survey);
        run.evidence().add(scope_of(file.task, survey));
        run.evidence().add(ChecksMade{checks});
        show(options, checks);
        return blocks(checks) ? ExitCode::no : ExitCode::yes;
    });
}

}  // namespace cutover
