#include "core/change_target.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace cutover::change_target_test {
namespace {

ColumnDefinition text(const char* name, const char* character_set) {
    ColumnDefinition column{.name = name, .data_type = "varchar", .column_type = "varchar(9)"};
    column.character_set = character_set;
    return column;
}

/// id INT, kept TEXT and other TEXT, of which the task takes id and other, as number and another.
struct Tables {
    Tables(const char* here, const char* over_there) {
        const ColumnDefinition id{.name = "id", .data_type = "int", .column_type = "int(11)"};
        source.name = plan.source = {"shop", "t"};
        there.name = plan.destination = {"shop", "u"};
        source.columns = {id, text("left_out", here), text("other", here)};
        there.columns = {id, text("another", over_there)};
        there.columns[0].name = "number";
        plan.columns = {
            {.source = source.columns[0], .destination = "number", .form = CellForm::integer},
            {.source = source.columns[2], .destination = "another", .form = CellForm::text}};
        plan.key = {{.name = "id"}};
    }

    TablePlan plan{};
    TableDefinition source{};
    TableDefinition there{};
};

TEST(ChangeTarget, KnowsWhereLoggedColumnsGo) {
    const Tables tables("latin1", "latin1");
    const ChangeTarget target = change_target(tables.plan, tables.source, tables.there);
    ASSERT_EQ(target.logged.size(), 3U);
    EXPECT_EQ(target.logged[0].name, "number");
    EXPECT_EQ(target.logged[1].name, "");
    EXPECT_EQ(target.logged[2].name, "another");
    EXPECT_FALSE(target.logged[2].is_converted);
    EXPECT_EQ(target.key, std::vector<std::size_t>{0});
    ASSERT_EQ(target.rows.columns.size(), 2U);
    EXPECT_EQ(target.rows.columns[1].block_column, 2U);
    EXPECT_EQ(target.rows.columns[1].from_character_set, "");
}

TEST(ChangeTarget, TextIsConvertedFromTheSourcesSet) {
    const Tables tables("latin1", "utf8mb4");
    const ChangeTarget target = change_target(tables.plan, tables.source, tables.there);
    EXPECT_TRUE(target.logged[2].is_converted);
    EXPECT_FALSE(target.logged[2].read.as_utf8mb4) << "the log has latin1";
    EXPECT_EQ(target.rows.columns[1].from_character_set, "latin1");
    CellColumn cells{.form = CellForm::text};
    cells.add_bytes("\xe9");
    EXPECT_EQ(sql_literal(target.logged[2], cells, 0), "_latin1 0xe9");
    EXPECT_EQ(
        sql_matches(target.logged[2], cells, 0), "BINARY CONVERT(`another` USING latin1) <=> 0xe9");
}

TEST(ChangeTarget, ASetThatMayNotHoldItIsRefused) {
    const Tables tables("utf8mb4", "latin1");
    try {
        (void)change_target(tables.plan, tables.source, tables.there);
        FAIL() << "nothing was refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), ExitCode::no);
        EXPECT_NE(std::string(error.what()).find("column another of shop.u"), std::string::npos)
            << error.what();
    }
    const Tables ascii("ascii", "latin1");
    EXPECT_NO_THROW((void)change_target(ascii.plan, ascii.source, ascii.there));
}

}  // namespace
}  // namespace cutover::change_target_test
