#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/quantities.hpp"
#include "app/selftest_text.hpp"
#include "app/survey.hpp"
#include "app/task_file.hpp"
#include "core/names.hpp"
#include "mysql/statement_runner.hpp"
#include "report/figures.hpp"
#include "selftest/selftest.hpp"
#include "verify/verify.hpp"

namespace cutover {
namespace {

class ShowSelftest final : public SelftestObserver {
  public:
    ShowSelftest(Log& log, std::uint64_t rounds) : log_(log), rounds_(rounds) {}

    void filled() override { log_.info("seeding differences, one at a time"); }

    void round_done(std::uint64_t round, const SelftestReport& so_far) override {
        log_.info(fmt::format(
            "round {} of {}: {} of {} found, {} false alarms", round, rounds_,
            grouped(so_far.located()), grouped(so_far.tried()), grouped(so_far.false_alarms())));
    }

  private:
    Log& log_;
    std::uint64_t rounds_;
};

/// Of a task file only the servers count, and a file may have no more.
TaskFile read_servers(const Options& options, Log& log) {
    std::vector<std::string> overrides = options.overrides;
    for (const char* const filled_in :
         {"/name=\"selftest\"", "/types=[\"full\"]", "/objects={\"selftest\": {}}"}) {
        overrides.emplace_back(filled_in);
    }
    TaskFile file = read_task_file(options.task_file, overrides);
    for (const std::string& warning : file.warnings) {
        log.warning(warning);
    }
    return file;
}

/// A misspelt pattern must not look like kinds that were all found.
void refuse_patterns_without_kinds(const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) {
        if (std::none_of(seed_kinds().begin(), seed_kinds().end(), [&](const SeedKind& kind) {
                return matches(pattern, kind);
            })) {
            throw Error(
                Recovery::none, ExitCode::usage,
                "no kind of difference matches \"" + printable(pattern) +
                    "\"\n  --kinds takes globs on families and kinds, e.g. --kinds 'text,*ulp*'; "
                    "--json lists them all");
        }
    }
}

std::uint64_t any_number() {
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
}

SelftestRequest make_request(const SelftestOptions& options) {
    return {
        .databases = fmt::format("cutover_selftest_{:08x}", any_number() >> 32U),
        .kinds = options.kinds,
        .rounds = options.rounds,
        .equal_runs = options.equal_runs,
        .seed = options.seed.value_or(any_number()),
        .peers = options.peers,
        .keep = options.keep};
}

}  // namespace

ExitCode run_selftest(const Options& options, Log& log) {
    refuse_patterns_without_kinds(options.selftest.kinds);
    const TaskFile file = read_servers(options, log);
    const Task& task = file.task;
    const Servers servers = open_servers(task, SessionRole::read_only);
    const SelftestRequest request = make_request(options.selftest);
    log.info(fmt::format(
        "making databases {0}_... on {1} and {2}", request.databases, display(task.source),
        display(task.destination)));
    ShowSelftest observer(log, request.rounds);
    try {
        const SelftestReport report = selftest(
            request,
            {.source = *servers.source,
             .destination = *servers.destination,
             .write_source = [&] { return open_statement_runner(task.source); },
             .write_destination = [&] { return open_statement_runner(task.destination); }},
            verify, observer);
        fmt::print(
            "{}", options.json ? selftest_json(report)
                               : selftest_text(
                                     report, {.colour = wants_colour(options.color, STDOUT_FILENO),
                                              .peers = options.selftest.peers}));
        return report.exit_code();
    } catch (const Interrupted&) {
        throw Error(
            Recovery::none, ExitCode::interrupted,
            "interrupted; the databases of the selftest are dropped");
    }
}

}  // namespace cutover
