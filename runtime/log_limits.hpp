#pragma once

#include <cstdint>
#include <optional>

#include "core/log_place.hpp"
#include "runtime/held_snapshot.hpp"
#include "runtime/load_gate.hpp"
#include "runtime/pace.hpp"

namespace cutover {

/// What holds back whoever reads from one server; null: nothing does.
struct SideLimits {
    Pace* pace = nullptr;
    LoadGate* gate = nullptr;
    ReadsFrom side = ReadsFrom::source;
};

/// Holds one reader of a server's binary log to the task's `limits`: bytes of the log cost what
/// bytes of rows do, and nothing is read on while others keep the source busy or the destination's
/// replicas are late. While it waits the server does, too: sessions that read a log may be idle for
/// a day. Not thread-safe; what it was given outlives it.
class LogLimits {
  public:
    /// The log is read from `from` on; no file: it costs nothing up to the first place of spend().
    explicit LogLimits(const SideLimits& limits, LogPlace from = {});

    /// Before the log is read on. Throws Interrupted while waiting, as does spend().
    void wait_for_calm();

    /// After it was read up to `place`, with so many rows that count besides. What a file begins
    /// with is little enough to be left out.
    void spend(const LogPlace& place, std::uint64_t rows = 0);

  private:
    SideLimits limits_;
    LogPlace spent_up_to_;
    std::optional<LoadGate::Reading> reading_{};  ///< Its session runs all the time.
};

}  // namespace cutover
