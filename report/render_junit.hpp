#pragma once

#include <string>

#include "report/certificate.hpp"

namespace cutover {

/// JUnit's XML for continuous integration: a test case for each criterion, check, table and
/// object. What is not met or unknown is a failure, what was waived or ignored is skipped.
[[nodiscard]] std::string render_junit(const Certificate& certificate);

}  // namespace cutover
