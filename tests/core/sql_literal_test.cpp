#include "core/sql_literal.hpp"

#include <bit>
#include <limits>

#include <gtest/gtest.h>

#include "core/cell_text.hpp"

namespace cutover::sql_literal_test {
namespace {

CellColumn number(CellForm form, std::uint64_t value) {
    CellColumn cells{.form = form};
    cells.add_number(value);
    return cells;
}

CellColumn bytes(CellForm form, std::string_view value) {
    CellColumn cells{.form = form};
    cells.add_bytes(value);
    return cells;
}

std::uint64_t bits(double value) {
    return std::bit_cast<std::uint64_t>(value);
}

struct LiteralCase {
    const char* name = "";
    ReadColumn column{};
    CellColumn cells{};
    const char* character_set = "";
    const char* shown = "";
    const char* literal = "";
    const char* matches = "";
};

const ReadColumn status{.form = CellForm::enumeration, .members = {"open", "it's"}};

const LiteralCase literal_cases[] = {
    {"signed",
     {},
     number(CellForm::integer, static_cast<std::uint64_t>(-5)),
     "",
     "-5",
     "-5",
     "`c` <=> -5"},
    {"unsigned",
     {.form = CellForm::natural},
     number(CellForm::natural, std::numeric_limits<std::uint64_t>::max()),
     "",
     "18446744073709551615",
     "18446744073709551615",
     "`c` <=> 18446744073709551615"},
    {"whole double is no DECIMAL",
     {.form = CellForm::real64},
     number(CellForm::real64, bits(3)),
     "",
     "3",
     "3e0",
     "`c` <=> 3e0"},
    {"negative zero",
     {.form = CellForm::real64},
     number(CellForm::real64, bits(-0.0)),
     "",
     "-0",
     "-0e0",
     "`c` <=> -0e0"},
    {"smallest double",
     {.form = CellForm::real64},
     number(CellForm::real64, 1),
     "",
     "5e-324",
     "5e-324",
     "`c` <=> 5e-324"},
    {"float in all its digits",
     {.form = CellForm::real32},
     number(CellForm::real32, std::bit_cast<std::uint32_t>(0.1F)),
     "",
     "0.1",
     "0.10000000149011612e0",
     "`c` <=> 0.10000000149011612e0"},
    {"decimal",
     {.form = CellForm::decimal},
     bytes(CellForm::decimal, "-12.50"),
     "",
     "-12.50",
     "-12.50",
     "`c` <=> -12.50"},
    {"text",
     {.form = CellForm::text},
     bytes(CellForm::text, "a'\\"),
     "utf8mb4",
     "a'\\",
     "_utf8mb4 0x61275c",
     "BINARY `c` <=> 0x61275c"},
    {"empty text",
     {.form = CellForm::text},
     bytes(CellForm::text, ""),
     "latin1",
     "",
     "_latin1 ''",
     "BINARY `c` <=> ''"},
    {"latin1",
     {.form = CellForm::text},
     bytes(CellForm::text, "\xE9"),
     "latin1",
     "0xe9",
     "_latin1 0xe9",
     "BINARY `c` <=> 0xe9"},
    {"utf8mb3 under a name that all know",
     {.form = CellForm::text},
     bytes(CellForm::text, "x"),
     "utf8mb3",
     "x",
     "_utf8mb4 0x78",
     "BINARY `c` <=> 0x78"},
    {"converted text",
     {.form = CellForm::text, .as_utf8mb4 = true},
     bytes(CellForm::text, "x"),
     "utf8mb4",
     "x",
     "_utf8mb4 0x78",
     "BINARY CONVERT(`c` USING utf8mb4) <=> 0x78"},
    {"uuid",
     {.form = CellForm::text},
     bytes(CellForm::text, "1"),
     "",
     "1",
     "_utf8mb4 0x31",
     "`c` <=> _utf8mb4 0x31"},
    {"bytes",
     {.form = CellForm::bytes},
     bytes(CellForm::bytes, std::string_view("\0\1", 2)),
     "",
     "\0\1",
     "0x0001",
     "`c` <=> 0x0001"},
    {"json",
     {.form = CellForm::json},
     bytes(CellForm::json, "[]"),
     "",
     "[]",
     "_utf8mb4 0x5b5d",
     "`c` <=> CAST(_utf8mb4 0x5b5d AS JSON)"},
    {"geometry",
     {.form = CellForm::geometry},
     bytes(CellForm::geometry, std::string_view("\0\0\0\0\1\2", 6)),
     "",
     "0x000000000102",
     "0x000000000102",
     "ST_AsWKB(`c`) <=> 0x0102"},
    {"member", status, number(CellForm::enumeration, 2), "", "it's", "_utf8mb4 0x69742773",
     "`c` <=> _utf8mb4 0x69742773"},
    {"error member", status, number(CellForm::enumeration, 0), "", "", "0", "`c` + 0 <=> 0"},
    {"set",
     {.form = CellForm::set, .members = {"a", "b", "c"}},
     number(CellForm::set, 5),
     "",
     "a,c",
     "_utf8mb4 0x612c63",
     "`c` <=> _utf8mb4 0x612c63"},
    {"date",
     {.form = CellForm::date, .is_date_only = true},
     number(CellForm::date, pack_datetime({2021, 0, 10, 0, 0, 0, 0})),
     "",
     "2021-00-10",
     "'2021-00-10'",
     "`c` <=> '2021-00-10'"},
    {"datetime",
     {.form = CellForm::date, .fraction_digits = 3},
     number(CellForm::date, pack_datetime({2024, 2, 29, 23, 59, 58, 7000})),
     "",
     "2024-02-29 23:59:58.007",
     "'2024-02-29 23:59:58.007'",
     "`c` <=> '2024-02-29 23:59:58.007'"},
    {"negative time",
     {.form = CellForm::time, .fraction_digits = 6},
     number(CellForm::time, static_cast<std::uint64_t>(-3020399000001)),
     "",
     "-838:59:59.000001",
     "'-838:59:59.000001'",
     "`c` <=> '-838:59:59.000001'"},
};

TEST(SqlLiteral, SpellsEveryFormSafely) {
    for (const LiteralCase& test : literal_cases) {
        SCOPED_TRACE(test.name);
        const LiteralColumn column{"c", test.column, test.character_set};
        EXPECT_EQ(sql_literal(column, test.cells, 0), test.literal);
        EXPECT_EQ(sql_matches(column, test.cells, 0), test.matches);
        if (test.column.form != CellForm::bytes) {
            EXPECT_EQ(cell_text(test.column, test.cells, 0), test.shown);
        }
    }
}

TEST(SqlLiteral, NullAndKeys) {
    CellColumn cells{.form = CellForm::text};
    cells.add_null();
    cells.add_bytes("k");
    const LiteralColumn key{"a`b", {.form = CellForm::text}, "utf8mb4", true};
    EXPECT_EQ(sql_literal(key, cells, 0), "NULL");
    EXPECT_EQ(sql_matches(key, cells, 0), "`a``b` IS NULL");
    EXPECT_EQ(sql_matches(key, cells, 1), "`a``b` <=> _utf8mb4 0x6b AND BINARY `a``b` <=> 0x6b");
    EXPECT_EQ(cell_text(key.read, cells, 0), std::nullopt);
}

TEST(CellText, CutsLongValuesBetweenCharacters) {
    std::string snow;
    for (int i = 0; i < 100; ++i) {
        snow += "\xE2\x98\x83";
    }
    EXPECT_EQ(shown_bytes(snow, false), snow.substr(0, 255) + "... (300 bytes)");
    EXPECT_EQ(shown_bytes(std::string(300, '\xFF'), false).size(), 2U + 256U + 15U);
    EXPECT_EQ(shown_bytes("short", false), "short");
}

}  // namespace
}  // namespace cutover::sql_literal_test
