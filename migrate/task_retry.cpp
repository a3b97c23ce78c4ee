#include "migrate/task_retry.hpp"

#include <algorithm>
#include <utility>

namespace cutover {

TaskRetry::TaskRetry(std::chrono::seconds window, Clock clock)
    : window_(window), clock_(std::move(clock)) {}

std::optional<std::chrono::milliseconds> TaskRetry::pause_after(
    const Error& error, std::uint64_t transactions) {
    if (error.recovery() != Recovery::retry_later && !is_transient(error.recovery())) {
        return std::nullopt;
    }
    const auto now = clock_.now();
    if (!first_failure_ || transactions > transactions_) {
        first_failure_ = now;
        pause_ = first_pause;
    }
    transactions_ = transactions;
    if (now - *first_failure_ + pause_ > window_) {
        return std::nullopt;
    }
    return std::exchange(pause_, std::min(pause_ * 2, longest_pause));
}

}  // namespace cutover
