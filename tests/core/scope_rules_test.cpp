#include "core/scope_rules.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "tests/fakes/situation.hpp"

namespace cutover::scope_rules_test {
namespace {

using test::Situation;

std::string rules_of(const Situation& s) {
    const TaskPlan plan = make_plan(s.task, s.source_catalog, s.source, s.destination);
    std::string text;
    for (const ScopeRule& rule : scope_rules(s.task, s.source_catalog, plan)) {
        text += (text.empty() ? "" : "; ") + std::string(to_text(rule.kind)) + " " + rule.object +
                " " + rule.text;
    }
    return text;
}

struct Case {
    const char* name;
    std::function<void(Situation&)> change;
    const char* expected;
};

TableRule& orders_rule(Situation& s) {
    return s.task.objects.databases["shop"].tables["orders"];
}

const char* const part = "no_code shop the task names tables of this database";

TEST(ScopeRules, EachWayToMoveLessThanAll) {
    const Case cases[] = {
        {"all of it", [](Situation&) {}, ""},
        {"one table", [](Situation& s) { orders_rule(s); }, part},
        {"some rows", [](Situation& s) { orders_rule(s).where = "id > 100"; },
         "no_code shop the task names tables of this database; "
         "where shop.orders id > 100"},
        {"some columns, one of them renamed",
         [](Situation& s) { orders_rule(s).columns["id"].rename = "number"; },
         "no_code shop the task names tables of this database; "
         "rename shop.orders.id number; columns shop.orders note"},
        {"other names",
         [](Situation& s) {
             s.task.objects.databases["shop"].rename = "shop_eu";
             orders_rule(s).rename = "orders2";
         },
         "rename shop shop_eu; no_code shop the task names tables of this database; "
         "rename shop.orders shop_eu.orders2"},
        {"a database's name alone is one rule, however many tables it has",
         [](Situation& s) {
             s.add_table("lines");
             s.task.objects.databases["shop"].rename = "shop_eu";
         },
         "rename shop shop_eu"},
        {"excluded",
         [](Situation& s) {
             s.add_table("tmp_1");
             s.add_table("tmp_2");
             s.task.objects.exclude = {"shop.tmp_*", "other.*"};
         },
         "exclude shop.tmp_* 2 objects left behind; exclude other.* 0 objects left behind"},
        {"tables of an online DDL tool",
         [](Situation& s) {
             s.add_table("_orders_gho");
             s.add_table("_orders_del");
             s.add_table("_orders_ghc");
             s.task.objects.online_ddl.mode = OnlineDdlMode::gh_ost;
         },
         "exclude online_ddl trash ^_(.+)_(ghc|del|old)$ 2 tables left behind; "
         "exclude online_ddl shadow ^_(.+)_(gho|new)$ 1 table left behind"},
        {"online DDL tools that are taken along", [](Situation& s) { s.add_table("_orders_gho"); },
         ""},
        {"upper case", [](Situation& s) { s.task.name_case = NameCase::upper; },
         "name_case all names upper"},
    };
    for (const Case& test : cases) {
        SCOPED_TRACE(test.name);
        Situation situation;
        test.change(situation);
        EXPECT_EQ(rules_of(situation), test.expected);
    }
}

TEST(ScopeRules, ShowNoControlBytes) {
    Situation s;
    orders_rule(s).where = "note <> '\x1b[2J'";
    EXPECT_EQ(rules_of(s).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace cutover::scope_rules_test
