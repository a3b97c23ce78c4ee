/// What a verification waits for by `limits.bytes_per_second`, of each server.
#include <algorithm>
#include <mutex>

#include <gtest/gtest.h>

#include "tests/fakes/two_servers.hpp"

namespace cutover::test::verify_rates_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Time that stands still, so that what is waited for is all that was not paid for yet.
class StandingClock {
  public:
    [[nodiscard]] Clock clock() {
        return {
            [] { return std::chrono::steady_clock::time_point(); },
            [this](milliseconds time) {
                const std::scoped_lock lock(mutex_);
                asked_.push_back(time);
            }};
    }

    /// The longest first.
    [[nodiscard]] std::vector<milliseconds> asked() {
        std::sort(asked_.rbegin(), asked_.rend());
        return asked_;
    }

  private:
    std::mutex mutex_{};
    std::vector<milliseconds> asked_{};
};

constexpr std::uint64_t rows = 200;
constexpr std::uint64_t bytes_of_a_text = 1'000;

std::vector<milliseconds> waits(std::uint64_t bytes_per_second, std::size_t workers) {
    TwoServers servers;
    StandingClock time;
    servers.request.clock = time.clock();
    servers.request.workers = workers;
    servers.request.bytes_per_second = bytes_per_second;
    std::vector<MemoryRow> made;
    for (std::uint64_t id = 1; id <= rows; ++id) {
        made.push_back({number_cell(id), text_cell(std::string(bytes_of_a_text, 'x'))});
    }
    servers.add(define_table({"shop", "t"}, {"id bigint", "v varchar"}, 1), made);
    EXPECT_EQ(servers.run().outcome(), "equal");
    return time.asked();
}

TEST(VerifyRates, BytesOfEachServerArePaidForByAllWorkersTogether) {
    constexpr std::uint64_t bytes = rows * bytes_of_a_text;
    for (const std::size_t workers : {1U, 4U}) {
        SCOPED_TRACE(workers);
        const std::vector<milliseconds> slow = waits(bytes / 20, workers);
        ASSERT_GE(slow.size(), 2U);
        EXPECT_EQ(slow[0], slow[1]) << "the source's rows and the destination's";
        EXPECT_GE(slow[0], seconds(20));
        EXPECT_LT(slow[0], seconds(22)) << "keys are bytes, too";
        const std::vector<milliseconds> fast = waits(bytes / 5, workers);
        ASSERT_GE(fast.size(), 2U);
        EXPECT_GE(fast[0], seconds(5));
        EXPECT_LT(fast[0], seconds(6));
    }
    EXPECT_TRUE(waits(0, 4).empty());
}

}  // namespace
}  // namespace cutover::test::verify_rates_test
