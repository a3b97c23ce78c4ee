#include "mysql/condition_table.hpp"

#include <gtest/gtest.h>

namespace cutover::condition_table_test {
namespace {

RowCondition condition(const std::string& where) {
    ColumnDefinition id{.name = "id", .data_type = "int", .column_type = "int(11) unsigned"};
    id.nullable = false;
    id.auto_increment = true;
    ColumnDefinition state{
        .name = "State", .data_type = "enum", .column_type = "enum('a','it''s')"};
    state.members = {"a", "it's"};
    state.character_set = "latin1";
    state.collation = "latin1_swedish_ci";
    const ColumnDefinition at{
        .name = "cutover_row", .data_type = "timestamp", .column_type = "timestamp(3)"};
    return {.table = {"shop", "orders"}, .columns = {id, state, at}, .where = where};
}

TEST(ConditionTable, HoldsWhatTheConditionNames) {
    const ConditionTable all =
        condition_table(condition("`ID` > 1 AND state='a' or cutover_row is null"), {"d", "t"});
    EXPECT_EQ(
        all.create,
        "CREATE TEMPORARY TABLE `d`.`t` (`cutover_row_` BIGINT UNSIGNED NOT NULL PRIMARY KEY, "
        "`id` int(11) unsigned NULL, `State` enum('a','it''s') CHARACTER SET latin1 COLLATE "
        "latin1_swedish_ci NULL, `cutover_row` timestamp(3) NULL) ENGINE=InnoDB "
        "ROW_FORMAT=DYNAMIC");
    EXPECT_EQ(
        all.select,
        "SELECT `cutover_row_` FROM `d`.`t` AS `orders` WHERE (`ID` > 1 AND state='a' or "
        "cutover_row is null)");
    const ConditionTable one = condition_table(condition("orders.state <> 'id'"), {"d", "t"});
    EXPECT_EQ(one.columns, std::vector<std::size_t>{1});
    EXPECT_EQ(condition_table(condition("1"), {"d", "t"}).columns.size(), 0U);
}

TEST(ConditionTable, NamesBeyondAsciiAlwaysCount) {
    RowCondition asked = condition("`É` = 1");
    asked.columns[0].name = "é";
    EXPECT_EQ(condition_table(asked, {"d", "t"}).columns, std::vector<std::size_t>{0});
}

}  // namespace
}  // namespace cutover::condition_table_test
