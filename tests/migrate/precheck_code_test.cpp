#include <gtest/gtest.h>

#include "migrate/code_reading.hpp"
#include "tests/fakes/situation.hpp"

namespace cutover::precheck_code_test {
namespace {

using test::Situation;

struct ReadingCase {
    const char* name = "";
    std::string text{};
    ObjectKind kind{};
    bool runs_as_definer = false;
    bool is_declared_safe = false;
};

const ReadingCase reading_cases[] = {
    {"view", "CREATE ALGORITHM=UNDEFINED DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW `v` AS select 1",
     ObjectKind::view, true, false},
    {"invoker's view", "CREATE DEFINER=`a`@`%` SQL SECURITY INVOKER VIEW `v` AS select 1",
     ObjectKind::view, false, false},
    {"procedure says nothing",
     "CREATE DEFINER=`a`@`%` PROCEDURE `p`() BEGIN SELECT 'SQL SECURITY INVOKER'; END",
     ObjectKind::procedure, true, false},
    {"invoker's procedure", "CREATE PROCEDURE `p`()\n    SQL SECURITY INVOKER\nBEGIN END",
     ObjectKind::procedure, false, false},
    {"deterministic", "CREATE FUNCTION `f`() RETURNS int DETERMINISTIC RETURN 1",
     ObjectKind::function, true, true},
    {"not deterministic", "CREATE FUNCTION `f`() RETURNS int NOT DETERMINISTIC RETURN 1",
     ObjectKind::function, true, false},
    {"no sql", "CREATE FUNCTION `f`() RETURNS int NO SQL RETURN 1", ObjectKind::function, true,
     true},
    {"reads", "CREATE FUNCTION `f`() RETURNS int READS SQL DATA BEGIN RETURN 1; END",
     ObjectKind::function, true, true},
    {"modifies", "CREATE FUNCTION `f`() RETURNS int MODIFIES SQL DATA BEGIN RETURN 1; END",
     ObjectKind::function, true, false},
    {"said in a comment",
     "CREATE FUNCTION `f`() RETURNS int COMMENT 'DETERMINISTIC' RETURN 1 /* NO SQL */",
     ObjectKind::function, true, false},
    {"trigger", "CREATE TRIGGER `t` BEFORE INSERT ON `o` FOR EACH ROW SET @a=1",
     ObjectKind::trigger, false, false},
};

TEST(CodeReading, SeesHowCodeRuns) {
    for (const ReadingCase& test : reading_cases) {
        SCOPED_TRACE(test.name);
        CodeObject object;
        object.kind = test.kind;
        object.create_statement = test.text;
        const CodeReading code = read_code(object);
        EXPECT_EQ(code.runs_as_definer, test.runs_as_definer);
        EXPECT_EQ(code.is_declared_safe, test.is_declared_safe);
    }
}

TEST(CodeReading, TellsNamesFromTheInsideOfStrings) {
    CodeObject object;
    object.kind = ObjectKind::procedure;
    object.create_statement =
        "CREATE PROCEDURE `p`() BEGIN SELECT * FROM `Orders`; "
        "SET @s = 'DELETE FROM Lines WHERE x'; END -- people";
    const CodeReading code = read_code(object);
    EXPECT_EQ(code.names.count("orders"), 1U);
    EXPECT_EQ(code.names.count("lines"), 0U);
    EXPECT_EQ(code.names.count("people"), 0U);
    EXPECT_TRUE(mentions_in_text(code, "lines"));
    EXPECT_FALSE(mentions_in_text(code, "line"));
    EXPECT_FALSE(mentions_in_text(code, "orders"));
}

CodeObject& trigger(Situation& s) {
    CodeObject& object = s.add_object(ObjectKind::trigger, "t");
    object.table = "orders";
    object.definer = s.destination.account;
    object.create_statement =
        "CREATE DEFINER=`shop`@`%` TRIGGER `t` BEFORE INSERT ON `orders` FOR EACH ROW SET @a = 1";
    return object;
}

CodeObject& function(Situation& s, const std::string& declared) {
    CodeObject& object = s.add_object(ObjectKind::function, "f");
    object.create_statement =
        "CREATE FUNCTION `f`() RETURNS int " + declared + " SQL SECURITY INVOKER RETURN 1";
    return object;
}

CodeObject& view(Situation& s, const std::string& query) {
    CodeObject& object = s.add_object(ObjectKind::view, "v");
    object.create_statement = "CREATE SQL SECURITY INVOKER VIEW `shop`.`v` AS " + query;
    return object;
}

TEST(PrecheckCode, EachFindingHasItsCheck) {
    test::expect_each({
        {"fine",
         [](Situation& s) {
             trigger(s);
             function(s, "DETERMINISTIC");
             view(s, "select 1");
         }},
        {"unreadable",
         [](Situation& s) { view(s, "").unreadable = "1356: View references invalid table"; },
         "code.readable", CheckStatus::fail, "view shop.v (1356: View references invalid table)",
         "exclude"},
        {"no such definer", [](Situation& s) { view(s, "select 1").definer = "gone@localhost"; },
         "code.definers", CheckStatus::warn, "gone@localhost (view shop.v)",
         "accounts are not migrated"},
        {"accounts cannot be read",
         [](Situation& s) {
             view(s, "select 1");
             s.destination.accounts.reset();
         },
         "code.definers", CheckStatus::warn, "cannot be read; the definers are shop@%",
         "mysql.user"},
        {"definer's rights",
         [](Situation& s) {
             s.add_object(ObjectKind::procedure, "p").create_statement =
                 "CREATE PROCEDURE `p`() SELECT 1";
         },
         "code.callers", CheckStatus::warn, "procedure shop.p",
         "GRANT EXECUTE ON PROCEDURE `shop`.`p` TO <caller>;"},
        {"mentions a renamed table",
         [](Situation& s) {
             view(s, "select `shop`.`orders`.`id` from `shop`.`orders`");
             s.task.objects.databases["shop"].rename = "shop_eu";
         },
         "code.renamed_mentions", CheckStatus::warn, "view shop.v (shop -> shop_eu)",
         "before the switch"},
        {"mentions it in a string",
         [](Situation& s) {
             view(s, "select 'from shop.orders'");
             s.task.objects.databases["shop"].rename = "shop_eu";
         },
         "code.renamed_mentions", CheckStatus::warn, "in a string, which is not rewritten",
         "by hand"},
        {"an undeclared function", [](Situation& s) { function(s, "MODIFIES SQL DATA"); },
         "code.function_creators", CheckStatus::fail, "function shop.f",
         "SET GLOBAL log_bin_trust_function_creators = ON;"},
        {"an undeclared function, trusted",
         [](Situation& s) {
             function(s, "");
             s.destination.variables["log_bin_trust_function_creators"] = "ON";
         }},
        {"an undeclared function, no log",
         [](Situation& s) {
             function(s, "");
             s.destination.variables["log_bin"] = "OFF";
         }},
    });
}

TEST(PrecheckCode, WithoutSuper) {
    Situation s;
    trigger(s);
    s.destination.grants = {"GRANT SELECT ON *.* TO `u`@`%`"};
    EXPECT_EQ(test::result_of(s.check(), "code.function_creators")->status, CheckStatus::fail);
}

TEST(PrecheckCode, TriggersAndEventsBecomeTheMigratingAccounts) {
    Situation s;
    trigger(s).definer = "shop@%";
    const auto result = test::result_of(s.check(), "code.run_as");
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->status, CheckStatus::warn);
    EXPECT_EQ(result->found, "1 object: trigger shop.t (shop@%)");
    EXPECT_NE(result->fix.find("Keep the account cutover@%"), std::string::npos);
}

}  // namespace
}  // namespace cutover::precheck_code_test
