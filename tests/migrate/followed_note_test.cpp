#include "migrate/followed_note.hpp"

#include <gtest/gtest.h>

namespace cutover::followed_note_test {
namespace {

TEST(FollowedNote, AnyNamesAreReadBack) {
    const std::map<TableName, TableName> names{
        {{"shop", "orders"}, {"shop_eu", "orders"}},
        {{"a b", "new\nline"}, {"`", "\xE2\x98\x83"}},
        {{"", "x"}, {"y", ""}},
    };
    EXPECT_EQ(parse_followed_note(followed_note(names)), names);
    EXPECT_EQ(parse_followed_note(""), (std::map<TableName, TableName>{}));
}

TEST(FollowedNote, OtherTextsAreRefused) {
    for (const char* text : {"61", "61 62 63\n", "61 62 63 6\n", "61 62 63 64", "61 62 zz 64\n"}) {
        EXPECT_FALSE(parse_followed_note(text)) << text;
    }
}

}  // namespace
}  // namespace cutover::followed_note_test
