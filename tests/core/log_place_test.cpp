#include "core/log_place.hpp"

#include <gtest/gtest.h>

namespace cutover::log_place_test {
namespace {

TEST(LogPlace, ItsTextIsReadBack) {
    const LogPlace places[] = {
        {"binlog.000042", 1337, ""},
        {"binlog.000042", 1337, "0-1-99,1-1-5"},
        {"a:c.1", 18'446'744'073'709'551'615U, "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5"},
        {"", 0, "0-1-99"},
    };
    for (const LogPlace& place : places) {
        SCOPED_TRACE(to_text(place));
        EXPECT_EQ(parse_log_place(to_text(place)), place);
    }
}

TEST(LogPlace, OtherTextsAreRefused) {
    for (const char* text : {"", " ", "binlog.000042", "binlog.000042:", ":5", "binlog.1:5x"}) {
        EXPECT_FALSE(parse_log_place(text)) << text;
    }
}

TEST(LogPlace, FilesFollowEachOtherByNumber) {
    EXPECT_TRUE(is_next_log_file("binlog.000009", "binlog.000010"));
    EXPECT_TRUE(is_next_log_file("binlog.999999", "binlog.1000000"));
    EXPECT_FALSE(is_next_log_file("binlog.000009", "binlog.000011"));
    EXPECT_FALSE(is_next_log_file("binlog.000009", "binlog.000009"));
    EXPECT_FALSE(is_next_log_file("binlog.000009", "other.000010"));
    EXPECT_FALSE(is_next_log_file("binlog", "binlog.1"));
}

}  // namespace
}  // namespace cutover::log_place_test
