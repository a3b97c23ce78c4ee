#include "binlog/json_scalar.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "binlog/damaged_log.hpp"
#include "core/json_canonical.hpp"

namespace cutover::json_scalar_test {
namespace {

std::string double_text(double number) {
    std::string text;
    append_json_double(number, text);
    return text;
}

struct DoubleCase {
    double number;
    const char* text;
};

// What MySQL 8.0 and 9 print for CAST(... AS JSON).
const DoubleCase double_cases[] = {
    {0.0, "0.0"},
    {-0.0, "-0.0"},
    {1.0, "1.0"},
    {-1.0, "-1.0"},
    {100.0, "100.0"},
    {0.1, "0.1"},
    {-0.30000000000000004, "-0.30000000000000004"},
    {123456.789, "123456.789"},
    {1e14, "100000000000000.0"},
    {1e15, "1e15"},
    {123456789012345.0, "123456789012345.0"},
    {1234567890123456.0, "1.234567890123456e15"},
    {1234567890123456.8, "1234567890123456.8"},
    {12345678901234567.0, "1.2345678901234568e16"},
    {1e300, "1e300"},
    {-1.5e300, "-1.5e300"},
    {1e-14, "0.00000000000001"},
    {1e-15, "0.000000000000001"},
    {1e-16, "1e-16"},
    {-1.25e-15, "-0.00000000000000125"},
    {-1.25e-16, "-1.25e-16"},
    {1.7976931348623157e308, "1.7976931348623157e308"},
    {2.2250738585072014e-308, "2.2250738585072014e-308"},
    {5e-324, "5e-324"},
};

TEST(JsonScalar, PrintsDoublesAsMySqlDoes) {
    for (const DoubleCase& test : double_cases) {
        EXPECT_EQ(double_text(test.number), test.text);
    }
}

TEST(JsonScalar, RefusesDoublesThatJsonCannotHold) {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double number : {infinity, -infinity, std::nan("")}) {
        EXPECT_THROW(double_text(number), DamagedLog);
    }
}

TEST(JsonScalar, DoublesNeverLookLikeIntegersAndAreReadBack) {
    JsonCanonical json;
    std::mt19937_64 random(20240229);
    for (int i = 0; i < 5'000; ++i) {
        const std::uint64_t bits = random();
        const double any = std::bit_cast<double>(bits);
        const double whole = std::ldexp(static_cast<double>(bits >> 40U), i % 40);
        for (const double number : {any, whole}) {
            if (!std::isfinite(number)) {
                continue;
            }
            const std::string text = double_text(number);
            ASSERT_EQ(std::strtod(text.c_str(), nullptr), number) << text;
            std::vector<char> form;
            ASSERT_TRUE(json.append(text, form)) << text;
            ASSERT_EQ(form.front(), 'd') << text;
        }
    }
}

TEST(JsonScalar, EscapesWhatJsonStringsMayNotHold) {
    JsonCanonical json;
    for (int byte = 0; byte < 0x80; ++byte) {
        const std::string bytes = {'a', static_cast<char>(byte), 'b'};
        std::string text;
        append_json_string(bytes, text);
        std::vector<char> form;
        ASSERT_TRUE(json.append(text, form)) << text;
        EXPECT_EQ(std::string(form.begin(), form.end()).substr(5), bytes) << text;
    }
}

}  // namespace
}  // namespace cutover::json_scalar_test
