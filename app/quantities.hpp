#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutover {

/// "90s", "720m", "24h", "7d" or "0"; nothing for any other text, and where it overflows.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// Bytes: "65536", "64K", "256M", "1G", in powers of 1024; nothing for any other text.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

/// For people, three significant digits: "9.8 MiB", "512 B".
[[nodiscard]] std::string show_bytes(std::uint64_t bytes);

/// For people: "0.4 s", "12 s", "3 min 05 s", "2 h 10 min".
[[nodiscard]] std::string show_seconds(double seconds);

}  // namespace cutover
