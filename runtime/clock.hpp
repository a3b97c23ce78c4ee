#pragma once

#include <chrono>
#include <functional>

namespace cutover {

/// Time as an injected value, so that tests of waiting do not wait. Both members are always set
/// and may be called from any thread.
struct Clock {
    std::function<std::chrono::steady_clock::time_point()> now{};

    /// Of real_clock(): throws Interrupted as soon as SIGINT or SIGTERM arrives.
    std::function<void(std::chrono::milliseconds)> sleep{};
};

[[nodiscard]] Clock real_clock();

}  // namespace cutover
