#pragma once

#include <future>

namespace cutover {

/// Runs both, the second on a thread of its own (microseconds), and returns when both have ended;
/// the first one's failure comes first.
template<typename First, typename Second>
void at_the_same_time(const First& first, const Second& second) {
    std::future<void> other = std::async(std::launch::async, second);
    try {
        first();
    } catch (...) {
        other.wait();
        throw;
    }
    other.get();
}

}  // namespace cutover
