#pragma once

#include <chrono>
#include <cstdint>

namespace cutover {

/// As people are told of a time.
[[nodiscard]] inline std::int64_t whole_seconds(std::chrono::steady_clock::duration duration) {
    return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

}  // namespace cutover
