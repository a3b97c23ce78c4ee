/// Any bytes as a user's task file, and its first line as an override.
#include "app/task_file.hpp"

#include <string>
#include <vector>

#include "core/utf8.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {
namespace {

void parse(std::string_view text, const std::vector<std::string>& overrides) {
    try {
        const TaskFile file = parse_task_file(text, "/nowhere/task.json", overrides);
        require(!file.task.name.empty(), "a task without a name");
        require(
            file.task.types.schema || file.task.types.full || file.task.types.incremental,
            "a task that does nothing");
    } catch (const TaskFileError& error) {
        require(!error.complaints().empty(), "refused without a complaint");
        require(error.exit_code() == ExitCode::usage, "not the exit code of bad input");
        for (const Complaint& complaint : error.complaints()) {
            require(!complaint.message.empty(), "a complaint that says nothing");
        }
    }
}

}  // namespace

void task_file(std::string_view bytes) {
    parse(bytes, {});
    const std::size_t line = bytes.find('\n');
    if (line != std::string_view::npos) {
        parse(bytes.substr(line + 1), {std::string(bytes.substr(0, line))});
    }
}

}  // namespace cutover::fuzz
