#include "app/checks_text.hpp"

#include <fmt/format.h>

#include "app/terminal_lines.hpp"
#include "core/names.hpp"
#include "migrate/precheck.hpp"
#include "report/render_checks.hpp"

namespace cutover {

std::string checks_text(
    const std::vector<CheckResult>& checks, const Options& options, bool colour) {
    constexpr std::size_t label_columns = 8;  // as render_checks() has it
    const std::string file = printable(options.task_file);
    TerminalLines next(label_columns, false);
    next.prose(
        "next:",
        blocks(checks)
            ? fmt::format(
                  "mend what failed, or accept it with a reason under \"ignore_checks\" in "
                  "the task file; then cutover {} {}",
                  options.command == Command::migrate ? "migrate" : "precheck", file)
            : fmt::format("cutover migrate {}", file));
    return render_checks(checks, colour) + next.text();
}

}  // namespace cutover
