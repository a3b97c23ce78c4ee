#pragma once

#include <string>
#include <vector>

#include "core/check.hpp"

namespace cutover {

/// The checks for a terminal, at most 80 columns. Severity rises to the last lines, where the eye
/// is when the command ends: what the task ignores with its reason, warnings, what failed with its
/// fix, and the verdict. ANSI colours only where asked for. Only statements to paste (lines that
/// end in ";") are never broken, however long. All text is shown by printable(), so a name from a
/// server cannot move the cursor.
[[nodiscard]] std::string render_checks(const std::vector<CheckResult>& results, bool colour);

}  // namespace cutover
