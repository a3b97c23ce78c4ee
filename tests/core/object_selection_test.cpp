#include "core/object_selection.hpp"

#include <gtest/gtest.h>

namespace cutover::object_selection_test {
namespace {

struct GlobCase {
    const char* pattern;
    const char* text;
    bool expected;
};

const GlobCase glob_cases[] = {
    {"shop", "shop", true},
    {"shop", "Shop", false},
    {"shop", "shops", false},
    {"*", "", true},
    {"*", "anything", true},
    {"app_*", "app_", true},
    {"app_*", "app_eu", true},
    {"app_*", "my_app_eu", false},
    {"*_log", "a_log_log", true},
    {"a*b*c", "a-b-b-c", true},
    {"a*b*c", "a-c-b", false},
    {"audit_?", "audit_1", true},
    {"audit_?", "audit_", false},
    {"audit_?", "audit_12", false},
    {"?", "\xE2\x98\x83", true},  // one character of three bytes
    {"*?", "\xE2\x98\x83", true},
    {"shop.tmp_*", "shop.tmp_a.b", true},
    {"", "", true},
    {"", "a", false},
    {"[a-z]", "b", false},
};

TEST(ObjectSelection, GlobsMatchTheWholeText) {
    for (const GlobCase& test : glob_cases) {
        SCOPED_TRACE(std::string(test.pattern) + " on " + test.text);
        EXPECT_EQ(glob_matches(test.pattern, test.text), test.expected);
    }
}

TEST(ObjectSelection, ManyStarsTakeNoExponentialTime) {
    std::string pattern;
    for (int i = 0; i < 40; ++i) {
        pattern += "*a";
    }
    EXPECT_FALSE(glob_matches(pattern + "b", std::string(5000, 'a')));
}

ObjectSelection selection() {
    ObjectSelection selection;
    selection.databases["*"].rename = "rule of *";
    selection.databases["app_*"].rename = "rule of app_*";
    selection.databases["app_eu"].rename = "rule of app_eu";
    selection.databases["crm"].tables["customers"].rename = "clients";
    selection.exclude = {"shop.tmp_*", "*.audit_?"};
    return selection;
}

struct DatabaseCase {
    const char* database;
    const char* expected;  ///< The rule's rename; nullptr: not selected.
};

const DatabaseCase database_cases[] = {
    {"app_eu", "rule of app_eu"},
    {"app_us", "rule of app_*"},
    {"shop", "rule of *"},
    {"crm", ""},
    {"mysql", nullptr},
    {"Information_Schema", nullptr},
    {"performance_schema", nullptr},
    {"sys", nullptr},
    {"cutover", nullptr},
};

TEST(ObjectSelection, NearestRuleOfADatabaseWins) {
    const ObjectSelection rules = selection();
    for (const DatabaseCase& test : database_cases) {
        SCOPED_TRACE(test.database);
        const DatabaseRule* const rule = find_rule(rules, test.database);
        ASSERT_EQ(rule != nullptr, test.expected != nullptr);
        if (rule != nullptr) {
            EXPECT_EQ(rule->rename, test.expected);
        }
    }
}

struct TableCase {
    TableName table{};
    bool selected = false;
    const char* rename = "";
};

const TableCase table_cases[] = {
    {{"crm", "customers"}, true, "clients"}, {{"crm", "orders"}, false, ""},
    {{"shop", "orders"}, true, ""},          {{"shop", "tmp_orders"}, false, ""},
    {{"app_eu", "tmp_orders"}, true, ""},    {{"app_eu", "audit_1"}, false, ""},
    {{"mysql", "user"}, false, ""},
};

TEST(ObjectSelection, TablesAreSelectedNamedOrExcluded) {
    const ObjectSelection rules = selection();
    for (const TableCase& test : table_cases) {
        SCOPED_TRACE(display(test.table));
        const auto rule = find_rule(rules, test.table);
        ASSERT_EQ(rule.has_value(), test.selected);
        if (rule) {
            EXPECT_EQ(rule->rename, test.rename);
        }
    }
}

TEST(ObjectSelection, TablesOfAnOnlineDdlToolAreLeftOutWhereTheTaskSaysSo) {
    ObjectSelection rules = selection();
    rules.databases["crm"].tables["_customers_gho"] = {};
    for (const char* name : {"_orders_gho", "_orders_new", "_orders_ghc", "_orders_del"}) {
        SCOPED_TRACE(name);
        rules.online_ddl.mode = OnlineDdlMode::copy;
        EXPECT_TRUE(find_rule(rules, TableName{"shop", name}));
        for (const OnlineDdlMode mode : {OnlineDdlMode::gh_ost, OnlineDdlMode::dms}) {
            rules.online_ddl.mode = mode;
            EXPECT_FALSE(find_rule(rules, TableName{"shop", name}));
            EXPECT_TRUE(takes_code(rules, TableName{"shop", name}))
                << "views and triggers are no tables";
        }
    }
    EXPECT_TRUE(find_rule(rules, TableName{"shop", "orders"}));
    EXPECT_FALSE(find_rule(rules, TableName{"crm", "_customers_gho"})) << "named or not";
    rules.online_ddl.shadow = NamePattern("^tp_\\d+_ogt_(.+)$");
    EXPECT_TRUE(find_rule(rules, TableName{"shop", "_orders_gho"}));
    EXPECT_FALSE(find_rule(rules, TableName{"shop", "tp_17_ogt_orders"}));
}

TEST(ObjectSelection, NamingTablesLeavesCodeOut) {
    EXPECT_TRUE(takes_code(selection(), "shop"));
    EXPECT_FALSE(takes_code(selection(), "crm"));
    EXPECT_FALSE(takes_code(selection(), "mysql"));
}

}  // namespace
}  // namespace cutover::object_selection_test
