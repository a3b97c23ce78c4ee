#include "core/name_pattern.hpp"

#include <gtest/gtest.h>

namespace cutover::name_pattern_test {
namespace {

struct PatternCase {
    const char* pattern;
    const char* name;
    const char* group;  ///< nullptr: it does not fit.
};

TEST(NamePattern, FindsWhatPerlWouldFind) {
    const PatternCase cases[] = {
        {"^_(.+)_(gho|new)$", "_orders_gho", "orders"},
        {"^_(.+)_(gho|new)$", "_orders_new", "orders"},
        {"^_(.+)_(gho|new)$", "_orders_ghost", nullptr},
        {"^_(.+)_(gho|new)$", "orders_gho", nullptr},
        {"^_(.+)_(gho|new)$", "__gho", nullptr},
        {"^_(.+)_(gho|new)$", "__gho_gho", "_gho"},
        {"^_(.+)_(?:gho|new)$", "_a_gho_new", "a_gho"},
        {"^_(.+?)_(gho|new)", "_a_gho_new", "a"},
        {"^tp_\\d+_ogt_(.+)$", "tp_123_ogt_orders", "orders"},
        {"^tp_\\d+_ogt_(.+)$", "tp_12x_ogt_orders", nullptr},
        {"^(?:tp_[0-9]{1,3}_)?ogt_(\\w+)$", "ogt_t", "t"},
        {"^(?:tp_[0-9]{1,3}_)?ogt_(\\w+)$", "tp_123_ogt_t", "t"},
        {"^(?:tp_[0-9]{1,3}_)?ogt_(\\w+)$", "tp_1234_ogt_t", nullptr},
        {"x(a*)", "yxaaab", "aaa"},
        {"x(a*)", "yx", nullptr},
        {"(a|ab)(c|bcd)(d*)", "abcd", "a"},
        {"(a{2})", "aaa", "aa"},
        {"(a{2,})$", "baaaa", "aaaa"},
        {"^([^_]+)_", "orders_x", "orders"},
        {"^([]a-c-]+)$", "a]-c", "a]-c"},
        {"^(.)$", "\xe2\x98\x83", "\xe2\x98\x83"},
        {"^([\xc3\xa0-\xc3\xbf]+)_s$", "\xc3\xa9\xc3\xa8_s", "\xc3\xa9\xc3\xa8"},
        {"^\\$(.+)\\.$", "$a.", "a"},
        {"^(\\D+)$", "ab1", nullptr},
        {"^(\\S+)\\s$", "ab ", "ab"},
        {"^(a)(b|)$", "a", "a"},
        {"^((a*)*)*b$", "aab", "aa"},
        {"^(A)$", "a", nullptr},
    };
    for (const PatternCase& test : cases) {
        SCOPED_TRACE(std::string(test.pattern) + " on " + test.name);
        const NamePattern pattern{std::string(test.pattern)};
        EXPECT_EQ(pattern.problem(), "");
        EXPECT_EQ(pattern.text(), test.pattern);
        const std::optional<std::string> group = pattern.group_of(test.name);
        ASSERT_EQ(group.has_value(), test.group != nullptr) << group.value_or("");
        EXPECT_EQ(group.value_or(""), test.group == nullptr ? "" : test.group);
    }
}

TEST(NamePattern, SaysWhatIsWrong) {
    const std::pair<const char*, const char*> cases[] = {
        {"_gho$", "no group"}, {"", "no group"},   {"(?:a)", "no group"},
        {"(a", "missing )"},   {"([z-a])", "z-a"}, {"*(a)", "*"},
        {"(?=a)(b)", "(?="},   {"(a)\\1", "\\1"},  {"((((a{64}){64}){64}){64})", "{64}"},
    };
    for (const auto& [text, problem] : cases) {
        SCOPED_TRACE(text);
        const NamePattern pattern{std::string(text)};
        EXPECT_NE(pattern.problem().find(problem), std::string::npos) << pattern.problem();
        EXPECT_EQ(pattern.group_of("a"), std::nullopt);
    }
}

}  // namespace
}  // namespace cutover::name_pattern_test
