#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cutover {

/// Where time comes from; injected, so that tests and reports are reproducible.
using WallClock = std::function<std::chrono::system_clock::time_point()>;

/// RFC 3339 in UTC with milliseconds: "2026-11-23T10:21:13.042Z". Years 1678 to 2261.
[[nodiscard]] std::string to_rfc3339(std::chrono::system_clock::time_point at);

/// Reads exactly what to_rfc3339() writes; nothing for any other text.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parse_rfc3339(
    std::string_view text);

}  // namespace cutover
