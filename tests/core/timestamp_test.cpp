#include "core/timestamp.hpp"

#include <gtest/gtest.h>

namespace cutover::timestamp_test {
namespace {

struct TimestampCase {
    const char* name;
    long long milliseconds;
    const char* text;
};

const TimestampCase timestamp_cases[] = {
    {"the epoch", 0, "1970-01-01T00:00:00.000Z"},
    {"before it", -1, "1969-12-31T23:59:59.999Z"},
    {"a leap day", 1'709'208'000'042, "2024-02-29T12:00:00.042Z"},
    {"past 2038", 4'102'444'799'999, "2099-12-31T23:59:59.999Z"},
};

TEST(Timestamp, IsWrittenAndReadBack) {
    for (const TimestampCase& test : timestamp_cases) {
        SCOPED_TRACE(test.name);
        const std::chrono::system_clock::time_point at(
            std::chrono::milliseconds(test.milliseconds));
        EXPECT_EQ(to_rfc3339(at), test.text);
        EXPECT_EQ(parse_rfc3339(test.text), at);
    }
}

TEST(Timestamp, AnyOtherTextIsRefused) {
    for (const char* const text :
         {"", "2024-02-30T00:00:00.000Z", "2024-02-29T24:00:00.000Z", "2024-02-29T00:60:00.000Z",
          "2024-02-29 00:00:00.000Z", "2024-02-29T00:00:00.000", "2024-02-29T00:00:00Z",
          "2024-02-29T00:00:00.000+", "9999-02-01T00:00:00.000Z", "0001-02-01T00:00:00.000Z",
          "-001-02-01T00:00:00.000Z", "2024-2 -01T00:00:00.000Z"}) {
        EXPECT_FALSE(parse_rfc3339(text)) << text;
    }
}

}  // namespace
}  // namespace cutover::timestamp_test
