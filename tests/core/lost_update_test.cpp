#include "core/lost_update.hpp"

#include <array>

#include <gtest/gtest.h>

#include "core/change_statements.hpp"

namespace cutover::lost_update_test {
namespace {

struct TextCase {
    const char* json;
    const char* other;
    bool are_equal;
};

constexpr std::array text_cases{
    TextCase{R"({"a": 1})", R"({"a": 1.0})", true},
    TextCase{R"([1, 2.50, -0.0])", R"([1.0, 2.5, 0.0])", true},
    TextCase{"1e2", "100", true},
    TextCase{"18446744073709551615", "18446744073709551615.0", true},
    TextCase{"1e400", "2e400", true},  // nobody knows: the careful way is taken
    TextCase{R"({"a": 1})", R"({"a": 2})", false},
    TextCase{R"({"a": 1})", R"({"a": "1"})", false},
    TextCase{R"({"a1": true})", R"({"a1.0": true})", false},
    TextCase{R"(["1 \" 2"])", R"(["1 \" 2.0"])", false},
    TextCase{R"(["\\", 1])", R"(["\\", 1.0])", true},
    TextCase{"[1]", "[1, 1]", false},
    TextCase{"null", "true", false},
    TextCase{R"(["a)", R"(["b)", false}};

TEST(LostUpdate, IsOfJsonWhoseNumbersHaveOtherTypesAlone) {
    for (const TextCase& one : text_cases) {
        SCOPED_TRACE(one.json);
        EXPECT_EQ(are_equal_to_mysql(one.json, one.other), one.are_equal);
        EXPECT_EQ(are_equal_to_mysql(one.other, one.json), one.are_equal);
        EXPECT_TRUE(are_equal_to_mysql(one.json, one.json));
    }
}

/// `d`.`t` (id BIGINT PRIMARY KEY, n BIGINT, j JSON).
ChangeTarget target() {
    ChangeTarget target;
    target.rows = {
        .table = {"d", "t"},
        .columns = {
            {.name = "id", .block_column = 0, .data_type = "bigint"},
            {.name = "n", .block_column = 1, .data_type = "bigint"},
            {.name = "j", .block_column = 2, .data_type = "json"}}};
    target.logged = {
        {.name = "id", .read = {.name = "id", .form = CellForm::integer}, .is_key = true},
        {.name = "n", .read = {.name = "n", .form = CellForm::integer}},
        {.name = "j", .read = {.name = "j", .form = CellForm::json}}};
    target.unique = {true, false, false};
    target.key = {0};
    return target;
}

/// Rows of id, n and j, whose ids begin with 1.
RowBlock rows(const std::vector<std::pair<std::uint64_t, const char*>>& values) {
    RowBlock block({CellForm::integer, CellForm::integer, CellForm::json});
    for (const auto& [number, json] : values) {
        block.columns()[0].add_number(block.columns()[0].numbers.size() + 1);
        block.columns()[1].add_number(number);
        block.columns()[2].add_bytes(json);
    }
    return block;
}

/// "UPDATE DELETE INSERT": what the statements begin with.
std::string verbs(const RowImages& images, ApplyMode mode) {
    ChangeStatements changes;
    append_changes(target(), RowChange::update, images, mode, changes);
    std::string text;
    for (const ChangeStatements::Statement& statement : changes.statements) {
        const std::string_view sql = changes.text_of(statement);
        text += (text.empty() ? "" : " ") + std::string(sql.substr(0, sql.find(' ')));
    }
    return text;
}

TEST(LostUpdate, ComesAsADeletionAndARow) {
    const RowBlock before = rows({{5, "[1]"}, {5, "[1]"}, {5, "[1]"}});
    EXPECT_EQ(
        verbs(
            {.before = before, .after = rows({{5, "[1.0]"}, {5, "[1]"}, {5, "[2]"}})},
            ApplyMode::exact),
        "DELETE INSERT UPDATE");
    EXPECT_EQ(
        verbs(
            {.before = before, .after = rows({{5, "[2]"}, {5, "[1.0]"}, {5, "[3]"}})},
            ApplyMode::exact),
        "UPDATE DELETE INSERT UPDATE")
        << "not together with others";
    EXPECT_EQ(
        verbs({.before = rows({{5, "[1]"}}), .after = rows({{6, "[1.0]"}})}, ApplyMode::exact),
        "UPDATE")
        << "another column that changes takes it along";
}

/// A row that is not there must not come to be.
TEST(LostUpdate, IsWrittenOverWhereTheRowIsThere) {
    EXPECT_EQ(
        verbs(
            {.before = rows({{5, "[1]"}}), .after = rows({{5, "[1.0]"}})},
            ApplyMode::where_present),
        "REPLACE");
}

}  // namespace
}  // namespace cutover::lost_update_test
