#pragma once

#include <string>

#include "selftest/tally.hpp"

namespace cutover {

struct SelftestTextOptions {
    bool colour = false;
    bool peers = false;  ///< They were asked.
};

/// A selftest for a terminal of 80 columns: a line for each family of kinds, what was not possible
/// on these servers, equal data, what went wrong, and the verdict last.
[[nodiscard]] std::string selftest_text(
    const SelftestReport& report, const SelftestTextOptions& options);

/// The JSON document of docs/formats.md, one line feed at the end.
[[nodiscard]] std::string selftest_json(const SelftestReport& report);

}  // namespace cutover
