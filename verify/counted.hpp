#pragma once

#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace cutover {

/// "1 row", "2 rows".
[[nodiscard]] inline std::string counted(std::uint64_t count, const char* noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace cutover
