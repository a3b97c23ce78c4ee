#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace cutover {

/// Where a task's evidence is kept: what --state says, else .cutover/<task name> beside the file.
[[nodiscard]] std::filesystem::path state_folder(
    const std::string& given, const std::filesystem::path& task_file, const std::string& task);

/// A task's state folder, held by one run at a time, and by one verification beside it. Creates it
/// (mode 0700) where it is missing. The lock is the kernel's: it ends with the process, however
/// that ends.
class StateLock {
  public:
    /// `command` is for the message to the other one; "verify" and "merge" are the verification.
    /// Throws an Error with exit 3 where another run holds the folder (named with its process id)
    /// or where it cannot be made or written.
    StateLock(const std::filesystem::path& folder, const std::string& command);
    ~StateLock();
    StateLock(const StateLock&) = delete;
    StateLock& operator=(const StateLock&) = delete;

    /// What keeps this run from its work, for `cutover status`; "": nothing. Where it cannot be
    /// written it is not known there; the log has it, too. Not thread-safe.
    void say(const std::string& trouble);

  private:
    bool write(const std::string& trouble);

    int file_ = -1;
    std::string self_{};
};

/// A run that holds a state folder, as it calls itself: "cutover migrate (process 12)".
struct RunUnderWay {
    std::string name{};  ///< Empty: there is none.
    std::string trouble{};

    [[nodiscard]] bool is_of(std::string_view command) const {
        return name.rfind("cutover " + std::string(command) + " ", 0) == 0;
    }
};

/// That which holds the folder now. Runs on other machines, with folders of their own, are not
/// seen.
[[nodiscard]] RunUnderWay run_holding(const std::filesystem::path& folder);

/// The verification beside it.
[[nodiscard]] RunUnderWay verification_holding(const std::filesystem::path& folder);

}  // namespace cutover
