#pragma once

#include <chrono>
#include <thread>

namespace cutover::test {

/// Asks again and again whether it is so; false: not within `patience`, of which a machine that has
/// much else to do gets plenty.
template<typename Condition>
[[nodiscard]] bool comes_true(
    const Condition& condition, std::chrono::seconds patience = std::chrono::seconds(60)) {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const bool is_last = std::chrono::steady_clock::now() > end;
        if (condition()) {
            return true;
        }
        if (is_last) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

}  // namespace cutover::test
