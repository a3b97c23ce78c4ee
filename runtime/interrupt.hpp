#pragma once

namespace cutover {

/// While it lives, the first SIGINT or SIGTERM asks the work to stop at its next safe point
/// (between blocks and chunks); the second ends the process at once with exit code 5, which is
/// as safe as SIGKILL: progress commits together with the rows it speaks of.
/// One at a time, in main; the handlers before it are restored at its end.
class InterruptSignals {
  public:
    InterruptSignals();
    ~InterruptSignals();
    InterruptSignals(const InterruptSignals&) = delete;
    InterruptSignals& operator=(const InterruptSignals&) = delete;
};

/// From any thread.
[[nodiscard]] bool interrupt_requested() noexcept;

/// Throws Interrupted once a signal has arrived.
void throw_if_interrupted();

}  // namespace cutover
