#include "runtime/interrupt.hpp"

#include <csignal>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "runtime/clock.hpp"

namespace cutover::interrupt_test {
namespace {

TEST(Interrupt, FirstSignalIsAFlagThatEndsWaiting) {
    for (const int number : {SIGINT, SIGTERM}) {
        SCOPED_TRACE(number);
        const InterruptSignals signals;
        EXPECT_FALSE(interrupt_requested());
        EXPECT_NO_THROW(throw_if_interrupted());
        std::raise(number);
        EXPECT_TRUE(interrupt_requested());
        EXPECT_THROW(throw_if_interrupted(), Interrupted);
        EXPECT_THROW(real_clock().sleep(std::chrono::hours(1)), Interrupted);
    }
    EXPECT_FALSE(interrupt_requested());
}

TEST(InterruptDeathTest, SecondSignalEndsTheProcessWithTheContractsCode) {
    EXPECT_EXIT(
        {
            const InterruptSignals signals;
            std::raise(SIGTERM);
            std::raise(SIGINT);
        },
        testing::ExitedWithCode(5), "");
}

}  // namespace
}  // namespace cutover::interrupt_test
