#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cutover::test {

/// Output and exit code of a program run to its end.
struct ProgramRun {
    int exit_code = -1;
    std::string out{};
    std::string err{};
};

/// Runs a program with `input` on its stdin and KEY=VALUE additions to its environment.
ProgramRun run_program(
    const std::vector<std::string>& arguments,
    const std::string& input = {},
    const std::vector<std::string>& environment = {});

/// The built `cutover` with these arguments.
ProgramRun run_cutover(std::vector<std::string> arguments);

/// A folder of the test's own, removed with this object.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Writes a file into it; returns its path.
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const;

  private:
    std::filesystem::path path_;
};

}  // namespace cutover::test
