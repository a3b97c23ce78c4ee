#include "runtime/log_limits.hpp"

#include <utility>

namespace cutover {
namespace {

std::uint64_t bytes_between(const LogPlace& before, const LogPlace& now) {
    return before.file == now.file && now.offset > before.offset ? now.offset - before.offset : 0;
}

}  // namespace

LogLimits::LogLimits(const SideLimits& limits, LogPlace from)
    : limits_(limits), spent_up_to_(std::move(from)) {
    if (limits_.gate != nullptr && limits_.side == ReadsFrom::source) {
        reading_.emplace(*limits_.gate);
    }
}

void LogLimits::wait_for_calm() {
    if (limits_.gate != nullptr) {
        limits_.gate->pass();
    }
}

void LogLimits::spend(const LogPlace& place, std::uint64_t rows) {
    const std::uint64_t bytes = bytes_between(spent_up_to_, place);
    if (bytes > 0 || place.file != spent_up_to_.file) {
        spent_up_to_ = place;
    }
    if (limits_.pace != nullptr && (bytes > 0 || rows > 0)) {
        limits_.pace->spend(rows, bytes);
    }
}

}  // namespace cutover
