#include "core/cell_text.hpp"

#include <gtest/gtest.h>

namespace cutover::cell_text_test {
namespace {

std::optional<std::string> shown(
    const ReadColumn& column, std::string_view bytes, std::size_t from = 0) {
    CellColumn cells{.form = column.form};
    cells.add_bytes(bytes);
    return cell_text(column, cells, 0, from);
}

const ReadColumn latin1{.form = CellForm::text, .character_set = "latin1"};
const ReadColumn binary{.form = CellForm::bytes};

TEST(CellText, ReadsTextInItsColumnsCharacterSet) {
    EXPECT_EQ(
        shown(
            latin1,
            "Stra\xDF"
            "e"),
        "Straße");
    const ReadColumn converted{
        .form = CellForm::text, .as_utf8mb4 = true, .character_set = "latin1"};
    EXPECT_EQ(shown(converted, "Straße"), "Straße") << "the server has converted it";
    const ReadColumn utf8{.form = CellForm::text, .character_set = "utf8mb4"};
    EXPECT_EQ(
        shown(
            utf8,
            "Stra\xDF"
            "e"),
        "0x53747261df65")
        << "this is no UTF-8";
}

TEST(CellText, BytesAreTextOnlyWhereTheyReadAsText) {
    EXPECT_EQ(shown(binary, "plain\ttext\n"), "plain\ttext\n");
    EXPECT_EQ(shown(binary, std::string_view("ab\0", 3)), "0x616200");
    EXPECT_EQ(shown(binary, "\x11\x11"), "0x1111");
    EXPECT_EQ(shown(binary, "\xFF"), "0xff");
}

TEST(CellText, LongTextOfAnySetIsCutBetweenCharacters) {
    const ReadColumn gbk{.form = CellForm::text, .character_set = "gbk"};
    std::string bytes;
    for (int i = 0; i < 1000; ++i) {
        bytes += "\xC4\xE3";
    }
    const std::string text = shown(gbk, bytes).value();
    EXPECT_TRUE(text.starts_with("你你你"));
    EXPECT_TRUE(text.ends_with("你... (2000 bytes)")) << text;
}

TEST(CellText, LongValuesAreShownWhereTheyPart) {
    const std::string same(1000, 'x');
    const std::string one = same + "one";
    const std::size_t from = shown_from(latin1, one, same + "two");
    EXPECT_EQ(from, 960U);
    EXPECT_EQ(shown(latin1, one, from), "... (from byte 960) " + std::string(40, 'x') + "one");
    EXPECT_EQ(shown_from(latin1, "one", "two"), 0U) << "short values are shown whole";
    EXPECT_EQ(shown_from(latin1, "a" + same, "b" + same), 0U);
    EXPECT_EQ(shown(latin1, same, 2000), "... (from byte 1000) ") << "the other one is longer";
}

TEST(CellText, AnExcerptBeginsWithAWholeCharacter) {
    const ReadColumn gbk{.form = CellForm::text, .character_set = "gbk"};
    std::string same = "a";  // so that the characters begin at odd places
    for (int i = 0; i < 500; ++i) {
        same += "\xC4\xE3";
    }
    const std::size_t from = shown_from(gbk, same + "\xBA\xC3", same + "\xBA\xC2");
    EXPECT_EQ(from % 2, 1U);
    const std::string text = shown(gbk, same + "\xBA\xC3", from).value();
    EXPECT_TRUE(text.ends_with("你好")) << text;
}

}  // namespace
}  // namespace cutover::cell_text_test
