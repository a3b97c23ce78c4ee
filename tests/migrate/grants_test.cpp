#include "migrate/grants.hpp"

#include <gtest/gtest.h>

namespace cutover::grants_test {
namespace {

struct GrantCase {
    const char* name;
    std::vector<std::string> lines;
    const char* privilege;
    TableName table;  ///< "*" as table: the database; both "*": global.
    bool expected;
};

const GrantCase cases[] = {
    {"nothing", {}, "SELECT", {"shop", "t"}, false},
    {"usage", {"GRANT USAGE ON *.* TO `u`@`%`"}, "SELECT", {"shop", "t"}, false},
    {"global", {"GRANT SELECT, INSERT ON *.* TO `u`@`%`"}, "INSERT", {"shop", "t"}, true},
    {"global is what it says",
     {"GRANT SELECT, INSERT ON *.* TO `u`@`%`"},
     "UPDATE",
     {"shop", "t"},
     false},
    {"two words",
     {"GRANT SELECT, BINLOG MONITOR, REPLICATION SLAVE ON *.* TO `u`@`%`"},
     "BINLOG MONITOR",
     {"*", "*"},
     true},
    {"the second half is no privilege",
     {"GRANT REPLICATION SLAVE ON *.* TO `u`@`%`"},
     "SLAVE",
     {"*", "*"},
     false},
    {"all, MySQL 5.6 quotes",
     {"GRANT ALL PRIVILEGES ON *.* TO 'we'ird`x'@'10.%' IDENTIFIED BY PASSWORD '*B6' WITH GRANT "
      "OPTION"},
     "SUPER",
     {"*", "*"},
     true},
    {"all on a database",
     {"GRANT ALL PRIVILEGES ON `shop`.* TO `u`@`%`"},
     "DROP",
     {"shop", "t"},
     true},
    {"another database",
     {"GRANT ALL PRIVILEGES ON `shop`.* TO `u`@`%`"},
     "DROP",
     {"shop2", "t"},
     false},
    {"a database's right is not global",
     {"GRANT ALL PRIVILEGES ON `shop`.* TO `u`@`%`"},
     "DROP",
     {"*", "*"},
     false},
    {"escaped underscore is itself",
     {"GRANT SELECT ON `app\\_1`.* TO `u`@`%`"},
     "SELECT",
     {"app_1", "*"},
     true},
    {"escaped underscore is no wildcard",
     {"GRANT SELECT ON `app\\_1`.* TO `u`@`%`"},
     "SELECT",
     {"appx1", "*"},
     false},
    {"underscore is a wildcard",
     {"GRANT SELECT ON `app_1`.* TO `u`@`%`"},
     "SELECT",
     {"appx1", "*"},
     true},
    {"percent", {"GRANT SELECT ON `app%`.* TO `u`@`%`"}, "SELECT", {"app_1", "*"}, true},
    {"the most specific pattern alone is obeyed",
     {"GRANT SELECT ON `app\\_1`.* TO `u`@`%`", "GRANT INSERT ON `app_%`.* TO `u`@`%`"},
     "INSERT",
     {"app_1", "*"},
     false},
    {"but a role's pattern is another matter",
     {"GRANT SELECT ON `app\\_1`.* TO `u`@`%`", "GRANT INSERT ON `app_%`.* TO `r`"},
     "INSERT",
     {"app_1", "*"},
     true},
    {"table", {"GRANT SELECT ON `shop`.`t` TO `u`@`%`"}, "SELECT", {"shop", "t"}, true},
    {"table is not its database",
     {"GRANT SELECT ON `shop`.`t` TO `u`@`%`"},
     "SELECT",
     {"shop", "*"},
     false},
    {"columns do not count, what stands beside them does",
     {"GRANT SELECT (`a`, `b`), INSERT ON `shop`.`t` TO `u`@`%`"},
     "SELECT",
     {"shop", "t"},
     false},
    {"beside columns",
     {"GRANT SELECT (`a`, `b`), INSERT ON `shop`.`t` TO `u`@`%`"},
     "INSERT",
     {"shop", "t"},
     true},
    {"a routine is no table",
     {"GRANT EXECUTE ON PROCEDURE `shop`.`t` TO `u`@`%`"},
     "EXECUTE",
     {"shop", "t"},
     false},
    {"PROXY", {"GRANT PROXY ON ''@'%' TO 'root'@'localhost'"}, "PROXY", {"*", "*"}, false},
    {"ANSI quotes, and none",
     {R"(GRANT SELECT ON "app\_1".* TO u@localhost)", "GRANT INSERT ON shop.t TO u@localhost"},
     "INSERT",
     {"shop", "t"},
     true},
    {"backtick, dot and TO in a name",
     {"GRANT SELECT ON `a``.b TO c`.* TO `u`@`%`"},
     "SELECT",
     {"a`.b TO c", "*"},
     true},
    {"partial revoke",
     {"GRANT SELECT ON *.* TO `u`@`%`", "REVOKE SELECT ON `shop`.* FROM `u`@`%`"},
     "SELECT",
     {"shop", "t"},
     false},
    {"partial revoke of another database",
     {"GRANT SELECT ON *.* TO `u`@`%`", "REVOKE SELECT ON `shop`.* FROM `u`@`%`"},
     "SELECT",
     {"crm", "t"},
     true},
    {"default role",
     {"GRANT `r` TO `u`@`%`", "GRANT SELECT ON `shop`.* TO `r`",
      "SET DEFAULT ROLE `r` FOR `u`@`%`"},
     "SELECT",
     {"shop", "t"},
     true},
    {"role that is not active",
     {"GRANT `r`@`%`,`s`@`%` TO `u`@`%`"},
     "SELECT",
     {"shop", "t"},
     false},
    {"cut off", {"GRANT SELECT ON `sho"}, "SELECT", {"shop", "t"}, false},
    {"not a grant", {"", "GRANT", "GRANT ON", "x"}, "SELECT", {"shop", "t"}, false},
};

TEST(Grants, SayWhatAnAccountMayDo) {
    for (const GrantCase& test : cases) {
        SCOPED_TRACE(test.name);
        const Grants grants(test.lines);
        const bool actual = test.table.database == "*" ? grants.global(test.privilege)
                            : test.table.table == "*"
                                ? grants.on_database(test.privilege, test.table.database)
                                : grants.on_table(test.privilege, test.table);
        EXPECT_EQ(actual, test.expected);
    }
}

TEST(Grants, CaseOfNamesFollowsTheServer) {
    const std::vector<std::string> lines{
        "GRANT SELECT ON `shop`.* TO `u`@`%`", "GRANT INSERT ON `crm`.`people` TO `u`@`%`"};
    EXPECT_FALSE(Grants(lines).on_database("SELECT", "Shop"));
    EXPECT_TRUE(Grants(lines, {.fold_case = true}).on_database("SELECT", "Shop"));
    EXPECT_FALSE(Grants(lines).on_table("INSERT", {"CRM", "People"}));
    EXPECT_TRUE(Grants(lines, {.fold_case = true}).on_table("INSERT", {"CRM", "People"}));
}

TEST(Grants, WildcardsAreLettersWherePartialRevokesAreOn) {
    const std::vector<std::string> lines{"GRANT SELECT ON `app_1`.* TO `u`@`%`"};
    EXPECT_FALSE(Grants(lines, {.wildcards = false}).on_database("SELECT", "appx1"));
    EXPECT_TRUE(Grants(lines, {.wildcards = false}).on_database("SELECT", "app_1"));
    EXPECT_EQ(Grants({}, {.wildcards = false}).pattern_to_extend("app_1"), "app_1");
}

TEST(Grants, ExtendThePatternThatIsObeyed) {
    const Grants grants({"GRANT INSERT ON `app%`.* TO `u`@`%`"});
    EXPECT_EQ(grants.pattern_to_extend("app_1"), "app%");
    EXPECT_EQ(grants.pattern_to_extend("shop_eu"), "shop\\_eu");
}

TEST(Grants, KnowOfRoles) {
    EXPECT_TRUE(Grants({"GRANT `r` TO `u`@`%`"}).has_roles());
    EXPECT_FALSE(Grants({"GRANT SELECT ON *.* TO `u`@`%`"}).has_roles());
}

}  // namespace
}  // namespace cutover::grants_test
