#include "core/character_text.hpp"

#include <gtest/gtest.h>

namespace cutover::character_text_test {
namespace {

struct DecodeCase {
    const char* name;
    std::string bytes;
    const char* character_set;
    std::optional<std::string> expected;
};

const DecodeCase decode_cases[] = {
    {"latin1 is cp1252",
     "Stra\xDF"
     "e \x80",
     "latin1", "Straße €"},
    {"latin1 keeps the bytes that cp1252 lacks", "\x81", "latin1", "\xC2\x81"},
    {"latin1 that looks like UTF-8 is still latin1", "\xC3\xBC", "latin1", "Ã¼"},
    {"utf8mb4", "☃😀", "utf8mb4", "☃😀"},
    {"utf8mb3 by its old name", "ü", "utf8", "ü"},
    {"no set", "abc", "", "abc"},
    {"no UTF-8",
     "a\xFF"
     "b",
     "utf8mb4", std::nullopt},
    {"gbk", "\xC4\xE3\xBA\xC3", "gbk", "你好"},
    {"sjis", "\x83\x8F", "sjis", "ワ"},
    {"Russian", "\xCF\xF0", "cp1251", "Пр"},
    {"two bytes a character", std::string("\0a\x20\xAC", 4), "ucs2", "a€"},
    {"little end first", std::string("a\0\xAC\x20", 4), "utf16le", "a€"},
    {"no such byte in the set", "\x81", "tis620", std::nullopt},
    {"binary is no text", "\xFF\xFE", "binary", std::nullopt},
};

TEST(DecodeText, ReadsEachSetOrSaysThatItCannot) {
    for (const DecodeCase& test : decode_cases) {
        SCOPED_TRACE(test.name);
        const auto text = decode_text(test.bytes, test.character_set);
        ASSERT_EQ(text.has_value(), test.expected.has_value());
        if (text) {
            EXPECT_EQ(text->utf8, *test.expected);
            EXPECT_EQ(text->bytes_used, test.bytes.size());
        }
    }
}

TEST(DecodeText, LeavesOverACharacterThatIsCut) {
    const auto utf8 = decode_text("a\xE2\x98", "utf8mb4");
    ASSERT_TRUE(utf8);
    EXPECT_EQ(utf8->utf8, "a");
    EXPECT_EQ(utf8->bytes_used, 1U);
    const auto gbk = decode_text("\xC4\xE3\xBA", "gbk");
    ASSERT_TRUE(gbk);
    EXPECT_EQ(gbk->utf8, "你");
    EXPECT_EQ(gbk->bytes_used, 2U);
}

}  // namespace
}  // namespace cutover::character_text_test
