#include "report/figures.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace cutover::figures_test {
namespace {

TEST(Figures, NumbersAreGrouped) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1'000), "1,000");
    EXPECT_EQ(grouped(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
    EXPECT_EQ(count_text(1, "table"), "1 table");
    EXPECT_EQ(count_text(0, "table"), "0 tables");
    EXPECT_EQ(count_text(2, "discrepancy", "discrepancies"), "2 discrepancies");
}

struct SizeCase {
    std::uint64_t bytes;
    const char* text;
};

const SizeCase size_cases[] = {
    {0, "0 bytes"},
    {1, "1 byte"},
    {1023, "1,023 bytes"},
    {1024, "1.0 KiB"},
    {1024ULL * 1000, "1.0 MiB"},
    {590'000'000, "563 MiB"},
    {std::numeric_limits<std::uint64_t>::max(), "16 EiB"},
};

TEST(Figures, SizesHaveTheirUnit) {
    for (const SizeCase& test : size_cases) {
        EXPECT_EQ(size_text(test.bytes), test.text) << test.bytes;
    }
}

struct DurationCase {
    double seconds;
    const char* text;
};

const DurationCase duration_cases[] = {
    {0, "0.00 s"},          {0.042, "0.04 s"},
    {12.34, "12.3 s"},      {187, "3 min 07 s"},
    {3599.7, "1 h 00 min"}, {7'500, "2 h 05 min"},
    {-1, "0.00 s"},         {std::numeric_limits<double>::infinity(), "0.00 s"},
};

TEST(Figures, DurationsAreShort) {
    for (const DurationCase& test : duration_cases) {
        EXPECT_EQ(duration_text(test.seconds), test.text) << test.seconds;
    }
}

TEST(Figures, AgesAreInDaysFromTwoOn) {
    EXPECT_EQ(age_text(90), "1 min 30 s");
    EXPECT_EQ(age_text(172'799), duration_text(172'799));
    EXPECT_EQ(age_text(172'800), "2 days");
    EXPECT_EQ(age_text(2'678'399), "30 days");
    EXPECT_EQ(age_text(-5), duration_text(0)) << "another machine's clock";
}

TEST(Figures, ListsNameSomeAndCountTheRest) {
    EXPECT_EQ(names_text({}), "");
    EXPECT_EQ(names_text({"a"}), "a");
    EXPECT_EQ(names_text({"a", "b"}), "a and b");
    EXPECT_EQ(names_text({"a", "b", "c"}), "a, b and c");
    EXPECT_EQ(names_text({"a", "b", "c", "d", "e"}), "a, b, c and 2 more");
    EXPECT_EQ(names_text({"a", "b"}, 1), "a and 1 more");
}

}  // namespace
}  // namespace cutover::figures_test
