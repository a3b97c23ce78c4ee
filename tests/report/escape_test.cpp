#include "report/escape.hpp"

#include <gtest/gtest.h>

#include "report/markup.hpp"

namespace cutover::escape_test {
namespace {

struct EscapeCase {
    const char* name;
    std::string text;
    const char* expected;
};

const std::string right_to_left{'\xE2', '\x80', '\xAE'};  ///< U+202E.

const EscapeCase escape_cases[] = {
    {"nothing", "", ""},
    {"plain text", "shop.orders", "shop.orders"},
    {"an element", "</script><b>", "&lt;/script&gt;&lt;b&gt;"},
    {"an attribute's end", "\" x='1'", "&quot; x=&#39;1&#39;"},
    {"an entity", "&lt;", "&amp;lt;"},
    {"the end of CDATA", "]]>", "]]&gt;"},
    {"a NUL and an escape sequence", std::string("\0\x1B[31m", 6), "\\x00\\x1B[31m"},
    {"a line break", "a\nb", "a\\x0Ab"},
    {"a mark that turns text round", "a" + right_to_left + "b", "a\\u{202E}b"},
    {"no UTF-8", "\xFF<", "\\xFF&lt;"},
    {"characters that XML forbids", "\xEF\xBF\xBE\xEF\xBF\xBF", "\\u{FFFE}\\u{FFFF}"},
    {"a character that looks like them", "\xEF\xBF\xBD", "\xEF\xBF\xBD"},
    {"a snowman", "\xE2\x98\x83", "\xE2\x98\x83"},
};

TEST(Escape, LeavesNothingThatHtmlOrXmlWouldRead) {
    for (const EscapeCase& test : escape_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(escape(test.text), test.expected);
    }
}

TEST(Escape, EveryByteAloneIsHarmless) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string escaped = escape(std::string(1, static_cast<char>(byte)));
        EXPECT_EQ(escaped.find_first_of("<>\"'"), std::string::npos) << byte;
        for (const char c : escaped) {
            EXPECT_TRUE(c >= ' ' && c < '\x7F') << byte;
        }
    }
}

// What does not compile is asserted here by the types that do: markup is made from literals only.
static_assert(!std::is_constructible_v<Markup, const char*>);
static_assert(!std::is_constructible_v<Markup, std::string_view>);
static_assert(!std::is_constructible_v<Markup, std::string>);
static_assert(!std::is_default_constructible_v<Markup>);
static_assert(!std::is_aggregate_v<Markup>);

TEST(Page, EscapesAllButLiterals) {
    Page page;
    const std::string value = "<b>";
    page << "<td>"_html << value << "<i>" << std::uint64_t{1234567} << "</td>"_html;
    EXPECT_EQ(page.take(), "<td>&lt;b&gt;&lt;i&gt;1,234,567</td>");
    EXPECT_EQ(page.take(), "");
}

}  // namespace
}  // namespace cutover::escape_test
