#include "core/json_canonical.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace cutover::json_canonical_test {
namespace {

std::optional<std::string> canonical(std::string_view text) {
    JsonCanonical json;
    std::vector<char> out;
    return json.append(text, out) ? std::optional<std::string>({out.begin(), out.end()})
                                  : std::nullopt;
}

struct PairCase {
    const char* name;
    const char* left;
    const char* right;
    bool equal;
};

const PairCase pair_cases[] = {
    {"white space", " [ 1 ,\t2\r\n] ", "[1,2]", true},
    {"order of members", R"({"b":1,"aa":2})", R"({"aa":2,"b":1})", true},
    {"order of elements", "[1,2]", "[2,1]", false},
    {"last of equal keys wins", R"({"a":1,"a":2})", R"({"a":2})", true},
    {"not the first of equal keys", R"({"a":1,"a":2})", R"({"a":1})", false},
    {"inner objects", R"({"o":{"y":[{"d":1,"c":2}],"x":0}})",
     R"({"o":{"x":0,"y":[{"c":2,"d":1}]}})", true},
    {"escapes", R"("\u0041\n\/\u00e9\ud83d\ude00")", "\"A\\u000a/\u00e9\U0001F600\"", true},
    {"escaped key", R"({"\u0061":1})", R"({"a":1})", true},
    {"integer and fraction", "1", "1.0", false},
    {"trailing zeros", "1.0", "1.00", true},
    {"exponent", "10e-1", "1.0", true},
    {"large exponent", "1.5E+300", "15e299", true},
    {"string and number", "\"1\"", "1", false},
    {"null and string", "null", "\"null\"", false},
    {"true and false", "true", "false", false},
    {"empty containers", "[]", "{}", false},
    {"nesting", "[[1],2]", "[[1,2]]", false},
    {"minus zero integer", "-0", "0", true},
    {"minus zero fraction", "-0.0", "0.0", false},
    {"beyond 2^53", "9007199254740993", "9007199254740992", false},
    {"beyond 64 bits", "18446744073709551616", "18446744073709551617", false},
    {"seventeenth digit", "0.10000000000000001", "0.1", false},
    {"zero byte in a string", R"("a\u0000")", R"("a")", false},
    {"key and value do not run together", R"({"ab":"c"})", R"({"a":"bc"})", false},
};

TEST(JsonCanonical, EqualExactlyWhereTheMeaningIs) {
    for (const PairCase& test : pair_cases) {
        SCOPED_TRACE(test.name);
        const auto left = canonical(test.left);
        const auto right = canonical(test.right);
        ASSERT_TRUE(left.has_value());
        ASSERT_TRUE(right.has_value());
        EXPECT_EQ(*left == *right, test.equal);
    }
}

const char* const invalid_texts[] = {
    "",
    " ",
    "{",
    "[1,]",
    "{\"a\":}",
    "{a:1}",
    "{\"a\" 1}",
    "[1 2]",
    "01",
    "-",
    "1.",
    ".5",
    "1e",
    "+1",
    "tru",
    "nul",
    "\"a",
    R"("\x")",
    R"("\u12g4")",
    R"("\ud800")",
    R"("\udc00")",
    "\"\n\"",
    "1 2",
    "[1]x",
    "{\"a\":1,}",
    "1e99999999999999999999",
};

TEST(JsonCanonical, RefusesWhatIsNotOneJsonValueAndLeavesTheOutputAlone) {
    JsonCanonical json;
    for (const char* const text : invalid_texts) {
        SCOPED_TRACE(text);
        std::vector<char> out{'k', 'e', 'p', 't'};
        EXPECT_FALSE(json.append(text, out));
        EXPECT_EQ(std::string(out.begin(), out.end()), "kept");
    }
}

TEST(JsonCanonical, BoundsTheDepth) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(canonical(nested(200)).has_value());
    EXPECT_FALSE(canonical(nested(201)).has_value());
    EXPECT_FALSE(canonical(std::string(1'000'000, '[')).has_value());
}

TEST(JsonCanonical, IsReusableAfterABrokenValue) {
    JsonCanonical json;
    std::vector<char> out;
    EXPECT_FALSE(json.append(R"({"a":{"b":[)", out));
    EXPECT_TRUE(json.append(R"({"b":1,"a":2})", out));
    EXPECT_EQ(std::string(out.begin(), out.end()), canonical(R"({"a":2,"b":1})"));
}

}  // namespace
}  // namespace cutover::json_canonical_test
