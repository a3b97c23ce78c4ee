#include <gtest/gtest.h>

#include "tests/fakes/situation.hpp"

namespace cutover::precheck_objects_test {
namespace {

using test::Situation;

TEST(PrecheckObjects, SelectionAndNames) {
    test::expect_each({
        {"a database that is not there", [](Situation& s) { s.task.objects.databases["crm"] = {}; },
         "objects.exist", CheckStatus::fail, "crm", "source.privilege.select"},
        {"a table that is not there",
         [](Situation& s) {
             s.task.objects.databases["shop"].tables["orders"] = {};
             s.task.objects.databases["shop"].tables["oders"] = {};
         },
         "objects.exist", CheckStatus::fail, "shop.oders", "Correct the name"},
        {"a column that is not there",
         [](Situation& s) {
             s.task.objects.databases["shop"].tables["orders"].columns = {{"id", {}}, {"not", {}}};
         },
         "objects.exist", CheckStatus::fail, "shop.orders.not", ""},
        {"a glob that matches nothing",
         [](Situation& s) { s.task.objects.databases["app_*"] = {}; }, "objects.patterns",
         CheckStatus::warn, "objects: app_*", "leave it out"},
        {"an exclude that matches",
         [](Situation& s) {
             s.add_table("tmp_1");
             s.task.objects.exclude = {"shop.tmp_*"};
         }},
        {"an exclude that matches nothing",
         [](Situation& s) { s.task.objects.exclude = {"shop.tmp_*"}; }, "objects.patterns",
         CheckStatus::warn, "exclude: shop.tmp_*", ""},
        {"an unknown type", [](Situation& s) { s.orders().columns[1].data_type = "hologram"; },
         "types.known", CheckStatus::fail, "shop.orders.note", "Exclude"},
        {"system-versioned", [](Situation& s) { s.orders().system_versioned = true; },
         "objects.movable", CheckStatus::fail, "shop.orders", "Exclude"},
        {"renamed to something illegal",
         [](Situation& s) { s.task.objects.databases["shop"].rename = "shop "; }, "names.legal",
         CheckStatus::fail, "ends in a space", "rename"},
        {"two tables that become one over there",
         [](Situation& s) {
             s.add_table("Orders");
             s.set_both("lower_case_table_names", "2");
         },
         "names.collisions", CheckStatus::fail, "shop.Orders", "rename"},
        {"the same where case tells them apart", [](Situation& s) { s.add_table("Orders"); }},
        {"another case rule",
         [](Situation& s) { s.destination.variables["lower_case_table_names"] = "1"; },
         "names.case_rule", CheckStatus::warn, "stored in lower case", "lower_case_table_names=0"},
        {"a case rule that is not shown",
         [](Situation& s) { s.source.variables.erase("lower_case_table_names"); },
         "names.case_rule", CheckStatus::warn, "does not show", "SELECT @@lower_case_table_names;"},
        {"names in upper case", [](Situation& s) { s.task.name_case = NameCase::upper; },
         "names.case_changed", CheckStatus::warn, "shop.orders to SHOP.ORDERS", "preserve"},
    });
}

void already_there(Situation& s) {
    s.destination_catalog = s.source_catalog;
}

void without_schema(Situation& s) {
    s.task.types.schema = false;
    already_there(s);
    s.destination_catalog.tables[0].estimated_rows = 0;
}

TEST(PrecheckObjects, Conflicts) {
    test::expect_each({
        {"a table is there", already_there, "conflicts.tables", CheckStatus::fail, "shop.orders",
         R"("conflicts": "proceed")"},
        {"and may stay",
         [](Situation& s) {
             already_there(s);
             s.task.conflicts = ConflictPolicy::proceed;
         },
         "conflicts.tables", CheckStatus::warn, "shop.orders", "Nothing"},
        {"and is this task's own",
         [](Situation& s) {
             already_there(s);
             s.progress = TaskProgress{.phase = Phase::copying};
         }},
        {"claimed, but nothing made yet",
         [](Situation& s) {
             already_there(s);
             s.progress = TaskProgress{.phase = Phase::created};
         },
         "conflicts.tables", CheckStatus::fail, "shop.orders", ""},
        {"spelt in another case on a server that folds",
         [](Situation& s) {
             s.set_both("lower_case_table_names", "2");
             already_there(s);
             s.destination_catalog.tables[0].name.table = "ORDERS";
         },
         "conflicts.tables", CheckStatus::fail, "shop.orders", ""},
        {"spelt in another case on a server that does not fold",
         [](Situation& s) {
             already_there(s);
             s.destination_catalog.tables[0].name.table = "ORDERS";
         }},
        {"no schema, table there", without_schema},
        {"no schema, table missing", [](Situation& s) { s.task.types.schema = false; },
         "conflicts.missing_tables", CheckStatus::fail, "shop.orders", "\"schema\""},
        {"no schema, rows there",
         [](Situation& s) {
             without_schema(s);
             s.destination_catalog.tables[0].estimated_rows = 3;
         },
         "conflicts.rows", CheckStatus::warn, "shop.orders", "Empty them"},
        {"a narrower column",
         [](Situation& s) {
             without_schema(s);
             s.destination_catalog.tables[0].columns[1].length = 10;
         },
         "conflicts.definitions", CheckStatus::fail, "column note", "Alter"},
        {"a wider column",
         [](Situation& s) {
             without_schema(s);
             s.destination_catalog.tables[0].columns[1].length = 200;
         },
         "conflicts.definitions", CheckStatus::warn, "column note", "Alter"},
        {"a view is there",
         [](Situation& s) {
             s.add_object(ObjectKind::view, "v");
             s.destination_catalog.objects = s.source_catalog.objects;
         },
         "conflicts.objects", CheckStatus::fail, "view shop.v", "rename"},
        {"a trigger on a table to be filled",
         [](Situation& s) {
             without_schema(s);
             s.add_object(ObjectKind::trigger, "t").table = "orders";
             s.destination_catalog.objects = s.source_catalog.objects;
             s.source_catalog.objects.clear();
         },
         "conflicts.triggers", CheckStatus::fail, "shop.t on shop.orders",
         "DROP TRIGGER `shop`.`t`;"},
        {"a trigger on another table",
         [](Situation& s) {
             without_schema(s);
             s.add_object(ObjectKind::trigger, "t").table = "other";
             s.destination_catalog.objects = s.source_catalog.objects;
             s.source_catalog.objects.clear();
         }},
        {"a view where a table should be",
         [](Situation& s) {
             Situation other;
             other.add_object(ObjectKind::view, "orders");
             s.destination_catalog.objects = other.source_catalog.objects;
         },
         "conflicts.kinds", CheckStatus::fail, "table shop.orders is a view there", "rename"},
        {"a database with another collation",
         [](Situation& s) {
             s.destination_catalog.databases = {
                 {.name = "shop", .character_set = "latin1", .collation = "latin1_swedish_ci"}};
         },
         "conflicts.databases", CheckStatus::warn,
         "latin1_swedish_ci instead of utf8mb4_general_ci",
         "ALTER DATABASE `shop` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;"},
    });
}

TEST(PrecheckObjects, TablesAndForeignKeys) {
    const ForeignKey outside{
        .name = "fk", .columns = {"id"}, .referenced = {"crm", "people"}, .on_delete = "RESTRICT"};
    test::expect_each({
        {"no key", [](Situation& s) { s.orders().keys.clear(); }, "tables.keys", CheckStatus::warn,
         "shop.orders", "ADD PRIMARY KEY"},
        {"a key is asked for",
         [](Situation& s) {
             s.orders().keys[0].name = "u";
             s.destination.variables["innodb_force_primary_key"] = "ON";
         },
         "tables.primary_key_required", CheckStatus::fail, "shop.orders",
         "SET GLOBAL innodb_force_primary_key = OFF;"},
        {"a long index, but the server takes it",
         [](Situation& s) {
             s.orders().columns[1].length = 255;
             s.orders().columns[1].length_bytes = 1020;
             s.orders().keys.push_back({.name = "n", .type = "BTREE", .parts = {{"note", 0}}});
         }},
        {"a long index",
         [](Situation& s) {
             s.orders().columns[1].length = 255;
             s.orders().columns[1].length_bytes = 1020;
             s.orders().keys.push_back({.name = "n", .type = "BTREE", .parts = {{"note", 0}}});
             s.destination.variables["innodb_large_prefix"] = "OFF";
         },
         "tables.index_length", CheckStatus::fail, "shop.orders key n column note (1020 bytes)",
         "innodb_large_prefix"},
        {"a prefix that fits",
         [](Situation& s) {
             s.orders().columns[1].length = 255;
             s.orders().columns[1].length_bytes = 1020;
             s.orders().keys.push_back({.name = "n", .type = "BTREE", .parts = {{"note", 191}}});
             s.destination.variables["innodb_large_prefix"] = "OFF";
         }},
        {"a foreign key inside",
         [](Situation& s) {
             s.orders().foreign_keys = {
                 {.name = "fk", .columns = {"id"}, .referenced = {"shop", "orders"}}};
         }},
        {"a foreign key to a table that stays behind",
         [&](Situation& s) { s.orders().foreign_keys = {outside}; }, "foreign_keys.outside",
         CheckStatus::fail, "shop.orders (fk) to crm.people", "Select the tables"},
        {"a foreign key to a table that is there",
         [&](Situation& s) {
             s.orders().foreign_keys = {outside};
             TableDefinition people;
             people.name = {"crm", "people"};
             s.destination_catalog.tables = {people};
         },
         "foreign_keys.outside", CheckStatus::warn, "crm.people", "hold the same rows"},
        {"a cascade",
         [](Situation& s) {
             s.orders().foreign_keys = {
                 {.name = "fk",
                  .columns = {"id"},
                  .referenced = {"shop", "orders"},
                  .on_update = "RESTRICT",
                  .on_delete = "SET NULL"}};
         },
         "foreign_keys.cascades", CheckStatus::warn, "(fk)", "verify"},
        {"a filtered parent",
         [](Situation& s) {
             s.add_table("lines").foreign_keys = {
                 {.name = "fk", .columns = {"id"}, .referenced = {"shop", "orders"}}};
             s.task.objects.databases["shop"].tables["orders"].where = "id > 10";
             s.task.objects.databases["shop"].tables["lines"] = {};
         },
         "foreign_keys.filtered", CheckStatus::warn, "shop.lines (fk) to shop.orders", "where"},
    });
}

}  // namespace
}  // namespace cutover::precheck_objects_test
