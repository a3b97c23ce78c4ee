#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/error.hpp"
#include "runtime/clock.hpp"

namespace cutover {

/// How long an incremental task that has failed is begun again (`retry.task`), as a person would
/// who starts the program once more: after minutes, and only where a server has to be mended, not
/// where someone has to decide. A lost connection comes here when `retry.connection` is over.
///
/// The window begins with the first failure and anew whenever the task got on in between.
class TaskRetry {
  public:
    static constexpr std::chrono::milliseconds first_pause = std::chrono::seconds(5);
    static constexpr std::chrono::milliseconds longest_pause = std::chrono::minutes(5);

    TaskRetry(std::chrono::seconds window, Clock clock);

    /// How long to wait before the task is begun again; nothing: it stays failed. `transactions`:
    /// that were applied so far.
    [[nodiscard]] std::optional<std::chrono::milliseconds> pause_after(
        const Error& error, std::uint64_t transactions);

  private:
    std::chrono::seconds window_;
    Clock clock_;
    std::optional<std::chrono::steady_clock::time_point> first_failure_{};
    std::uint64_t transactions_ = 0;  ///< Applied when it failed last.
    std::chrono::milliseconds pause_ = first_pause;
};

}  // namespace cutover
