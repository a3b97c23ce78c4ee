#pragma once

#include <cstdint>

#include "core/log_place.hpp"
#include "migrate/migration.hpp"
#include "runtime/log_limits.hpp"

namespace cutover {

/// The task's `limits` on following: so many row changes and bytes of the log a second, and no
/// reading while others keep the source busy or the destination's replicas are late. Waiting throws
/// Interrupted on a signal.
class FollowLimits {
  public:
    explicit FollowLimits(Migration& migration);

    /// Before the log is read on.
    void wait_for_calm() { log_.wait_for_calm(); }

    /// After so many row changes were given on, a place behind them.
    void spend(std::uint64_t rows, const LogPlace& place) { log_.spend(place, rows); }

  private:
    Pace pace_;
    LoadGate gate_;
    LogLimits log_;
};

}  // namespace cutover
