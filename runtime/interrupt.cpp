#include "runtime/interrupt.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>

#include <unistd.h>

#include "core/error.hpp"

namespace cutover {
namespace {

// A signal handler can reach nothing but lock-free globals.
std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free);

constexpr std::array<int, 2> signals{SIGINT, SIGTERM};
std::array<struct sigaction, signals.size()> previous{};

extern "C" void on_signal(int /*number*/) {
    if (requested.exchange(true)) {
        _exit(static_cast<int>(ExitCode::interrupted));
    }
}

}  // namespace

InterruptSignals::InterruptSignals() {
    requested = false;

    struct sigaction action {};

    action.sa_handler = on_signal;
    // The client library's reads go on after the first signal: a chunk ends in its own way.
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < signals.size(); ++i) {
        sigaction(signals.at(i), &action, &previous.at(i));
    }
}

InterruptSignals::~InterruptSignals() {
    for (std::size_t i = 0; i < signals.size(); ++i) {
        sigaction(signals.at(i), &previous.at(i), nullptr);
    }
    requested = false;
}

bool interrupt_requested() noexcept {
    return requested.load(std::memory_order_relaxed);
}

void throw_if_interrupted() {
    if (interrupt_requested()) {
        throw Interrupted();
    }
}

}  // namespace cutover
