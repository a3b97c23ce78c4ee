#pragma once

#include <chrono>

#include "runtime/clock.hpp"

namespace cutover::test {

/// Time that passes only when somebody sleeps. Not thread-safe.
struct ManualClock {
    std::chrono::steady_clock::time_point now{};
    std::chrono::milliseconds slept{0};
    int sleeps = 0;

    [[nodiscard]] Clock clock() {
        return {
            [this] { return now; },
            [this](std::chrono::milliseconds duration) {
                now += duration;
                slept += duration;
                ++sleeps;
            }};
    }
};

}  // namespace cutover::test
