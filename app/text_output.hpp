#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/progress.hpp"
#include "core/task_plan.hpp"
#include "verify/verify.hpp"

namespace cutover {

/// Results for a terminal, about 80 columns wide; ANSI colours only where asked for. Names and
/// values are printable(), so they cannot move the cursor.
[[nodiscard]] std::string verify_text(const VerifyReport& report, bool colour);
[[nodiscard]] std::string plan_text(
    const Task& task, const TaskPlan& plan, const std::vector<DdlStatement>& statements);

/// The text in lines of at most 80 columns, each after the first begun with `indent` spaces; its
/// own line breaks are kept, and words are not split.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent);

}  // namespace cutover
