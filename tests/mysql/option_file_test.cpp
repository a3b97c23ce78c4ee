#include "mysql/option_file.hpp"

#include <gtest/gtest.h>

namespace cutover::option_file_test {
namespace {

TEST(OptionFile, GroupsQuotesEscapesAndComments) {
    struct Case {
        const char* name;
        const char* text;
        OptionSettings expected;
    };

    const Case cases[] = {
        {"empty", "", {}},
        {"before any group", "user=a\n", {}},
        {"client and the chosen group, the later wins",
         "[client]\nuser=a\nhost = h\n[mysqld]\nuser=x\n[mine]\nuser=b\n",
         {{"user", "b"}, {"host", "h"}}},
        {"underscores and loose-",
         "[client]\nssl_ca=/x\nloose-ssl-mode=REQUIRED",
         {{"ssl-ca", "/x"}, {"ssl-mode", "REQUIRED"}}},
        {"comments",
         "# a\n; b\n[client] # c\nuser=a # not this\npassword=a#b\n",
         {{"user", "a"}, {"password", "a#b"}}},
        {"quotes hold hashes and blanks",
         "[client]\npassword=\" a # b \"\nuser='x'\n",
         {{"password", " a # b "}, {"user", "x"}}},
        {"escapes", "[client]\npassword=a\\sb\\\\c\\q\\n\n", {{"password", "a b\\c\\q\n"}}},
        {"no value", "[client]\nssl\npassword=\r\n", {{"ssl", ""}, {"password", ""}}},
        {"one quote alone", "[client]\npassword=\"\n", {{"password", ""}}},
        {"an unclosed group is that group", "[client\nuser=a", {{"user", "a"}}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(parse_option_file(c.text, "mine"), c.expected);
    }
}

}  // namespace
}  // namespace cutover::option_file_test
