#include "migrate/task_retry.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.hpp"

namespace cutover::test::task_retry_test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Error full_disk(Recovery::retry_later, "the disk is full");

TEST(TaskRetry, BeginsAgainOnlyWhatNobodyHasToDecide) {
    ManualClock time;
    const auto pauses = [&](Recovery recovery) {
        return TaskRetry(minutes(10), time.clock()).pause_after(Error(recovery, "failed"), 0);
    };
    EXPECT_EQ(pauses(Recovery::retry_later), seconds(5));
    EXPECT_EQ(pauses(Recovery::retry_session), seconds(5));
    EXPECT_EQ(pauses(Recovery::none), std::nullopt);
}

TEST(TaskRetry, WaitsLongerEachTimeUntilItsWindowIsOver) {
    ManualClock time;
    TaskRetry retry(minutes(60), time.clock());
    int tries = 0;
    std::chrono::milliseconds longest{0};
    while (const auto pause = retry.pause_after(full_disk, 7)) {
        longest = std::max(longest, *pause);
        time.clock().sleep(*pause);
        ++tries;
    }
    EXPECT_EQ(longest, minutes(5));
    EXPECT_EQ(tries, 16);  // 5 s to 160 s are 315 s, and ten times 300 s
    EXPECT_GT(time.slept, minutes(54));
    EXPECT_LE(time.slept, minutes(60));
}

TEST(TaskRetry, BeginsItsWindowAnewWhereTheTaskGotOn) {
    ManualClock time;
    TaskRetry retry(seconds(20), time.clock());
    EXPECT_EQ(retry.pause_after(full_disk, 7), seconds(5));
    time.clock().sleep(seconds(18));
    EXPECT_EQ(retry.pause_after(full_disk, 8), seconds(5));
    time.clock().sleep(seconds(18));
    EXPECT_EQ(retry.pause_after(full_disk, 8), std::nullopt);
}

TEST(TaskRetry, IsNotDoneWhereTheTaskLeavesItOut) {
    ManualClock time;
    EXPECT_EQ(TaskRetry(seconds(0), time.clock()).pause_after(full_disk, 0), std::nullopt);
}

}  // namespace
}  // namespace cutover::test::task_retry_test
