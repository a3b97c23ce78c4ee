#include <gtest/gtest.h>

#include "mysql/statements.hpp"

namespace cutover::digest_statement_test {
namespace {

struct ValueCase {
    const char* name;
    ReadColumn column;
    std::string value;  ///< Of what is joined, without its IFNULL.
};

const ValueCase value_cases[] = {
    {"integer", {.name = "c"}, "CAST(`c` AS SIGNED)"},
    {"natural", {.name = "c", .form = CellForm::natural}, "CAST(`c` AS UNSIGNED)"},
    {"ENUM by number", {.name = "c", .form = CellForm::enumeration}, "CAST(`c` AS UNSIGNED)"},
    {"SET by number", {.name = "c", .form = CellForm::set}, "CAST(`c` AS UNSIGNED)"},
    {"FLOAT as DOUBLE", {.name = "c", .form = CellForm::real32}, "CAST(`c` * 1e0 AS CHAR)"},
    {"DOUBLE", {.name = "c", .form = CellForm::real64}, "CAST(`c` * 1e0 AS CHAR)"},
    {"DECIMAL by its digits", {.name = "c", .form = CellForm::decimal}, "CAST(`c` AS CHAR)"},
    {"date", {.name = "c", .form = CellForm::date}, "CAST(`c` AS CHAR)"},
    {"time", {.name = "c", .form = CellForm::time}, "CAST(`c` AS CHAR)"},
    {"text as stored", {.name = "c", .form = CellForm::text}, "MD5(`c`)"},
    {"text of two character sets",
     {.name = "c", .form = CellForm::text, .as_utf8mb4 = true},
     "MD5(CONVERT(`c` USING utf8mb4))"},
    {"bytes", {.name = "c", .form = CellForm::bytes}, "MD5(`c`)"},
    {"a hostile name", {.name = "a`b", .form = CellForm::bytes}, "MD5(`a``b`)"},
};

/// Both halves of one MD5, each an exact number, and a row without one a number of its own.
std::string statement_of(const std::string& joined) {
    const std::string md5 = "MD5(CONCAT_WS(','" + joined + "))";
    return "SELECT COUNT(*), COALESCE(SUM(IFNULL(CAST(CONV(RIGHT(" + md5 +
           ", 16), 16, 10) AS UNSIGNED), -1000000000000000000000000000000)), 0), "
           "COALESCE(SUM(CAST(CONV(LEFT(" +
           md5 + ", 16), 16, 10) AS UNSIGNED)), 0) FROM `d`.`t`";
}

TEST(DigestStatement, EveryFormIsJoinedUnambiguously) {
    for (const ValueCase& one : value_cases) {
        SCOPED_TRACE(one.name);
        const RowSource source{.table = {"d", "t"}, .columns = {one.column}};
        EXPECT_EQ(digest_rows(source, {}).sql, statement_of(", IFNULL(" + one.value + ", 'N')"));
    }
}

TEST(DigestStatement, OfTheSameRowsAsReading) {
    RowSource source{
        .table = {"d", "t"},
        .columns = {{.name = "id"}, {.name = "v", .form = CellForm::text}},
        .key = {{.name = "id"}},
        .key_name = "PRIMARY",
        .where = "v <> 'x' OR id > 5"};
    const KeyValue nine{.kind = KeyValue::Kind::natural, .number = 9};
    const std::string head =
        statement_of(", IFNULL(CAST(`id` AS SIGNED), 'N'), IFNULL(MD5(`v`), 'N')");
    EXPECT_EQ(digest_rows(source, {}).sql, head + " WHERE (v <> 'x' OR id > 5)");
    const Statement bounded = digest_rows(source, {.after = {{nine}}, .up_to = {{nine}}});
    EXPECT_EQ(
        bounded.sql, head +
                         " FORCE INDEX (`PRIMARY`) WHERE (v <> 'x' OR id > 5) AND `id` > ? AND "
                         "`id` <= ?");
    EXPECT_EQ(bounded.parameters.size(), 2U);
}

}  // namespace
}  // namespace cutover::digest_statement_test
