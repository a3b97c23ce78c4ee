#include "core/change_statements.hpp"

#include <gtest/gtest.h>

namespace cutover::change_statements_test {
namespace {

/// `d`.`t` (id BIGINT PRIMARY KEY, name of latin1, state ENUM).
ChangeTarget target(bool keyless = false) {
    ChangeTarget target;
    target.rows = {
        .table = {"d", "t"},
        .columns = {
            {.name = "id", .block_column = 0, .data_type = "bigint"},
            {.name = "name", .block_column = 1, .data_type = "varchar"},
            {.name = "state", .block_column = 2, .data_type = "enum"}}};
    target.logged = {
        {.name = "id", .read = {.name = "id", .form = CellForm::integer}, .is_key = !keyless},
        {.name = "name",
         .read = {.name = "name", .form = CellForm::text},
         .character_set = "latin1"},
        {.name = "state",
         .read = {.name = "state", .form = CellForm::enumeration, .members = {"on", "off"}}}};
    target.unique = {!keyless, false, false};
    target.key = keyless ? std::vector<std::size_t>{0, 1, 2} : std::vector<std::size_t>{0};
    target.keyless = keyless;
    return target;
}

RowBlock rows(const std::vector<std::tuple<std::uint64_t, std::string, std::uint64_t>>& values) {
    RowBlock block({CellForm::integer, CellForm::text, CellForm::enumeration});
    for (const auto& [id, name, state] : values) {
        block.columns()[0].add_number(id);
        block.columns()[1].add_bytes(name);
        block.columns()[2].add_number(state);
    }
    return block;
}

ChangeStatements applied(
    RowChange change,
    const RowImages& images,
    ApplyMode mode = ApplyMode::exact,
    bool keyless = false) {
    ChangeStatements statements;
    append_changes(target(keyless), change, images, mode, statements);
    return statements;
}

TEST(ChangeStatements, RowsOfOneEventAreInsertedTogether) {
    const ChangeStatements insert =
        applied(RowChange::insert, {.after = rows({{1, "a", 1}, {2, "b'", 0}})});
    EXPECT_EQ(
        insert.sql,
        "INSERT INTO `d`.`t` (`id`,`name`,`state`) VALUES (1,_binary'a',1),(2,_binary'b\\'',0)");
    ASSERT_EQ(insert.statements.size(), 1U);
    EXPECT_EQ(insert.statements[0].rows, 2U);
    EXPECT_EQ(insert.statements[0].enum_errors, 1U);
    EXPECT_EQ(insert.text_of(insert.statements[0]), insert.sql);
}

TEST(ChangeStatements, ManyRowsAreInsertedInSeveralStatements) {
    const std::string name(100'000, 'x');
    const ChangeStatements insert = applied(
        RowChange::insert,
        {.after = rows({{1, name, 1}, {2, name, 1}, {3, name, 1}, {4, name, 1}})});
    ASSERT_EQ(insert.statements.size(), 2U);
    EXPECT_EQ(insert.statements[0].rows, 3U);
    EXPECT_EQ(insert.statements[1].rows, 1U);
    EXPECT_EQ(insert.sql[insert.statements[0].end], ';');
    EXPECT_EQ(insert.text_of(insert.statements[1]).substr(0, 11), "INSERT INTO");
}

TEST(ChangeStatements, OnlyWhatChangedIsSet) {
    const ChangeStatements update = applied(
        RowChange::update, {.before = rows({{1, "a", 1}, {2, "b", 2}, {3, "c", 1}}),
                            .after = rows({{1, "a", 2}, {2, "b", 2}, {4, "c", 1}})});
    EXPECT_EQ(
        update.sql,
        "UPDATE `d`.`t` SET `state`=2 WHERE `id` <=> 1;"
        "UPDATE `d`.`t` SET `id`=4 WHERE `id` <=> 3");
    ASSERT_EQ(update.statements.size(), 2U);
    EXPECT_EQ(update.statements[1].rows, 1U);
    EXPECT_EQ(purpose_of(update.statements[1]), "changing a row of d.t");
}

TEST(ChangeStatements, RowsThatChangeInTheSameColumnsChangeTogether) {
    const ChangeStatements update = applied(
        RowChange::update, {.before = rows({{1, "a", 1}, {2, "b", 1}, {3, "c", 1}, {3, "d", 1}}),
                            .after = rows({{1, "a", 2}, {2, "b", 0}, {3, "d", 1}, {3, "e", 1}})});
    EXPECT_EQ(
        update.sql,
        "UPDATE `d`.`t` SET `state`=CASE `id` WHEN 1 THEN 2 WHEN 2 THEN 0 END WHERE `id` IN (1,2);"
        "UPDATE `d`.`t` SET `name`=_binary'd' WHERE `id` <=> 3;"
        "UPDATE `d`.`t` SET `name`=_binary'e' WHERE `id` <=> 3");
    ASSERT_EQ(update.statements.size(), 3U);
    EXPECT_EQ(update.statements[0].rows, 2U);
    EXPECT_EQ(update.statements[0].enum_errors, 1U);
}

TEST(ChangeStatements, UniqueValuesChangeOneByOneInTheirOrder) {
    ChangeTarget unique = target();
    unique.unique = {true, true, false};
    ChangeStatements update;
    append_changes(
        unique, RowChange::update,
        {.before = rows({{1, "a", 1}, {2, "b", 1}}), .after = rows({{1, "x", 1}, {2, "a", 1}})},
        ApplyMode::exact, update);
    EXPECT_EQ(update.statements.size(), 2U);
}

TEST(ChangeStatements, RowsAreDeletedTogetherByTheirNumbers) {
    const ChangeStatements erase =
        applied(RowChange::erase, {.before = rows({{1, "a", 1}, {2, "b", 1}})});
    EXPECT_EQ(erase.sql, "DELETE FROM `d`.`t` WHERE `id` IN (1,2)");
    EXPECT_EQ(erase.statements.at(0).rows, 2U);
    std::vector<std::tuple<std::uint64_t, std::string, std::uint64_t>> many;
    for (std::uint64_t id = 0; id < 70; ++id) {
        many.emplace_back(id, "", 1);
    }
    EXPECT_EQ(applied(RowChange::erase, {.before = rows(many)}).statements.size(), 3U);
}

TEST(ChangeStatements, ARowWithoutAKeyIsFoundByAllItsValuesOnce) {
    const ChangeStatements erase =
        applied(RowChange::erase, {.before = rows({{1, "a", 2}})}, ApplyMode::exact, true);
    EXPECT_EQ(
        erase.sql,
        "DELETE FROM `d`.`t` WHERE `id` <=> 1 AND BINARY `name` <=> 0x61 AND "
        "`state` <=> _utf8mb4 0x6f6666 LIMIT 1");
    EXPECT_EQ(erase.statements.at(0).rows, 1U);
}

TEST(ChangeStatements, ConvergingTakesWhateverIsThere) {
    const ChangeStatements update = applied(
        RowChange::update, {.before = rows({{1, "a", 1}}), .after = rows({{2, "a", 1}})},
        ApplyMode::converge);
    EXPECT_EQ(
        update.sql,
        "DELETE FROM `d`.`t` WHERE `id` <=> 1;"
        "REPLACE INTO `d`.`t` (`id`,`name`,`state`) VALUES (2,_binary'a',1)");
    ASSERT_EQ(update.statements.size(), 2U);
    EXPECT_EQ(update.statements[0].rows, std::nullopt);
    EXPECT_EQ(update.statements[1].rows, std::nullopt);
}

TEST(ChangeStatements, RowsThatConvergeGoInTheLogsOrder) {
    const RowImages twice{
        .before = rows({{1, "a", 1}, {2, "a", 1}}), .after = rows({{2, "a", 1}, {3, "a", 1}})};
    EXPECT_EQ(
        applied(RowChange::update, twice, ApplyMode::converge).sql,
        "DELETE FROM `d`.`t` WHERE `id` <=> 1;"
        "REPLACE INTO `d`.`t` (`id`,`name`,`state`) VALUES (2,_binary'a',1);"
        "DELETE FROM `d`.`t` WHERE `id` <=> 2;"
        "REPLACE INTO `d`.`t` (`id`,`name`,`state`) VALUES (3,_binary'a',1)");
}

TEST(ChangeStatements, ARowThatNeedNotBeThereIsChangedIfItIs) {
    const RowImages changed{.before = rows({{1, "a", 1}}), .after = rows({{1, "a", 2}})};
    const RowImages moved{.before = rows({{1, "a", 1}}), .after = rows({{2, "a", 1}})};
    const ChangeStatements update = applied(RowChange::update, changed, ApplyMode::where_present);
    EXPECT_EQ(update.sql, "UPDATE `d`.`t` SET `state`=2 WHERE `id` <=> 1");
    EXPECT_EQ(update.statements.at(0).rows, std::nullopt);
    const ChangeStatements over = applied(RowChange::update, moved, ApplyMode::over_where_present);
    EXPECT_EQ(
        over.sql,
        "REPLACE INTO `d`.`t` (`id`,`name`,`state`) SELECT 2,_binary'a',1 FROM `d`.`t` WHERE `id` "
        "<=> 1;DELETE FROM `d`.`t` WHERE `id` <=> 1");
    EXPECT_EQ(over.statements.at(0).rows, std::nullopt);
    EXPECT_EQ(over.statements.at(1).rows, std::nullopt);
    EXPECT_EQ(
        applied(RowChange::update, changed, ApplyMode::over_where_present).statements.size(), 1U);
}

TEST(ChangeStatements, OverwritingCountsRowByRow) {
    const RowImages images{
        .before = rows({{1, "a", 1}}), .after = rows({{1, "a", 2}, {5, "b", 1}})};
    const ChangeStatements insert = applied(RowChange::insert, images, ApplyMode::overwrite);
    ASSERT_EQ(insert.statements.size(), 2U);
    for (const ChangeStatements::Statement& statement : insert.statements) {
        EXPECT_EQ(statement.rows, 1U);
        EXPECT_TRUE(statement.may_conflict);
    }
    EXPECT_EQ(key_text(insert, insert.statements[1]), "`id` <=> 5");
    const ChangeStatements erase = applied(RowChange::erase, images, ApplyMode::overwrite, true);
    EXPECT_TRUE(erase.statements.at(0).may_conflict);
    EXPECT_EQ(
        key_text(erase, erase.statements.at(0)),
        "`id` <=> 1 AND BINARY `name` <=> 0x61 AND `state` <=> _utf8mb4 0x6f6e");
}

TEST(ChangeStatements, ALongKeyIsCutShort) {
    const ChangeStatements erase = applied(
        RowChange::erase, {.before = rows({{1, std::string(5000, 'x'), 1}})}, ApplyMode::exact,
        true);
    EXPECT_EQ(key_text(erase, erase.statements.at(0)).size(), 303U);
}

}  // namespace
}  // namespace cutover::change_statements_test
