#include "core/terminal_columns.hpp"

#include <gtest/gtest.h>

namespace cutover::terminal_columns_test {
namespace {

using Lines = std::vector<std::string>;

TEST(TerminalColumns, CountsWhatTerminalsDraw) {
    EXPECT_EQ(columns_of("abc"), 3U);
    EXPECT_EQ(columns_of("ü☃"), 2U);
    EXPECT_EQ(columns_of("你好"), 4U);
    EXPECT_EQ(columns_of("e\xCC\x81"), 1U) << "an accent sits on the letter before it";
    EXPECT_EQ(columns_of("\xFF\xFE"), 2U);
}

struct WrapCase {
    const char* name;
    const char* text;
    std::size_t width;
    Lines expected;
};

const WrapCase prose_cases[] = {
    {"nothing", "", 5, {""}},
    {"fits", "ab cd", 5, {"ab cd"}},
    {"breaks at a blank", "ab cd ef", 5, {"ab cd", "ef"}},
    {"a blank just behind the end", "abcde fg", 5, {"abcde", "fg"}},
    {"a word too wide", "abcdefg hi", 5, {"abcde", "fg hi"}},
    {"wide characters", "你好 你好", 5, {"你好", "你好"}},
    {"a character wider than the line", "你", 1, {"你"}},
};

TEST(TerminalColumns, ProseLosesOnlyBlanksAtBreaks) {
    for (const WrapCase& test : prose_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(wrapped_lines(test.text, test.width), test.expected);
    }
}

TEST(TerminalColumns, ExactLinesAreTheTextAgain) {
    for (const std::string text :
         {"", "a", "ab  cd   ef ", "          ", "abcdefghijk", "你好 你好 x", "a b c d e f g h"}) {
        SCOPED_TRACE(text);
        std::string joined;
        for (const std::string& line : exact_lines(text, 6)) {
            EXPECT_LE(columns_of(line), 6U);
            joined += line;
        }
        EXPECT_EQ(joined, text);
    }
}

}  // namespace
}  // namespace cutover::terminal_columns_test
