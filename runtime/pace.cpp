#include "runtime/pace.hpp"

#include <algorithm>
#include <utility>

namespace cutover {

using std::chrono::steady_clock;

Pace::Pace(std::uint64_t rows_per_second, std::uint64_t bytes_per_second, Clock clock)
    : rows_per_second_(rows_per_second),
      bytes_per_second_(bytes_per_second),
      clock_(std::move(clock)),
      paid_until_(clock_.now()) {}

Pace::Seconds Pace::price(std::uint64_t rows, std::uint64_t bytes) const {
    const auto seconds = [](std::uint64_t amount, std::uint64_t rate) {
        return rate == 0 ? 0.0 : static_cast<double>(amount) / static_cast<double>(rate);
    };
    return Seconds(std::max(seconds(rows, rows_per_second_), seconds(bytes, bytes_per_second_)));
}

void Pace::spend(std::uint64_t rows, std::uint64_t bytes) {
    if (rows_per_second_ == 0 && bytes_per_second_ == 0) {
        return;
    }
    steady_clock::duration wait{};
    {
        const std::scoped_lock lock(mutex_);
        const steady_clock::time_point now = clock_.now();
        paid_until_ = std::max(paid_until_, now - std::chrono::seconds(1));
        paid_until_ += std::chrono::duration_cast<steady_clock::duration>(price(rows, bytes));
        wait = paid_until_ - now;
    }
    if (wait > steady_clock::duration::zero()) {
        clock_.sleep(std::chrono::ceil<std::chrono::milliseconds>(wait));
    }
}

}  // namespace cutover
