#include <algorithm>
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
    }
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
