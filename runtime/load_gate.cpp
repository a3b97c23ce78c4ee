#include "runtime/load_gate.hpp"

#include <algorithm>
#include <utility>

#include "runtime/interrupt.hpp"

namespace cutover {
namespace {

constexpr std::chrono::seconds between_looks{1};
constexpr std::chrono::milliseconds nap{250};

}  // namespace

LoadGate::LoadGate(Options options) : options_(std::move(options)) {
    auto& looks = options_.looks;
    looks.erase(std::remove(looks.begin(), looks.end(), nullptr), looks.end());
}

void LoadGate::pass() {
    if (options_.looks.empty()) {
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

void LoadGate::look() {
    const std::string why = first_reason_to_wait(options_.looks, readers_.load());
    next_look_ = options_.clock.now() + between_looks;
    const bool was_closed = std::exchange(closed_, !why.empty());
    if ((closed_ || was_closed) && options_.report) {
        options_.report(why);
    }
}

}  // namespace cutover
