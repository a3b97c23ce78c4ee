#include "core/lane_order.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace cutover::lane_order_test {
namespace {

WriteSet writes(std::vector<std::uint64_t> values) {
    return {.written = std::move(values)};
}

WriteSet refers(std::vector<std::uint64_t> values) {
    return {.referenced = std::move(values)};
}

TEST(LaneOrder, IndependentOnesGoToTheIdlest) {
    LaneOrder order(3);
    EXPECT_EQ(order.lane_for(writes({1})), 0U);
    order.give(0, 1, writes({1}));
    EXPECT_EQ(order.lane_for(writes({2})), 1U);
    order.give(1, 2, writes({2}));
    EXPECT_EQ(order.lane_for(writes({3})), 2U);
}

TEST(LaneOrder, OneBehindAnotherGoesToItsLane) {
    LaneOrder order(3);
    order.give(0, 1, writes({1}));
    order.give(1, 2, writes({2}));
    EXPECT_EQ(order.lane_for(writes({2, 9})), 1U);
    EXPECT_EQ(order.lane_for(refers({2})), 1U);
    EXPECT_EQ(order.lane_for(writes({1, 2})), std::nullopt) << "it would have to be in both";
    order.done(0, 1);
    EXPECT_EQ(order.lane_for(writes({1, 2})), 1U);
}

TEST(LaneOrder, AWriterWaitsForAllWhoReferToIt) {
    LaneOrder order(2);
    order.give(0, 1, refers({1}));
    EXPECT_EQ(order.lane_for(refers({1})), 1U) << "they are not in each other's way";
    order.give(1, 2, refers({1}));
    EXPECT_EQ(order.lane_for(writes({1})), std::nullopt);
    order.done(1, 2);
    EXPECT_EQ(order.lane_for(writes({1})), 0U);
}

/// Against what is true by definition: no transaction may overtake one that it shares a written
/// value with, whatever order the lanes work in. So many values that some are forgotten on the way.
TEST(LaneOrder, KeepsEveryOrderThatMatters) {
    std::mt19937 random(7);
    constexpr std::size_t lanes = 4;
    LaneOrder order(lanes);
    std::map<std::size_t, std::vector<std::pair<std::uint64_t, WriteSet>>> waiting;
    std::map<std::uint64_t, std::uint64_t> applied_last;
    const auto apply_one = [&] {
        std::vector<std::size_t> busy;
        for (const auto& [lane, queue] : waiting) {
            if (!queue.empty()) {
                busy.push_back(lane);
            }
        }
        ASSERT_FALSE(busy.empty());
        const std::size_t lane = busy[random() % busy.size()];
        const auto [number, set] = waiting[lane].front();
        waiting[lane].erase(waiting[lane].begin());
        for (const std::uint64_t value : set.written) {
            EXPECT_LT(applied_last[value], number);
            applied_last[value] = number;
        }
        order.done(lane, number);
    };
    for (std::uint64_t number = 1; number <= 30'000; ++number) {
        WriteSet set = writes({random() % 50, 1000 + random() % 1'000'000});
        std::optional<std::size_t> lane = order.lane_for(set);
        while (!lane) {
            apply_one();
            lane = order.lane_for(set);
        }
        order.give(*lane, number, set);
        waiting[*lane].emplace_back(number, std::move(set));
        if (random() % 3 == 0) {
            apply_one();
        }
        for (; waiting[*lane].size() > 20;) {
            apply_one();
        }
    }
}

}  // namespace
}  // namespace cutover::lane_order_test
