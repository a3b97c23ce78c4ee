#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "app/log.hpp"
#include "app/options.hpp"
#include "app/state_folder.hpp"
#include "app/survey.hpp"
#include "app/task_file.hpp"
#include "runtime/evidence_log.hpp"

namespace cutover {

/// The task file as the options name it, read and checked; its warnings are logged.
[[nodiscard]] TaskFile open_task(const Options& options, Log& log);

/// One run of a command on a task's state: holds its lock and puts the run's start and end on
/// record, also where it fails. Contacts no server. Not thread-safe, as its evidence is not.
class TaskRun {
  public:
    /// Throws an Error with exit 3 where another run holds the state, exit 2 where the state is
    /// another task's or a newer version's.
    TaskRun(std::string command, const TaskFile& file, const Options& options);

    /// To be called when both servers have answered; what came before is not on record.
    void start(const ServerFacts& source, const ServerFacts& destination);

    /// Of a command that contacts none: the servers that it speaks of.
    void start(const ServerOnRecord& source, const ServerOnRecord& destination);

    /// Runs the command's body; its exit code, or the error it throws, ends the run on record.
    ExitCode perform(const std::function<ExitCode()>& body);

    /// As StateLock::say().
    void say(const std::string& trouble) { lock_.say(trouble); }

    [[nodiscard]] EvidenceLog& evidence() { return evidence_; }

    [[nodiscard]] const std::filesystem::path& state() const { return state_; }

  private:
    void end(ExitCode code, const std::string& message);
    void end_after(const Error& failure);

    std::string command_;
    const Task& task_;
    std::filesystem::path state_;
    StateLock lock_;
    EvidenceLog evidence_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    bool started_ = false;
};

/// "schema, full".
[[nodiscard]] std::string to_text(const MigrationTypes& types);

}  // namespace cutover
