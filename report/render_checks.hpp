#pragma once

#include <string>
#include <vector>

#include "core/check.hpp"

namespace cutover {

/// The checks for a terminal, at most 80 columns: what failed first, with its fix, then warnings,
/// what the task ignores with its reason, and one line that counts. ANSI colours only where asked
/// for. Only statements to paste (lines that end in ";") are never broken, however long. All text
/// is shown by printable(), so a name from a server cannot move the cursor.
[[nodiscard]] std::string render_checks(const std::vector<CheckResult>& results, bool colour);

}  // namespace cutover
