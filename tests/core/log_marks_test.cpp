#include "core/log_marks.hpp"

#include <gtest/gtest.h>

namespace cutover::log_marks_test {
namespace {

TEST(LogMarks, AreReadBack) {
    const LogMarks marks{
        .server = "host:3306/var/lib/mysql/#1 ",
        .files = {{"binlog.000007", 1'700'000'000, 1}, {"with \n blank.1", 4'294'967'295, 0}}};
    EXPECT_EQ(parse_log_marks(to_text(marks)), marks);
    EXPECT_EQ(parse_log_marks(to_text(LogMarks{})), LogMarks{});
}

TEST(LogMarks, OtherTextsAreRefused) {
    for (const char* const text : {"", "61", "6\n", "61\n62 1\n", "61\n62 1 x\n", "61\n62 1 2"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(parse_log_marks(text));
    }
}

TEST(LogMarks, AFileHasOneMarkAndOldOnesGo) {
    LogMarks marks;
    for (std::uint32_t number = 1; number <= 100; ++number) {
        marks.add({"binlog." + std::to_string(number), number, 1});
    }
    marks.add({"binlog.100", 500, 2});
    EXPECT_EQ(marks.find("binlog.1"), nullptr);
    ASSERT_NE(marks.find("binlog.99"), nullptr);
    EXPECT_EQ(marks.find("binlog.99")->began_at, 99U);
    ASSERT_NE(marks.find("binlog.100"), nullptr);
    EXPECT_EQ(*marks.find("binlog.100"), (LogFileMark{"binlog.100", 500, 2}));
    EXPECT_EQ(marks.files.size(), 64U);
}

}  // namespace
}  // namespace cutover::log_marks_test
