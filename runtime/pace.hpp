#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

#include "runtime/clock.hpp"

namespace cutover {

/// Holds workers to so many rows and bytes a second together (`limits.rows_per_second`,
/// `limits.bytes_per_second`; 0: no limit). Work is paid for after it was done, so one block may
/// exceed the rate and the next waits it off; unused time is saved for at most one second.
/// Thread-safe.
class Pace {
  public:
    Pace(std::uint64_t rows_per_second, std::uint64_t bytes_per_second, Clock clock);

    /// Returns when what was spent so far fits the rate. Throws Interrupted while waiting.
    void spend(std::uint64_t rows, std::uint64_t bytes);

  private:
    using Seconds = std::chrono::duration<double>;

    [[nodiscard]] Seconds price(std::uint64_t rows, std::uint64_t bytes) const;

    std::uint64_t rows_per_second_;
    std::uint64_t bytes_per_second_;
    Clock clock_;
    std::mutex mutex_{};
    std::chrono::steady_clock::time_point paid_until_;
};

}  // namespace cutover
