#include "binlog/decimal.hpp"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "binlog/damaged_log.hpp"
#include "tests/binlog/hex_bytes.hpp"

namespace cutover::decimal_test {
namespace {

std::string decimal(const std::string& bytes, unsigned precision, unsigned scale) {
    ByteReader reader(view(bytes));
    std::string text;
    append_decimal(reader, precision, scale, text);
    reader.expect_end();
    return text;
}

struct DecimalCase {
    const char* name;
    unsigned precision;
    unsigned scale;
    const char* hex;
    const char* text;
};

const DecimalCase decimal_cases[] = {
    {"the manual's", 14, 4, "81 0dfb38d2 04d2", "1234567890.1234"},
    {"the manual's, below zero", 14, 4, "7e f204c72d fb2d", "-1234567890.1234"},
    {"zero", 10, 0, "80 00000000", "0"},
    {"zero with a scale", 4, 2, "80 00", "0.00"},
    {"fraction only", 2, 2, "b2", "0.50"},
    {"fraction only, below zero", 2, 2, "4d", "-0.50"},
    {"one digit", 1, 0, "89", "9"},
    {"leading zeros", 9, 2, "800003e8 09", "1000.09"},
    {"a whole group of zeros in front", 20, 0, "80 00000000 00000007", "7"},
    {"zeros inside", 20, 0, "81 00000000 00000007", "1000000000000000007"},
    {"full groups", 18, 9, "bb9ac9ff 3b9ac9ff", "999999999.999999999"},
    {"eight digits behind the point", 8, 8, "80000001", "0.00000001"},
    {"three digits in two bytes", 3, 0, "83e7", "999"},
    {"five digits in three bytes", 5, 0, "81869f", "99999"},
    {"seven digits in four bytes", 7, 0, "8098967f", "9999999"},
    {"minus zero, which no server computes", 4, 2, "7f ff", "-0.00"},
    {"as many digits as a column has", 65, 30,
     "85f5e0ff 3b9ac9ff 3b9ac9ff 3b9ac9ff 3b9ac9ff 3b9ac9ff 3b9ac9ff 03e7",
     "99999999999999999999999999999999999.999999999999999999999999999999"},
};

TEST(Decimal, ReadsWhatTheServerWrote) {
    for (const DecimalCase& test : decimal_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(decimal(bytes_of(test.hex), test.precision, test.scale), test.text);
    }
}

const DecimalCase damaged_cases[] = {
    {"no digits", 0, 0, "80", ""},
    {"more behind the point than there are", 4, 5, "8000", ""},
    {"ten groups", 82, 0, "80", ""},
    {"ten groups in two halves", 75, 40, "80", ""},
    {"shape beyond all numbers", 4294967295U, 1, "80", ""},
    {"ten in one digit", 1, 0, "8a", ""},
    {"100 in two digits", 2, 0, "e4", ""},
    {"a thousand in three", 3, 0, "83e8", ""},
    {"ten to the ninth in a group", 9, 0, "bb9aca00", ""},
    {"the same, below zero", 9, 0, "446535ff", ""},
    {"all bits", 9, 9, "ffffffff", ""},
    {"100 in two digits at the end", 11, 2, "80000000 64", ""},
    {"too short", 10, 0, "80 000000", ""},
    {"empty", 10, 0, "", ""},
};

TEST(Decimal, RefusesWhatNoServerWritesAndLeavesTheOutputAlone) {
    for (const DecimalCase& test : damaged_cases) {
        SCOPED_TRACE(test.name);
        const std::string bytes = bytes_of(test.hex);
        ByteReader reader(view(bytes));
        std::string text = "kept";
        EXPECT_THROW(append_decimal(reader, test.precision, test.scale, text), DamagedLog);
        EXPECT_EQ(text, "kept");
    }
}

TEST(Decimal, TakesOnlyItsOwnBytes) {
    const std::string bytes = bytes_of("80 00 ff");
    ByteReader reader(view(bytes));
    std::string text = "before ";
    append_decimal(reader, 4, 2, text);
    EXPECT_EQ(text, "before 0.00");
    EXPECT_EQ(reader.left(), 1U);
}

/// `digits` in groups of nine from the point on, as decimal2bin() packs them.
std::string packed(const std::string& digits, std::size_t whole, bool negative) {
    static constexpr unsigned sizes[] = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
    std::string bytes;
    for (std::size_t at = 0; at < digits.size();) {
        const std::size_t to_point = whole > at ? (whole - at) % 9 : 0;
        const std::size_t count =
            to_point > 0 ? to_point : std::min<std::size_t>(9, digits.size() - at);
        const auto number = static_cast<unsigned>(std::stoul(digits.substr(at, count)));
        for (unsigned i = sizes[count]; i > 0; --i) {
            bytes += static_cast<char>((number >> (8U * (i - 1))) & 0xFFU);
        }
        at += count;
    }
    bytes.front() = static_cast<char>(bytes.front() ^ 0x80);
    for (char& byte : bytes) {
        byte = static_cast<char>(negative ? ~byte : byte);
    }
    return bytes;
}

std::string random_digits(std::mt19937_64& random, unsigned count) {
    std::string digits;
    for (unsigned i = 0; i < count; ++i) {
        digits += static_cast<char>('0' + (random() % 3 == 0 ? 0 : random() % 10));
    }
    return digits;
}

/// As a server shows it: without zeros in front, but for one.
std::string shown(const std::string& digits, unsigned whole, bool negative) {
    std::string text = digits.substr(0, whole);
    text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
    return (negative ? "-" : "") + (text.empty() ? "0" : text) +
           (whole == digits.size() ? "" : "." + digits.substr(whole));
}

TEST(Decimal, ReadsEveryShapeOfAColumn) {
    std::mt19937_64 random(20240229);
    for (unsigned precision = 1; precision <= 65; ++precision) {
        for (unsigned scale = 0; scale <= std::min(38U, precision); ++scale) {
            SCOPED_TRACE(std::to_string(precision) + "," + std::to_string(scale));
            const std::string digits = random_digits(random, precision);
            const unsigned whole = precision - scale;
            const bool negative = random() % 2 == 0;
            EXPECT_EQ(
                decimal(packed(digits, whole, negative), precision, scale),
                shown(digits, whole, negative));
        }
    }
}

}  // namespace
}  // namespace cutover::decimal_test
