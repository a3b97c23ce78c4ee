#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/status_output.hpp"
#include "app/task_run.hpp"
#include "core/evidence_fold.hpp"
#include "mysql/mysql_database.hpp"
#include "runtime/evidence_reader.hpp"

namespace cutover {
namespace {

void read_progress(const Task& task, Status& status) {
    const auto destination = open_database(task.destination, SessionRole::writing);
    const auto store = destination->progress(task.name);
    status.progress = store->load();
    if (status.progress) {
        status.tables = store->load_tables();
        status.applied = store->applied();
    }
}

/// For the lag alone: a source that does not answer leaves it unknown.
void read_source_position(const Task& task, Status& status, Log& log) {
    if (!status.applied) {
        return;
    }
    try {
        status.source_position = open_database(task.source, SessionRole::read_only)->position();
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& error) {
        log.warning(fmt::format("the lag is not known: {}", error.what()));
    }
    status.now = std::chrono::duration_cast<std::chrono::seconds>(
                     std::chrono::system_clock::now().time_since_epoch())
                     .count();
}

}  // namespace

ExitCode run_status(const Options& options, Log& log) {
    const TaskFile file = open_task(options, log);
    Status status;
    status.task = file.task.name;
    status.task_file = options.task_file;
    status.evidence.chain = read_evidence(
        state_folder(options.state_folder, file.path, file.task.name), file.task.name,
        [&](const EvidenceRecord& record) { fold(status.evidence, record); });
    ExitCode code = ExitCode::yes;
    try {
        read_progress(file.task, status);
        read_source_position(file.task, status, log);
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& error) {
        status.destination_error = error.what();
        code = error.exit_code();
    }
    fmt::print("{}", options.json ? status_json(status) : status_text(status));
    return code;
}

}  // namespace cutover
