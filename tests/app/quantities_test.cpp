#include "app/quantities.hpp"

#include <gtest/gtest.h>

#include "app/nearest.hpp"

namespace cutover::quantities_test {
namespace {

struct DurationCase {
    const char* text = "";
    std::optional<std::int64_t> expected{};
};

const DurationCase duration_cases[] = {
    {"0", 0},
    {"90s", 90},
    {"720m", 43'200},
    {"24h", 86'400},
    {"7d", 604'800},
    {"", std::nullopt},
    {"7", std::nullopt},
    {"7 d", std::nullopt},
    {"-7d", std::nullopt},
    {"1.5h", std::nullopt},
    {"d", std::nullopt},
    {"7days", std::nullopt},
    {"99999999999999999999d", std::nullopt},
    {"9223372036854775807d", std::nullopt},
};

TEST(Quantities, DurationsHaveAUnit) {
    for (const DurationCase& test : duration_cases) {
        SCOPED_TRACE(test.text);
        const auto parsed = parse_duration(test.text);
        ASSERT_EQ(parsed.has_value(), test.expected.has_value());
        EXPECT_EQ(parsed ? parsed->count() : 0, test.expected.value_or(0));
    }
}

struct SizeCase {
    const char* text = "";
    std::optional<std::uint64_t> expected{};
};

const SizeCase size_cases[] = {
    {"0", 0},
    {"65536", 65536},
    {"64K", 65536},
    {"256M", 268435456},
    {"1G", 1073741824},
    {"", std::nullopt},
    {"M", std::nullopt},
    {"1MB", std::nullopt},
    {"1m", std::nullopt},
    {"99999999999999G", std::nullopt},
};

TEST(Quantities, SizesArePowersOf1024) {
    for (const SizeCase& test : size_cases) {
        SCOPED_TRACE(test.text);
        EXPECT_EQ(parse_size(test.text), test.expected);
    }
}

TEST(Quantities, AreShownForPeople) {
    EXPECT_EQ(show_bytes(0), "0 B");
    EXPECT_EQ(show_bytes(999), "999 B");
    EXPECT_EQ(show_bytes(1000), "0.98 KiB");
    EXPECT_EQ(show_bytes(10'276'045), "9.80 MiB");
    EXPECT_EQ(show_bytes(123'456'789), "118 MiB");
    EXPECT_EQ(show_seconds(0.44), "0.4 s");
    EXPECT_EQ(show_seconds(59.6), "1 min 00 s");
    EXPECT_EQ(show_seconds(185), "3 min 05 s");
    EXPECT_EQ(show_seconds(7800), "2 h 10 min");
}

struct NearestCase {
    const char* word;
    const char* expected;
};

const NearestCase nearest_cases[] = {
    {"wrokers", "workers"},
    {"worker", "workers"},
    {"Workers", "workers"},
    {"port", "port"},
    {"prot", "port"},
    {"passwordenv", "password_env"},
    {"x", ""},
    {"elephant", ""},
    {"", ""},
};

TEST(Nearest, FindsWhatWasMeant) {
    for (const NearestCase& test : nearest_cases) {
        SCOPED_TRACE(test.word);
        EXPECT_EQ(nearest(test.word, {"workers", "port", "host", "password_env"}), test.expected);
    }
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
    EXPECT_EQ(edit_distance("ab", "ba"), 1U);
}

}  // namespace
}  // namespace cutover::quantities_test
