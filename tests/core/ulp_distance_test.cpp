#include "core/ulp_distance.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace cutover::ulp_distance_test {
namespace {

std::uint64_t apart(double one, double other) {
    return ulp_distance(
        CellForm::real64, std::bit_cast<std::uint64_t>(one), std::bit_cast<std::uint64_t>(other));
}

std::uint64_t apart(float one, float other) {
    return ulp_distance(
        CellForm::real32, std::bit_cast<std::uint32_t>(one), std::bit_cast<std::uint32_t>(other));
}

TEST(UlpDistance, CountsRepresentableValues) {
    constexpr double least = std::numeric_limits<double>::denorm_min();
    EXPECT_EQ(apart(1.0, 1.0), 0U);
    EXPECT_EQ(apart(0.0, -0.0), 0U);
    EXPECT_EQ(apart(0.0F, -0.0F), 0U);
    EXPECT_EQ(apart(least, -least), 2U);
    EXPECT_EQ(apart(0.0, least), 1U);
    EXPECT_EQ(apart(-0.0, least), 1U);
    EXPECT_EQ(apart(1.0, std::nextafter(1.0, 0.0)), 1U);
    EXPECT_EQ(apart(1.0, std::nextafter(1.0, 2.0)), 1U);  // its neighbours lie unequally far
    EXPECT_EQ(apart(-1.0, std::nextafter(-1.0, 0.0)), 1U);
    EXPECT_EQ(apart(1.0F, 2.0F), 1U << 23U);
    EXPECT_EQ(apart(2.0F, 1.0F), 1U << 23U);
    constexpr double largest = std::numeric_limits<double>::max();
    EXPECT_EQ(apart(largest, -largest), 2 * std::bit_cast<std::uint64_t>(largest));
}

TEST(UlpDistance, OrdersAsRealsDo) {
    const double values[] = {-2.0, -1.0, -1e-310, 0.0, 1e-310, 1.0, 1e300};
    for (std::size_t i = 1; i < std::size(values); ++i) {
        EXPECT_LT(
            ordered_real(CellForm::real64, std::bit_cast<std::uint64_t>(values[i - 1])),
            ordered_real(CellForm::real64, std::bit_cast<std::uint64_t>(values[i])));
    }
}

}  // namespace
}  // namespace cutover::ulp_distance_test
