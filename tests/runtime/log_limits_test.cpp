#include "runtime/log_limits.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.hpp"

namespace cutover::log_limits_test {
namespace {

using std::chrono::seconds;

LogPlace at(const std::string& file, std::uint64_t offset) {
    return {.file = file, .offset = offset};
}

TEST(LogLimits, BytesOfEachFileArePaidFor) {
    test::ManualClock time;
    Pace pace(0, 1'000, time.clock());
    LogLimits log({.pace = &pace}, at("log.1", 4));
    log.spend(at("log.1", 4));  // within a transaction: its place is where it began
    EXPECT_EQ(time.slept, seconds(0));
    log.spend(at("log.1", 5'004));
    EXPECT_EQ(time.slept, seconds(5));
    log.spend(at("log.2", 300));
    log.spend(at("log.2", 2'300));
    log.spend(at("log.2", 2'300));
    EXPECT_EQ(time.slept, seconds(7));
    log.wait_for_calm();
    EXPECT_EQ(time.slept, seconds(7));
}

TEST(LogLimits, RowsOfTheSameServerArePaidForBesides) {
    test::ManualClock time;
    Pace pace(100, 1'000, time.clock());
    LogLimits log({.pace = &pace}, at("log.1", 4));
    pace.spend(300, 0);
    log.spend(at("log.1", 2'004));
    log.spend(at("log.1", 2'004), 200);
    EXPECT_EQ(time.slept, seconds(7));
}

TEST(LogLimits, WithoutLimitsNothingIsWaitedFor) {
    LogLimits log({}, at("log.1", 4));
    log.wait_for_calm();
    log.spend(at("log.1", std::uint64_t{1} << 40U), 1'000'000);
}

/// On the source its own session is none of those that it waits for.
TEST(LogLimits, WaitsForABusySourceAndIsNotWaitedFor) {
    test::ManualClock time;
    std::uint64_t running = 3;
    LoadGate gate(
        {.looks = {[&](std::uint64_t readers) {
             return running-- > readers ? std::string("it is busy") : std::string();
         }},
         .clock = time.clock()});
    LogLimits destination({.gate = &gate, .side = ReadsFrom::destination});
    LogLimits source({.gate = &gate});
    source.wait_for_calm();
    EXPECT_EQ(running, 0U) << "it was looked at until it had come down to one";
    EXPECT_GE(time.slept, seconds(2));
}

}  // namespace
}  // namespace cutover::log_limits_test
