#include "mysql/logged_session.hpp"

#include <gtest/gtest.h>

namespace cutover::logged_session_test {
namespace {

TEST(LoggedSession, ModesHaveTheNamesOfTheirFlavour) {
    EXPECT_EQ(sql_mode_text(0, Flavour::mysql), "");
    EXPECT_EQ(sql_mode_text(4, Flavour::mysql), "ANSI_QUOTES");
    EXPECT_EQ(
        sql_mode_text(1436549152, Flavour::mysql),
        "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
        "ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION");
    EXPECT_EQ(
        sql_mode_text(1411383296, Flavour::mariadb),
        "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,"
        "NO_ENGINE_SUBSTITUTION");
    const std::uint64_t first_beyond = 1ULL << 32U;
    EXPECT_EQ(sql_mode_text(first_beyond, Flavour::mysql), "TIME_TRUNCATE_FRACTIONAL");
    EXPECT_EQ(sql_mode_text(first_beyond, Flavour::mariadb), "EMPTY_STRING_IS_NULL");
}

}  // namespace
}  // namespace cutover::logged_session_test
