#include "core/value_display.hpp"

#include <gtest/gtest.h>

namespace cutover::value_display_test {
namespace {

TEST(ValueDisplay, TellsApartWhatLooksAlike) {
    const std::pair<std::optional<std::string>, const char*> cases[] = {
        {std::nullopt, "NULL"},
        {"NULL", "\"NULL\""},
        {"", "\"\""},
        {"-12.50", "-12.50"},
        {"1e+300", "1e+300"},
        {"2024-02-29 12:00:00.500", "2024-02-29 12:00:00.500"},
        {"-838:59:59", "-838:59:59"},
        {"12 ", "\"12 \""},
        {" 12", "\" 12\""},
        {"0x00ff", "0x00ff"},
        {"0xzz", "\"0xzz\""},
        {"tea ", "\"tea \""},
        {"a\tb", R"("a\x09b")"},
        {"a\xC2\xA0"
         "b",
         R"("a\u{00A0}b")"},
        {"e", "\"e\""}};
    for (const auto& [value, expected] : cases) {
        EXPECT_EQ(value_display(value), expected);
    }
}

struct PartingCase {
    const char* name;
    const char* source;
    const char* destination;
    const char* expected;
};

const PartingCase parting_cases[] = {
    {"the same", "tea", "tea", ""},
    {"plainly different", "tea", "ten", ""},
    {"a blank at the end", "tea", "tea ", "character 4: end | U+0020"},
    {"a blank lost within", "a  b", "a b", "character 3: U+0020 | nothing"},
    {"composed or not", "\xC3\xBC", "u\xCC\x88", "character 1: U+00FC | U+0075 U+0308"},
    {"letters of two scripts", "A", "\xD0\x90", "character 1: U+0041 | U+0410"},
    {"an excerpt has no place to count from", "... (from byte 900) a", "... (from byte 900) a ",
     "they part at: end | U+0020"},
    {"whole words", "straße", "strasse, long", ""},
    {"numbers", "1", "2", ""},
};

TEST(ValueDisplay, SaysWhereTextsPartIfItIsHardToSee) {
    for (const PartingCase& test : parting_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(parting_display(test.source, test.destination), test.expected);
    }
    EXPECT_EQ(parting_display(std::nullopt, " "), "");
}

}  // namespace
}  // namespace cutover::value_display_test
