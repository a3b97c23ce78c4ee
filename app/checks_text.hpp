#pragma once

#include <string>
#include <vector>

#include "app/options.hpp"
#include "core/check.hpp"

namespace cutover {

/// The prechecks for a terminal, with the step that comes next.
[[nodiscard]] std::string checks_text(
    const std::vector<CheckResult>& checks, const Options& options, bool colour);

}  // namespace cutover
