#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/task.hpp"

namespace cutover {

/// A task file that cannot be used; the text lists every complaint. Exit code 2.
class TaskFileError : public Error {
  public:
    TaskFileError(const std::string& what, std::vector<Complaint> complaints)
        : Error(Recovery::none, ExitCode::usage, what), complaints_(std::move(complaints)) {}

    [[nodiscard]] const std::vector<Complaint>& complaints() const noexcept { return complaints_; }

  private:
    std::vector<Complaint> complaints_;
};

struct TaskFile {
    std::filesystem::path path{};
    Task task{};
    std::vector<std::string> warnings{};  ///< One sentence each; no secrets.
};

/// Reads the file, applies the overrides ("/json/pointer=value"; the value as JSON where it is,
/// as a string where it is not) and validates. Relative paths in it are resolved against the
/// file's folder, "~/" against HOME. Throws TaskFileError with everything that is wrong at once.
[[nodiscard]] TaskFile read_task_file(
    const std::filesystem::path& path, const std::vector<std::string>& overrides);

/// The same for a text already read; `path` is for messages and for relative paths.
[[nodiscard]] TaskFile parse_task_file(
    std::string_view text,
    const std::filesystem::path& path,
    const std::vector<std::string>& overrides);

}  // namespace cutover
