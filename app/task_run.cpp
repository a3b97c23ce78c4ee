#include "app/task_run.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>

#include "core/task_fingerprint.hpp"

namespace cutover {
namespace {

ServerOnRecord on_record(const ServerFacts& server) {
    return {
        .endpoint = server.endpoint,
        .version = server.version_text,
        .identity = server.identity,
        .tls_cipher = server.tls_cipher};
}

/// A shard's own: shards run side by side, and what one has found is not the task's verification.
std::filesystem::path state_of(const TaskFile& file, const Options& options) {
    std::filesystem::path folder = state_folder(options.state_folder, file.path, file.task.name);
    if (options.verify.shard && options.state_folder.empty()) {
        folder +=
            fmt::format(".shard-{}-of-{}", options.verify.shard->number, options.verify.shard->of);
    }
    return folder;
}

}  // namespace

std::string to_text(const MigrationTypes& types) {
    std::string text;
    for (const auto& [name, wanted] :
         {std::pair("schema", types.schema), std::pair("full", types.full),
          std::pair("incremental", types.incremental)}) {
        if (wanted) {
            text += (text.empty() ? "" : ", ") + std::string(name);
        }
    }
    return text;
}

TaskFile open_task(const Options& options, Log& log) {
    TaskFile file = read_task_file(options.task_file, options.overrides);
    if (options.migrate.types) {
        file.task.types = *options.migrate.types;
    }
    for (const std::string& warning : file.warnings) {
        log.warning(warning);
    }
    return file;
}

TaskRun::TaskRun(std::string command, const TaskFile& file, const Options& options)
    : command_(std::move(command)),
      task_(file.task),
      state_(state_of(file, options)),
      lock_(state_, command_),
      evidence_(state_, file.task.name, [] { return std::chrono::system_clock::now(); }) {}

void TaskRun::start(const ServerFacts& source, const ServerFacts& destination) {
    start(on_record(source), on_record(destination));
}

void TaskRun::start(const ServerOnRecord& source, const ServerOnRecord& destination) {
    evidence_.add(RunStarted{
        .command = command_,
        .cutover_version = CUTOVER_VERSION,
        .task = task_.name,
        .fingerprint = fingerprint(task_),
        .source = source,
        .destination = destination,
        .types = to_text(task_.types)});
    started_ = true;
}

ExitCode TaskRun::perform(const std::function<ExitCode()>& body) {
    try {
        const ExitCode code = body();
        end(code, "");
        return code;
    } catch (const Error& error) {
        end_after(error);
        throw;
    }
}

/// A disk that is full is often why the run failed, and then its end cannot be recorded either.
void TaskRun::end_after(const Error& failure) {
    try {
        end(failure.exit_code(), failure.what());
    } catch (const Error& error) {
        throw Error(
            Recovery::none, failure.exit_code(),
            std::string(failure.what()) + "\nand it could not be put on record: " + error.what());
    }
}

void TaskRun::end(ExitCode code, const std::string& message) {
    if (!started_) {
        return;
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began_;
    evidence_.add(RunEnded{
        .command = command_,
        .exit_code = static_cast<int>(code),
        .message = message,
        .seconds = taken.count()});
    evidence_.flush();
}

}  // namespace cutover
