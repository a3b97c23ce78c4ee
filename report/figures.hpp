#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/timestamp.hpp"

/// Numbers as people read them, the same in every rendering.
namespace cutover {

/// "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

/// "1 table", "2 tables".
[[nodiscard]] std::string count_text(
    std::uint64_t number, std::string_view one, std::string_view several);
[[nodiscard]] std::string count_text(std::uint64_t number, std::string_view one);  ///< Adds an "s".

/// "999 bytes", "1.5 MiB"; powers of 1024.
[[nodiscard]] std::string size_text(std::uint64_t bytes);

/// "0.04 s", "12.3 s", "3 min 07 s", "2 h 05 min".
[[nodiscard]] std::string duration_text(double seconds);

/// The same, and "3 days" from two days on.
[[nodiscard]] std::string age_text(double seconds);

/// "2026-11-23 10:21:13 UTC".
[[nodiscard]] std::string time_text(std::chrono::system_clock::time_point at);

/// "a, b, c and 5 more": at most `limit` are named. Texts are taken as they are.
[[nodiscard]] std::string names_text(const std::vector<std::string>& texts, std::size_t limit = 3);

}  // namespace cutover
