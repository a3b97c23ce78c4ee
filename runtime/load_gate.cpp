#include "runtime/load_gate.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "runtime/interrupt.hpp"

namespace cutover {
namespace {

constexpr std::chrono::seconds between_looks{1};
constexpr std::chrono::milliseconds nap{250};

}  // namespace

LoadGate::LoadGate(Options options) : options_(std::move(options)) {}

void LoadGate::pass() {
    if (options_.limit == 0) {
        return;
    }
    for (;;) {
        {
            const std::scoped_lock lock(mutex_);
            if (options_.clock.now() >= next_look_) {
                look();
            }
            if (!closed_) {
                return;
            }
        }
        options_.clock.sleep(nap);
    }
}

/// A question that fails opens the gate: load is a reason to wait, never to fail.
void LoadGate::look() {
    ServerLoad load{.limit = options_.limit};
    try {
        const std::uint64_t running = options_.threads_running();
        load.threads_running = running - std::min(running, readers_.load());
    } catch (const Interrupted&) {
        throw;
    } catch (const Error&) {
        load.threads_running = 0;
    }
    next_look_ = options_.clock.now() + between_looks;
    load.too_high = load.threads_running > load.limit;
    const bool was_closed = std::exchange(closed_, load.too_high);
    if ((closed_ || was_closed) && options_.report) {
        options_.report(load);
    }
}

}  // namespace cutover
