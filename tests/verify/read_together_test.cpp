/// Which tables are read as one, by hand-made pairs.
#include <gtest/gtest.h>

#include "verify/shared_destination.hpp"

namespace cutover::test::read_together_test {
namespace {

ReadColumn text(const std::string& name) {
    return {.name = name, .form = CellForm::text, .character_set = "utf8mb4"};
}

/// {database}.t with columns id and name, which become shop.t as the task spells it.
TableUnderWay table(const std::string& database, const std::string& spelt = "t") {
    TablePair pair{
        .source_name = {database, "t"},
        .destination_name = {"shop", "t"},
        .spelt = {"shop", spelt},
        .estimated_rows = 10,
        .estimated_bytes = 100,
        .key = {0},
        .one_order = true};
    for (RowSource* const side : {&pair.source, &pair.destination}) {
        side->columns = {{.name = "id"}, text("name")};
        side->key = {{.name = "id"}};
    }
    pair.source.table = pair.source_name;
    pair.destination.table = pair.destination_name;
    for (const ReadColumn& column : pair.destination.columns) {
        pair.literals.push_back({.name = column.name, .read = column});
    }
    return {.pair = pair};
}

TEST(ReadTogether, TheFirstReadsTheRowsOfAll) {
    std::vector<TableUnderWay> tables{table("a"), table("b"), table("c")};
    tables[0].pair.pairing = {{.column = 1}};
    read_together(tables);
    const TablePair& first = tables[0].pair;
    EXPECT_TRUE(first.pairing.empty()) << "what is unique in each is not so in all";
    ASSERT_EQ(first.source.also.size(), 2U);
    EXPECT_EQ(first.source.also[0].table, (TableName{"b", "t"}));
    EXPECT_EQ(first.source.also[1].table, (TableName{"c", "t"}));
    EXPECT_TRUE(first.obstacle.empty());
    EXPECT_EQ(first.read_with, TableName{});
    EXPECT_EQ(first.estimated_rows, 30U);
    EXPECT_EQ(first.estimated_bytes, 300U);
    for (const std::size_t part : {1U, 2U}) {
        EXPECT_EQ(tables[part].pair.read_with, first.source_name);
        EXPECT_FALSE(tables[part].pair.obstacle.empty()) << "it is not read a second time";
        EXPECT_EQ(tables[part].pair.estimated_rows, 0U);
    }
    EXPECT_EQ(
        told_of_joined(tables),
        std::vector<std::string>{"shop.t is what a.t, b.t, c.t become: they are compared as one."});
}

TEST(ReadTogether, OnlyWhatTheTaskSpellsAlike) {
    std::vector<TableUnderWay> tables{table("a"), table("b", "T"), table("c")};
    tables.push_back(table("d"));
    tables.back().pair.destination_name.table = tables.back().pair.spelt.table = "other";
    read_together(tables);
    EXPECT_EQ(tables[0].pair.source.also.size(), 1U);
    for (const std::size_t alone : {1U, 3U}) {
        EXPECT_TRUE(tables[alone].pair.obstacle.empty());
        EXPECT_TRUE(tables[alone].pair.source.also.empty());
        EXPECT_EQ(tables[alone].pair.read_with, TableName{});
    }
}

/// What one of the sources has in another character set all have converted, and a repair, too.
TEST(ReadTogether, TextsOfSeveralCharacterSetsAreReadAsOne) {
    std::vector<TableUnderWay> tables{table("a"), table("b")};
    tables[1].pair.source.columns[1].as_utf8mb4 = true;
    tables[1].pair.destination.columns[1].as_utf8mb4 = true;
    read_together(tables);
    const TablePair& first = tables[0].pair;
    ASSERT_EQ(first.source.also.size(), 1U);
    EXPECT_TRUE(first.source.columns[1].as_utf8mb4);
    EXPECT_TRUE(first.source.also[0].columns[1].as_utf8mb4);
    EXPECT_TRUE(first.destination.columns[1].as_utf8mb4);
    EXPECT_TRUE(first.literals[1].read.as_utf8mb4);
    EXPECT_EQ(first.literals[1].character_set, "utf8mb4");
    EXPECT_FALSE(first.source.columns[0].as_utf8mb4);
}

TEST(ReadTogether, ColumnsStandInTheFirstsOrder) {
    std::vector<TableUnderWay> tables{table("a"), table("b")};
    TablePair& second = tables[1].pair;
    std::swap(second.source.columns[0], second.source.columns[1]);
    std::swap(second.destination.columns[0], second.destination.columns[1]);
    second.key = {1};
    read_together(tables);
    ASSERT_EQ(tables[0].pair.source.also.size(), 1U);
    EXPECT_EQ(tables[0].pair.source.also[0].columns[0].name, "id");
    EXPECT_EQ(second.key, std::vector<std::size_t>{0});
}

TEST(ReadTogether, OneOrderIsThatOfAll) {
    std::vector<TableUnderWay> tables{table("a"), table("b")};
    tables[1].pair.one_order = false;
    read_together(tables);
    EXPECT_EQ(tables[0].pair.source.also.size(), 1U);
    EXPECT_FALSE(tables[0].pair.one_order);
}

TEST(ReadTogether, WhatOneCannotBeNoneIs) {
    std::vector<TableUnderWay> tables{table("a"), table("b"), table("c")};
    tables[1].pair.obstacle = "a column is of another type";
    tables[1].pair.without_rows = TableVerdict::different;
    read_together(tables);
    EXPECT_EQ(tables[1].pair.obstacle, "a column is of another type") << "its own";
    EXPECT_EQ(tables[1].pair.without_rows, TableVerdict::different);
    for (const std::size_t other : {0U, 2U}) {
        EXPECT_EQ(
            tables[other].pair.obstacle,
            "several tables become shop.t, and b.t cannot be compared: a column is of another "
            "type");
        EXPECT_EQ(tables[other].pair.without_rows, TableVerdict::unproven);
        EXPECT_TRUE(tables[other].pair.source.also.empty());
    }
    EXPECT_TRUE(told_of_joined(tables).empty());
}

TEST(ReadTogether, WhatIsLeftOutIsUnproven) {
    std::vector<TableUnderWay> tables{table("a"), table("b"), table("c", "T")};
    read_together(tables);
    leave_out_joined(tables, "why");
    for (const std::size_t joined : {0U, 1U}) {
        EXPECT_EQ(tables[joined].pair.obstacle, "several tables become shop.t, and why");
        EXPECT_EQ(tables[joined].pair.without_rows, TableVerdict::unproven);
        EXPECT_TRUE(tables[joined].pair.source.also.empty());
        EXPECT_EQ(tables[joined].pair.read_with, TableName{});
    }
    EXPECT_TRUE(tables[2].pair.obstacle.empty());
}

TEST(ReadTogether, OnlyTheFirstOfManyAreNamed) {
    std::vector<TableUnderWay> tables;
    for (const char* const name : {"t1", "t2", "t3", "t4", "t5", "t6", "t7"}) {
        for (const char* const database : {"a", "b"}) {
            tables.push_back(table(database));
            tables.back().pair.destination_name.table = name;
        }
    }
    read_together(tables);
    const std::vector<std::string> sentences = told_of_joined(tables);
    ASSERT_EQ(sentences.size(), 6U);
    EXPECT_EQ(sentences.back(), "So are those of 2 more such tables.");
}

TEST(ReadTogether, APartHasTheVerdictOfTheWholeAndNoneOfItsRows) {
    TableComparison whole{
        .source = {"north", "t"},
        .destination = {"shop", "t"},
        .verdict = TableVerdict::different,
        .reason = "2 missing rows",
        .source_rows = {.rows = 20},
        .destination_rows = {.rows = 18},
        .source_count = 20,
        .destination_count = 18,
        .chunks = 5,
        .comparison = "id",
        .discrepancy_count = 2};
    const TablePair pair{.source_name = {"south", "t"}, .read_with = {"north", "t"}};
    const TableComparison part = as_part_of(whole, pair);
    EXPECT_EQ(part.source, pair.source_name);
    EXPECT_EQ(part.destination, whole.destination);
    EXPECT_EQ(part.compared_with, whole.source);
    EXPECT_EQ(part.verdict, TableVerdict::different);
    EXPECT_EQ(part.reason, "compared with north.t: 2 missing rows");
    EXPECT_EQ(part.source_rows.rows + part.destination_rows.rows, 0U);
    EXPECT_EQ(part.source_count, 0U);
    EXPECT_EQ(part.discrepancy_count, 0U);
    EXPECT_EQ(part.comparison, "id");
    whole.source_count.reset();
    EXPECT_FALSE(as_part_of(whole, pair).source_count) << "nobody counted";
}

}  // namespace
}  // namespace cutover::test::read_together_test
