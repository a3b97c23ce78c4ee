#include "runtime/clock.hpp"

#include <algorithm>
#include <thread>

#include "runtime/interrupt.hpp"

namespace cutover {
namespace {

void interruptible_sleep(std::chrono::milliseconds duration) {
    constexpr std::chrono::milliseconds slice{50};
    const auto end = std::chrono::steady_clock::now() + duration;
    throw_if_interrupted();
    for (auto now = std::chrono::steady_clock::now(); now < end;
         now = std::chrono::steady_clock::now()) {
        std::this_thread::sleep_for(
            std::min<std::chrono::steady_clock::duration>(end - now, slice));
        throw_if_interrupted();
    }
}

}  // namespace

Clock real_clock() {
    return {[] { return std::chrono::steady_clock::now(); }, interruptible_sleep};
}

}  // namespace cutover
