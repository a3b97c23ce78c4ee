#include <gtest/gtest.h>

#include "migrate/references.hpp"
#include "tests/fakes/situation.hpp"

namespace cutover::precheck_references_test {
namespace {

using test::Situation;

CodeObject& view(Situation& s, const std::string& query) {
    CodeObject& object = s.add_object(ObjectKind::view, "v");
    object.create_statement = "CREATE SQL SECURITY INVOKER VIEW `shop`.`v` AS " + query;
    return object;
}

CodeObject& trigger(Situation& s, const std::string& body) {
    CodeObject& object = s.add_object(ObjectKind::trigger, "t");
    object.table = "orders";
    object.definer = s.destination.account;
    object.create_statement = "CREATE TRIGGER `t` BEFORE INSERT ON `orders` FOR EACH ROW " + body;
    return object;
}

void add_crm(Situation& s) {
    TableDefinition people;
    people.name = {"crm", "people"};
    s.destination_catalog.tables = {people};
}

TEST(PrecheckReferences, Views) {
    test::expect_each({
        {"of what comes along",
         [](Situation& s) { view(s, "select 1 from `shop`.`orders` `o` join `shop`.`orders`"); }},
        {"of what is not there at all",
         [](Situation& s) { view(s, "select 1 from `shop`.`gone`"); }, "code.broken_views",
         CheckStatus::fail, "view shop.v reads from shop.gone", "exclude"},
        {"of what stays behind",
         [](Situation& s) {
             s.add_table("audit");
             s.task.objects.exclude = {"shop.audit"};
             view(s, "select 1 from `shop`.`audit`");
         },
         "code.outside", CheckStatus::fail, "view shop.v reads from shop.audit", "Select what"},
        {"of another database", [](Situation& s) { view(s, "select 1 from `crm`.`people`"); },
         "code.outside", CheckStatus::fail, "view shop.v reads from crm.people", ""},
        {"of another database that the destination has",
         [](Situation& s) {
             view(s, "select 1 from `crm`.`people`");
             add_crm(s);
         }},
        {"of the server's own tables",
         [](Situation& s) { view(s, "select 1 from `information_schema`.`tables`"); }},
        {"of a common table expression, JSON and nothing",
         [](Situation& s) {
             view(
                 s,
                 "with `x` as (select 1 from `shop`.`orders`) select 1 from `x` join "
                 "JSON_TABLE('[1]', '$[*]' COLUMNS (`a` int PATH '$')) `j`");
         }},
        {"of a sequence",
         [](Situation& s) {
             s.add_object(ObjectKind::sequence, "s").definer.clear();
             view(s, "select 1 from `shop`.`s`");
         }},
        {"spelt in another case where that is one name",
         [](Situation& s) {
             s.set_both("lower_case_table_names", "2");
             view(s, "select 1 from `shop`.`Orders`");
         }},
    });
}

TEST(PrecheckReferences, TriggersAndRoutinesAreOnlyWarnedOf) {
    test::expect_each({
        {"of what comes along", [](Situation& s) { trigger(s, "UPDATE orders SET note = 'x'"); }},
        {"of what stays behind",
         [](Situation& s) {
             s.add_table("audit");
             s.task.objects.exclude = {"shop.audit"};
             trigger(s, "INSERT INTO audit VALUES (NEW.id, 'x')");
         },
         "code.outside", CheckStatus::warn, "trigger shop.t uses shop.audit", "Select what"},
        {"of another database",
         [](Situation& s) { trigger(s, "INSERT INTO `crm`.`log` VALUES (1)"); }, "code.outside",
         CheckStatus::warn, "trigger shop.t uses crm.log", ""},
        {"of names that are no tables",
         [](Situation& s) { trigger(s, "BEGIN DECLARE a INT; SELECT 1 INTO a; END"); }},
    });
}

TEST(References, DatabasesOutsideOfThePlan) {
    Situation s;
    s.add_table("lines").foreign_keys = {{.name = "fk", .referenced = {"erp", "items"}}};
    view(s, "select 1 from `crm`.`people` join `shop`.`orders`");
    const TaskPlan plan = make_plan(s.task, s.source_catalog, s.source, s.destination);
    EXPECT_EQ(databases_referred_to(s.source_catalog, plan), (std::set<std::string>{"crm", "erp"}));
}

TableRule& orders_rule(Situation& s) {
    return s.task.objects.databases["shop"].tables["orders"];
}

void define_orders(Situation& s, const std::string& entries, const std::string& end = {}) {
    s.orders().create_statement = "CREATE TABLE `orders` (" + entries + ") ENGINE=InnoDB" + end;
}

TEST(PrecheckReferences, ColumnsThatAreLeftOut) {
    const std::string id = "`id` bigint NOT NULL, ";
    test::expect_each({
        {"nobody needs the other one",
         [&](Situation& s) {
             orders_rule(s).columns["id"] = {};
             define_orders(s, id + "`note` varchar(100), KEY `k` (`note`), CHECK (`note` <> '')");
         }},
        {"a generated column does",
         [&](Situation& s) {
             orders_rule(s).columns["id"] = {};
             define_orders(s, "`id` bigint AS (length(`note`)) STORED, `note` varchar(100)");
         },
         "tables.columns", CheckStatus::fail, "id of shop.orders needs note", "Select that column"},
        {"the partitioning does, in MySQL 5.6's spelling",
         [&](Situation& s) {
             orders_rule(s).columns["id"] = {};
             define_orders(s, id + "`note` varchar(100)", " PARTITION BY KEY (note) PARTITIONS 4");
         },
         "tables.columns", CheckStatus::fail, "the partitioning of shop.orders needs note", ""},
        {"the only key of an AUTO_INCREMENT column does",
         [&](Situation& s) {
             orders_rule(s).columns["note"] = {};
             orders_rule(s).columns["id"] = {};
             s.orders().columns[0].auto_increment = true;
             s.orders().columns.push_back(s.orders().columns[1]);
             s.orders().columns.back().name = "more";
             s.orders().keys = {
                 {.name = "a", .type = "BTREE", .unique = true, .parts = {{"id", 0}, {"more", 0}}},
                 {.name = "b", .type = "BTREE", .unique = true, .parts = {{"note", 0}}}};
             s.orders().columns[1].nullable = false;
         },
         "tables.columns", CheckStatus::fail, "AUTO_INCREMENT of shop.orders.id", ""},
        {"a foreign key does",
         [&](Situation& s) {
             orders_rule(s).columns["id"] = {};
             s.task.objects.databases["shop"].tables["lines"] = {};
             s.add_table("lines").foreign_keys = {
                 {.name = "fk",
                  .columns = {"note"},
                  .referenced = {"shop", "orders"},
                  .referenced_columns = {"note"}}};
         },
         "tables.columns", CheckStatus::fail, "foreign key fk of shop.lines needs shop.orders.note",
         ""},
    });
}

TEST(PrecheckReferences, TablesThatCannotBeRead) {
    Situation s;
    s.orders().unreadable = "145: the table is marked as crashed";
    s.orders().create_statement.clear();
    s.orders().keys.clear();
    const auto result = test::result_of(s.check(), "tables.readable");
    EXPECT_EQ(result->status, CheckStatus::fail);
    EXPECT_NE(result->found.find("shop.orders (145: the table is"), std::string::npos);
    s.task.ignore_checks["tables.readable"] = "nobody needs it";
    EXPECT_EQ(test::result_of(s.check(), "tables.readable")->status, CheckStatus::fail);
}

}  // namespace
}  // namespace cutover::precheck_references_test
