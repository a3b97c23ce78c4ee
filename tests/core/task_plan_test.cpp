#include "core/task_plan.hpp"

#include <gtest/gtest.h>

#include "core/key_choice.hpp"

namespace cutover::task_plan_test {
namespace {

ColumnDefinition integer(const std::string& name, bool nullable = false) {
    return {.name = name, .data_type = "int", .column_type = "int(11)", .nullable = nullable};
}

ColumnDefinition of_type(const std::string& name, const std::string& type) {
    return {.name = name, .data_type = type, .column_type = type, .nullable = false};
}

TableDefinition table(const std::string& database, const std::string& name) {
    return {
        .name = {database, name},
        .engine = "innodb",
        .estimated_rows = 1000,
        .data_bytes = 100'000,
        .columns = {integer("id"), integer("note", true)},
        .keys = {{"PRIMARY", "BTREE", true, {{"id", 0}}}}};
}

Catalog shop() {
    Catalog catalog;
    catalog.databases = {{"crm", "utf8mb4", "utf8mb4_bin"}, {"shop", "latin1", "latin1_bin"}};
    catalog.tables = {
        table("crm", "customers"), table("crm", "orders"), table("shop", "Items"),
        table("shop", "tmp_1")};
    const auto object = [&](ObjectKind kind, const char* name, const char* on = "") {
        catalog.objects.push_back({.kind = kind, .name = {"shop", name}, .table = on});
    };
    object(ObjectKind::view, "v");
    object(ObjectKind::trigger, "t_items", "Items");
    object(ObjectKind::trigger, "t_tmp", "tmp_1");
    object(ObjectKind::procedure, "v");  // routines have a name space of their own
    return catalog;
}

Task task() {
    Task task;
    task.objects.databases["shop"];
    task.objects.databases["crm"].tables["customers"].rename = "clients";
    task.objects.databases["crm"].rename = "crm_eu";
    task.objects.exclude = {"shop.tmp_*"};
    return task;
}

ServerFacts server(const std::string& lower_case_table_names = "0") {
    ServerFacts facts;
    facts.endpoint = "127.0.0.1:3306";
    facts.variables["lower_case_table_names"] = lower_case_table_names;
    return facts;
}

TEST(TaskPlan, ResolvesTheSelection) {
    const TaskPlan plan = make_plan(task(), shop(), server(), server());
    ASSERT_EQ(plan.databases.size(), 2U);
    EXPECT_EQ(plan.databases[0].destination, "crm_eu");
    EXPECT_FALSE(plan.databases[0].whole);
    EXPECT_TRUE(plan.databases[1].whole);
    ASSERT_EQ(plan.tables.size(), 2U);
    EXPECT_EQ(display(plan.tables[0].source), "crm.customers");
    EXPECT_EQ(display(plan.tables[0].destination), "crm_eu.clients");
    EXPECT_EQ(plan.tables[0].key_name, "PRIMARY");
    EXPECT_EQ(display(plan.tables[1].destination), "shop.Items");
    ASSERT_EQ(plan.objects.size(), 3U);  // the trigger of the excluded table stays behind
    EXPECT_EQ(plan.objects[1].source.table, "t_items");
    EXPECT_TRUE(plan.refusals.empty()) << plan.refusals[0].reason;
}

/// Of which table, and what that would be called over there.
TEST(TaskPlan, ARefusalOfATableKnowsIt) {
    Task with = task();
    with.objects.databases["crm"].tables["customers"].columns["nope"];
    with.objects.databases["crm"].tables["nope"].rename = "none";
    with.objects.databases["nowhere"];
    std::string told;
    for (const Refusal& refusal : make_plan(with, shop(), server(), server()).refusals) {
        told += refusal.object + ": " + display(refusal.table) + " -> " +
                display(refusal.destination) + "; ";
    }
    EXPECT_EQ(
        told,
        "crm.customers.nope: crm.customers -> crm_eu.clients; crm.nope: crm.nope -> crm_eu.none; "
        "nowhere:  -> ; ");
}

struct RefusalCase {
    const char* name;
    void (*change)(Task&, Catalog&);
    const char* object;
    const char* reason;
};

const RefusalCase refusal_cases[] = {
    {"no such database", [](Task& task, Catalog&) { task.objects.databases["nope"]; }, "nope",
     "the source has none"},
    {"no such table", [](Task& task, Catalog&) { task.objects.databases["crm"].tables["nope"]; },
     "crm.nope", "the source has none"},
    {"a view named as a table",
     [](Task& task, Catalog&) { task.objects.databases["shop"].tables["v"]; }, "shop.v",
     "it is a view"},
    {"no such column",
     [](Task& task, Catalog&) {
         task.objects.databases["crm"].tables["customers"].columns["nope"];
     },
     "crm.customers.nope", "none of that name"},
    {"two tables become one",
     [](Task& task, Catalog&) {
         task.objects.databases["crm"].tables["orders"].rename = "clients";
     },
     "crm.orders", "as crm.customers does"},
    {"two databases become one",
     [](Task& task, Catalog&) { task.objects.databases["crm"].rename = "shop"; }, "shop",
     "as crm does"},
    {"table and view become one",
     [](Task&, Catalog& source) { source.tables.push_back(table("shop", "v")); }, "shop.v",
     "as shop.v does"},
    {"upper case makes two tables one",
     [](Task& task, Catalog& source) {
         task.name_case = NameCase::upper;
         source.tables.push_back(table("shop", "ITEMS"));
     },
     "shop.ITEMS", "would become SHOP.ITEMS"},
    {"two columns become one",
     [](Task& task, Catalog&) {
         auto& columns = task.objects.databases["crm"].tables["customers"].columns;
         columns["id"];
         columns["note"].rename = "ID";
     },
     "crm.customers.note", "as crm.customers.id does"},
    {"an illegal name",
     [](Task& task, Catalog&) {
         task.objects.databases["crm"].tables["customers"].rename = std::string(65, 'x');
     },
     "crm.customers", "longer than 64"},
    {"a system database as destination",
     [](Task& task, Catalog&) { task.objects.databases["crm"].rename = "mysql"; }, "crm",
     "system database"},
    {"an unknown type",
     [](Task&, Catalog& source) { source.tables[0].columns.push_back(of_type("x", "hologram")); },
     "crm.customers.x", "hologram"},
    {"a system-versioned table",
     [](Task&, Catalog& source) { source.tables[0].system_versioned = true; }, "crm.customers",
     "system-versioned"},
    {"nothing selected",
     [](Task& task, Catalog&) {
         task.objects.databases.clear();
         task.objects.databases["zzz_*"];
     },
     "objects", "holds nothing"},
};

TEST(TaskPlan, RefusesByName) {
    for (const RefusalCase& test : refusal_cases) {
        SCOPED_TRACE(test.name);
        Task changed = task();
        Catalog source = shop();
        test.change(changed, source);
        const TaskPlan plan = make_plan(changed, source, server(), server());
        ASSERT_FALSE(plan.refusals.empty());
        EXPECT_EQ(plan.refusals[0].object, test.object);
        EXPECT_NE(plan.refusals[0].reason.find(test.reason), std::string::npos)
            << plan.refusals[0].reason;
    }
}

struct MergeCase {
    const char* name;
    NameCase rule;
    const char* lower_case_table_names;
    void (*change)(Task&, Catalog&);
    std::vector<std::string> on_purpose;  ///< Objects of refusals.
    std::vector<std::string> by_mistake;
};

void add_second_spelling(Catalog& source) {
    source.tables.push_back(table("shop", "ITEMS"));
}

const MergeCase merge_cases[] = {
    {"one name for two tables",
     NameCase::preserve,
     "0",
     [](Task& task, Catalog&) {
         task.objects.databases["crm"].tables["orders"].rename = "clients";
     },
     {"crm.orders"},
     {}},
    {"a table gets another's own name",
     NameCase::preserve,
     "0",
     [](Task& task, Catalog& source) {
         add_second_spelling(source);
         task.objects.databases["shop"].tables["ITEMS"];
         task.objects.databases["shop"].tables["Items"].rename = "ITEMS";
     },
     {"shop.ITEMS"},
     {}},
    {"one name for two databases",
     NameCase::preserve,
     "0",
     [](Task& task, Catalog& source) {
         source.tables.push_back(table("shop", "clients"));
         task.objects.databases["crm"].rename = "shop";
     },
     {"shop", "shop.clients"},
     {}},
    {"a server that folds names",
     NameCase::preserve,
     "1",
     [](Task&, Catalog& source) { add_second_spelling(source); },
     {},
     {"shop.ITEMS"}},
    {"a task that folds names",
     NameCase::lower,
     "0",
     [](Task&, Catalog& source) { add_second_spelling(source); },
     {},
     {"shop.ITEMS"}},
    {"names that differ until a server folds them",
     NameCase::preserve,
     "1",
     [](Task& task, Catalog&) {
         task.objects.databases["crm"].tables["orders"].rename = "Clients";
     },
     {},
     {"crm.orders"}},
    {"one name, folded",
     NameCase::preserve,
     "1",
     [](Task& task, Catalog&) {
         task.objects.databases["crm"].tables["customers"].rename = "Clients";
         task.objects.databases["crm"].tables["orders"].rename = "Clients";
     },
     {"crm.orders"},
     {}},
    {"a view has the name",
     NameCase::preserve,
     "0",
     [](Task&, Catalog& source) { source.tables.push_back(table("shop", "v")); },
     {},
     {"shop.v"}},
};

TEST(TaskPlan, TellsTablesThatAreToBecomeOneFromNamesThatMeetByMistake) {
    for (const MergeCase& test : merge_cases) {
        SCOPED_TRACE(test.name);
        Task changed = task();
        changed.name_case = test.rule;
        Catalog source = shop();
        test.change(changed, source);
        const TaskPlan plan =
            make_plan(changed, source, server(), server(test.lower_case_table_names));
        std::vector<std::string> on_purpose;
        std::vector<std::string> by_mistake;
        for (const Refusal& refusal : plan.refusals) {
            EXPECT_EQ(refusal.kind, RefusalKind::collision) << refusal.reason;
            (refusal.merges ? on_purpose : by_mistake).push_back(refusal.object);
        }
        EXPECT_EQ(on_purpose, test.on_purpose);
        EXPECT_EQ(by_mistake, test.by_mistake);
    }
}

struct NameCaseRow {
    NameCase rule;
    const char* lower_case_table_names;
    const char* expected;
    const char* expected_renamed;
};

const NameCaseRow name_case_rows[] = {
    {NameCase::preserve, "0", "Shop.\xC3\x84pfel", "Shop.Chosen"},
    {NameCase::preserve, "1", "shop.\xC3\xA4pfel", "shop.chosen"},
    {NameCase::preserve, "2", "Shop.\xC3\x84pfel", "Shop.Chosen"},
    {NameCase::lower, "0", "shop.\xC3\xA4pfel", "shop.Chosen"},
    {NameCase::upper, "0", "SHOP.\xC3\x84PFEL", "SHOP.Chosen"},
    {NameCase::destination, "0", "Shop.\xC3\x84pfel", "Shop.Chosen"},
    {NameCase::destination, "1", "shop.\xC3\xA4pfel", "shop.chosen"},
};

TEST(TaskPlan, NamesFollowTheRuleAndTheServer) {
    for (const NameCaseRow& row : name_case_rows) {
        SCOPED_TRACE(row.expected);
        Task task;
        task.name_case = row.rule;
        const ServerFacts destination = server(row.lower_case_table_names);
        task.objects.databases["*"];
        EXPECT_EQ(
            display(destination_name(task, destination, {"Shop", "\xC3\x84pfel"})), row.expected);
        task.objects.databases["Shop"].tables["a"].rename = "Chosen";
        EXPECT_EQ(
            display(destination_name(task, destination, {"Shop", "a"})), row.expected_renamed);
    }
}

struct KeyCase {
    const char* name;
    std::vector<KeyDefinition> keys;
    const char* expected;
};

const KeyCase key_cases[] = {
    {"none", {}, ""},
    {"primary before a better unique",
     {{"PRIMARY", "BTREE", true, {{"text", 0}}}, {"u", "BTREE", true, {{"a", 0}}}},
     "PRIMARY"},
    {"not unique", {{"k", "BTREE", false, {{"a", 0}}}}, ""},
    {"nullable", {{"u", "BTREE", true, {{"a", 0}, {"nullable", 0}}}}, ""},
    {"prefix", {{"u", "BTREE", true, {{"text", 10}}}}, ""},
    {"functional", {{"u", "BTREE", true, {{"", 0}}}}, ""},
    {"float", {{"u", "BTREE", true, {{"real", 0}}}}, ""},
    {"json", {{"u", "BTREE", true, {{"doc", 0}}}}, ""},
    {"float primary, good unique",
     {{"PRIMARY", "BTREE", true, {{"real", 0}}}, {"u", "BTREE", true, {{"a", 0}}}},
     "u"},
    {"numbers before text",
     {{"t", "BTREE", true, {{"text", 0}}}, {"n", "BTREE", true, {{"a", 0}, {"b", 0}}}},
     "n"},
    {"few columns before many",
     {{"two", "BTREE", true, {{"a", 0}, {"b", 0}}}, {"one", "BTREE", true, {{"b", 0}}}},
     "one"},
    {"tree before hash",
     {{"h", "HASH", true, {{"a", 0}}}, {"t", "BTREE", true, {{"text", 0}}}},
     "t"},
    {"column not selected", {{"u", "BTREE", true, {{"unselected", 0}}}}, ""},
};

TEST(TaskPlan, ChoosesAKeyThatIdentifiesEveryRow) {
    for (const KeyCase& test : key_cases) {
        SCOPED_TRACE(test.name);
        TableDefinition table;
        table.columns = {
            integer("a"),
            integer("b"),
            integer("nullable", true),
            of_type("text", "varchar"),
            of_type("real", "double"),
            of_type("doc", "json"),
            integer("unselected")};
        table.keys = test.keys;
        const ChosenKey key = choose_key(table, {"a", "b", "nullable", "text", "real", "doc"});
        EXPECT_EQ(key.name, test.expected);
        EXPECT_EQ(key.columns.empty(), key.name.empty());
    }
}

struct ChunkRowsCase {
    const char* name;
    std::uint64_t rows;
    std::uint64_t bytes;
    std::uint64_t expected;
};

const ChunkRowsCase chunk_rows_cases[] = {
    {"narrow rows", 1'000'000, 30'000'000, 100'000},
    {"wide rows", 1'000, 12ULL << 30U, 1},
    {"huge rows", 10, 60ULL << 30U, 1},
    {"1 KiB rows", 1'000, 1'024'000, 12ULL * 1024},
    {"never analysed", 0, 16384, 100'000},
    {"no bytes known", 5, 0, 100'000},
};

TEST(TaskPlan, ChunksAreCutByBytes) {
    for (const ChunkRowsCase& test : chunk_rows_cases) {
        SCOPED_TRACE(test.name);
        TableDefinition wide;
        wide.columns = {integer("a")};
        wide.estimated_rows = test.rows;
        wide.data_bytes = test.bytes;
        EXPECT_EQ(rows_of_a_chunk(wide), test.expected);
    }
}

TEST(TaskPlan, BytesFromBeforeTheRowsCameAreNotBelieved) {
    TableDefinition table;
    table.columns = {integer("a"), integer("b")};
    table.columns[1].data_type = "varchar";
    table.columns[1].length_bytes = 300;
    table.estimated_rows = 1'000'000;
    table.data_bytes = 16384;
    const std::uint64_t guess = estimated_row_bytes(table);
    EXPECT_GT(guess, 100U);
    EXPECT_LT(guess, 300U);
    EXPECT_EQ(rows_of_a_chunk(table), (12U << 20U) / guess);
    table.data_bytes = 50'000'000;
    EXPECT_EQ(estimated_row_bytes(table), 50U);
}

}  // namespace
}  // namespace cutover::task_plan_test
