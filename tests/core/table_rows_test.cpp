#include <gtest/gtest.h>

#include "core/task_plan.hpp"

namespace cutover::table_rows_test {
namespace {

ColumnDefinition text(const std::string& name, const std::string& character_set) {
    return {
        .name = name,
        .data_type = "varchar",
        .nullable = false,
        .character_set = character_set,
        .collation = character_set + "_bin"};
}

TableDefinition source_table() {
    TableDefinition table{.name = {"shop", "t"}};
    ColumnDefinition sum{.name = "sum", .data_type = "int", .generated = Generated::stored};
    ColumnDefinition raw{.name = "raw", .data_type = "binary", .length = 16};
    ColumnDefinition at{.name = "at", .data_type = "datetime", .fraction_digits = 3};
    ColumnDefinition mood{.name = "mood", .data_type = "enum", .members = {"good", "bad"}};
    ColumnDefinition day{.name = "day", .data_type = "date"};
    table.columns = {text("code", "latin1"), text("note", "utf8"), sum, raw, at, mood, day};
    table.keys = {{"PRIMARY", "BTREE", true, {{"code", 0}}}};
    return table;
}

TablePlan plan() {
    Task task;
    task.objects.databases["shop"].tables["t"].columns = {
        {"code", {"sku"}}, {"note", {}}, {"sum", {}}, {"raw", {}},
        {"at", {}},        {"mood", {}}, {"day", {}}};
    task.objects.databases["shop"].tables["t"].where = "code > 'a'";
    Catalog catalog;
    catalog.databases = {{"shop", "latin1", "latin1_bin"}};
    catalog.tables = {source_table()};
    return make_plan(task, catalog, {}, {}).tables.at(0);
}

TableDefinition destination_table() {
    TableDefinition table = source_table();
    table.columns[0].name = "sku";
    table.columns[0].character_set = "utf8mb4";
    table.columns[0].collation = "utf8mb4_bin";
    table.columns[1].character_set = "utf8mb3";  // another spelling of utf8
    return table;
}

TEST(TableRows, SourceIsReadWithWhatEachTypeNeeds) {
    const RowSource source = source_rows(plan());
    EXPECT_EQ(source.where, "code > 'a'");
    ASSERT_EQ(source.columns.size(), 7U);
    EXPECT_FALSE(source.columns[0].as_utf8mb4);
    EXPECT_EQ(source.columns[3].width, 16U);
    EXPECT_EQ(source.columns[4].fraction_digits, 3U);
    EXPECT_EQ(source.columns[5].members, (std::vector<std::string>{"good", "bad"}));
    EXPECT_FALSE(source.columns[4].is_date_only);
    EXPECT_TRUE(source.columns[6].is_date_only);
    ASSERT_EQ(source.key.size(), 1U);
    EXPECT_EQ(source.key[0].name, "code");
    EXPECT_EQ(source.key[0].collation, "latin1_bin");
}

TEST(TableRows, TextMeetsInUtf8mb4WhereCharacterSetsDiffer) {
    const RowSource here = source_rows(plan(), destination_table());
    const RowSource there = destination_rows(plan(), destination_table());
    EXPECT_TRUE(here.columns[0].as_utf8mb4);
    EXPECT_TRUE(there.columns[0].as_utf8mb4);
    EXPECT_FALSE(here.columns[1].as_utf8mb4);
    EXPECT_FALSE(there.columns[1].as_utf8mb4);
    const RowTarget target = row_target(plan(), destination_table(), OnConflict::fail);
    EXPECT_EQ(target.columns[0].from_character_set, "utf8mb4");
    EXPECT_EQ(target.columns[1].from_character_set, "");
}

TEST(TableRows, DestinationHasItsOwnNamesAndCollationsAndNoCondition) {
    const RowSource there = destination_rows(plan(), destination_table());
    EXPECT_EQ(there.where, "");
    EXPECT_EQ(there.columns[0].name, "sku");
    ASSERT_EQ(there.key.size(), 1U);
    EXPECT_EQ(there.key[0].name, "sku");
    EXPECT_EQ(there.key[0].collation, "utf8mb4_bin");
}

TEST(TableRows, GeneratedColumnsAreReadButNotWritten) {
    const RowTarget target = row_target(plan(), destination_table(), OnConflict::fail);
    std::vector<std::string> names;
    std::vector<std::size_t> blocks;
    for (const WriteColumn& column : target.columns) {
        names.push_back(column.name);
        blocks.push_back(column.block_column);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"sku", "note", "raw", "at", "mood", "day"}));
    EXPECT_EQ(blocks, (std::vector<std::size_t>{0, 1, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace cutover::table_rows_test
