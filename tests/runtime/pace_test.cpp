#include "runtime/pace.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.hpp"

namespace cutover::pace_test {
namespace {

using std::chrono::milliseconds;

struct PaceCase {
    const char* name;
    std::uint64_t rows_per_second;
    std::uint64_t bytes_per_second;
    milliseconds expected;  ///< For ten blocks of 100 rows and 1,000 bytes.
};

const PaceCase pace_cases[] = {
    {"no limit", 0, 0, milliseconds(0)},
    {"rows", 100, 0, milliseconds(10'000)},
    {"bytes", 0, 10'000, milliseconds(1'000)},
    {"the slower of both", 100, 10'000, milliseconds(10'000)},
};

TEST(Pace, HoldsWorkToTheRate) {
    for (const PaceCase& test : pace_cases) {
        SCOPED_TRACE(test.name);
        test::ManualClock time;
        Pace pace(test.rows_per_second, test.bytes_per_second, time.clock());
        for (int block = 0; block < 10; ++block) {
            pace.spend(100, 1'000);
        }
        EXPECT_EQ(time.slept, test.expected);
    }
}

TEST(Pace, AnIdleHourIsNotSavedUp) {
    test::ManualClock time;
    Pace pace(100, 0, time.clock());
    time.now += std::chrono::hours(1);
    pace.spend(1'000, 0);
    EXPECT_EQ(time.slept, milliseconds(9'000));
}

}  // namespace
}  // namespace cutover::pace_test
