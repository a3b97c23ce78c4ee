#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace cutover::test {

/// The built `cutover`, started and not waited for; killed at the end of this object's life. Its
/// output goes to a file.
class CutoverProcess {
  public:
    /// `environment`: KEY=VALUE, over what this process has.
    CutoverProcess(
        std::vector<std::string> arguments,
        std::string output_file,
        std::vector<std::string> environment = {});
    ~CutoverProcess();
    CutoverProcess(const CutoverProcess&) = delete;
    CutoverProcess& operator=(const CutoverProcess&) = delete;

    void signal(int number) const;

    /// True once it has ended by itself or by a signal.
    [[nodiscard]] bool has_ended();

    /// Its exit code, 128 + signal where one ended it; 124 where it still runs after `patience`.
    int wait(std::chrono::seconds patience = std::chrono::seconds(120));

    /// The most memory that it held at once; once it has ended. Or what this process held when it
    /// began, where that is more: the kernel counts it as the child's until it executes.
    [[nodiscard]] std::uint64_t peak_bytes() const { return peak_bytes_; }

    /// Waits until these words are among what it has written; false: it ended, or takes too long.
    bool writes(const std::string& words, std::chrono::seconds patience = std::chrono::seconds(60));

    /// "process 4711", as others are told of it.
    [[nodiscard]] std::string name() const { return "process " + std::to_string(process_); }

    /// What it has written so far.
    [[nodiscard]] std::string output() const;

  private:
    std::string output_file_;
    pid_t process_;
    int status_ = 0;
    std::uint64_t peak_bytes_ = 0;
};

}  // namespace cutover::test
