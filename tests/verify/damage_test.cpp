/// One value damaged in a row of all types: found, with its row and its column, whatever the type.
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "tests/fakes/two_servers.hpp"

namespace cutover::test::damage_test {
namespace {

const char* const column_names[] = {"id", "n",  "i", "f", "d",  "dec", "v", "b", "bin", "j",
                                    "e",  "st", "y", "c", "dt", "day", "t", "u", "g"};

std::size_t at(const char* name) {
    const auto* const found = std::find_if(
        std::begin(column_names), std::end(column_names),
        [&](const char* other) { return std::string(other) == name; });
    return static_cast<std::size_t>(found - std::begin(column_names));
}

TableDefinition all_types() {
    TableDefinition table = define_table(
        {"shop", "t"},
        {"id bigint", "n bigint", "i int", "f float", "d double", "dec decimal", "v varchar",
         "b varbinary", "bin binary", "j json", "e enum", "st set", "y year", "c char",
         "dt datetime", "day date", "t time", "u bit", "g geometry"},
        1);
    table.columns[at("n")].is_unsigned = true;
    table.columns[at("bin")].length = 4;
    table.columns[at("e")].members = {"", "paid", "Paid"};
    table.columns[at("st")].members = {"a", "b", "c"};
    table.columns[at("c")].character_set = "latin1";
    table.columns[at("dt")].fraction_digits = 6;
    table.columns[at("t")].fraction_digits = 6;
    return table;
}

std::uint64_t float_bits(float value) {
    return std::bit_cast<std::uint32_t>(value);
}

std::uint64_t date(unsigned year, unsigned month, unsigned day, unsigned hour, unsigned micro) {
    return pack_datetime({year, month, day, hour, 0, 0, micro});
}

std::vector<MemoryRow> rows() {
    std::vector<MemoryRow> rows;
    for (std::uint64_t id = 1; id <= 12; ++id) {
        rows.push_back(
            {number_cell(id), number_cell(1ULL << 63U), number_cell(5), number_cell(float_bits(0)),
             real_cell(0.1), text_cell("12.50"), text_cell("x0"), text_cell("y"),
             text_cell(std::string("ab\0\0", 4)), text_cell(R"({"a": 1, "b": [2]})"),
             number_cell(1), number_cell(3), number_cell(2024), text_cell("a"),
             number_cell(date(2024, 2, 29, 12, 7)), number_cell(date(2024, 2, 29, 0, 0)),
             number_cell(1'000'000), number_cell(6), text_cell(std::string("\0\0\0\0\1\1", 6))});
    }
    return rows;
}

struct Damage {
    const char* name;
    const char* column;  ///< Or several, separated by blanks.
    std::function<void(MemoryRow&)> apply;
};

std::function<void(MemoryRow&)> put(const char* column, const Cell& cell) {
    return [=](MemoryRow& row) { row.at(at(column)) = cell; };
}

const Damage damages[] = {
    {"one bit of 64", "n", put("n", number_cell((1ULL << 63U) | 1U))},
    {"the top bit", "n", put("n", number_cell(0))},
    {"sign", "i", put("i", number_cell(static_cast<std::uint64_t>(-5)))},
    {"NULL for a number", "i", put("i", null_cell())},
    {"0 for NULL's neighbour", "i", put("i", number_cell(0))},
    {"negative zero", "f", put("f", number_cell(float_bits(-0.0F)))},
    {"denormal", "f", put("f", number_cell(1))},
    {"one ulp", "d", put("d", real_cell(std::nextafter(0.1, 1.0)))},
    {"largest", "d", put("d", real_cell(std::numeric_limits<double>::max()))},
    {"decimal, last digit", "dec", put("dec", text_cell("12.51"))},
    {"decimal, sign", "dec", put("dec", text_cell("-12.50"))},
    {"trailing space", "v", put("v", text_cell("x0 "))},
    {"case", "v", put("v", text_cell("X0"))},
    {"empty", "v", put("v", text_cell(""))},
    {"NULL for text", "v", put("v", null_cell())},
    {"accent", "v", put("v", text_cell("x\u00f8"))},
    {"invalid UTF-8", "v", put("v", text_cell("x\xFF"))},
    {"moved across the column's edge", "v b",
     [](MemoryRow& row) {
         row[at("v")] = text_cell("x");
         row[at("b")] = text_cell("0y");
     }},
    {"swapped columns", "v b", [](MemoryRow& row) { std::swap(row[at("v")], row[at("b")]); }},
    {"zero byte appended", "b", put("b", text_cell(std::string("y\0", 2)))},
    {"binary's content", "bin", put("bin", text_cell(std::string("ab\0\1", 4)))},
    {"JSON number's type", "j", put("j", text_cell(R"({"a": 1.0, "b": [2]})"))},
    {"JSON string for number", "j", put("j", text_cell(R"({"a": "1", "b": [2]})"))},
    {"JSON array's order", "j", put("j", text_cell(R"({"a": 1, "b": [2, 2]})"))},
    {"ENUM's error value for ''", "e", put("e", number_cell(0))},
    {"ENUM member", "e", put("e", number_cell(2))},
    {"SET bit", "st", put("st", number_cell(7))},
    {"SET empty", "st", put("st", number_cell(0))},
    {"year", "y", put("y", number_cell(0))},
    {"latin1 byte", "c", put("c", text_cell("\xE9"))},
    {"one microsecond", "dt", put("dt", number_cell(date(2024, 2, 29, 12, 8)))},
    {"eight hours", "dt", put("dt", number_cell(date(2024, 2, 29, 20, 7)))},
    {"zero date", "dt", put("dt", number_cell(0))},
    {"partial date", "day", put("day", number_cell(date(2024, 0, 0, 0, 0)))},
    {"one day", "day", put("day", number_cell(date(2024, 3, 1, 0, 0)))},
    {"negative time", "t", put("t", number_cell(static_cast<std::uint64_t>(-1'000'000)))},
    {"time, one microsecond", "t", put("t", number_cell(1'000'001))},
    {"BIT", "u", put("u", number_cell(7))},
    {"SRID", "g", put("g", text_cell(std::string("\1\0\0\0\1\1", 6)))},
    {"WKB", "g", put("g", text_cell(std::string("\0\0\0\0\1\2", 6)))},
    {"NULL geometry", "g", put("g", null_cell())},
};

TEST(Damage, OfOneValueIsFoundWithRowAndColumn) {
    for (const Damage& damage : damages) {
        SCOPED_TRACE(damage.name);
        TwoServers servers;
        servers.add(all_types(), rows());
        damage.apply(servers.rows_there().at(6));
        const VerifyReport report = servers.run();
        EXPECT_EQ(report.outcome(), "different");
        EXPECT_EQ(report.discrepancy_count, 1U);
        EXPECT_EQ(describe(report.discrepancies), "changed 7 " + std::string(damage.column));
    }
}

TEST(Damage, EveryRowAlikeIsNotCancelledOut) {
    for (const Damage& damage : damages) {
        SCOPED_TRACE(damage.name);
        TwoServers servers;
        servers.add(all_types(), rows());
        for (MemoryRow& row : servers.rows_there()) {
            damage.apply(row);
        }
        EXPECT_EQ(servers.run().discrepancy_count, 12U);
    }
}

TEST(Damage, KeyOrderAndWhitespaceOfJsonAreNoDamage) {
    TwoServers servers;
    servers.add(all_types(), rows());
    servers.rows_there().at(3).at(at("j")) = text_cell(R"({"b":[2],"a":1})");
    EXPECT_EQ(servers.run().outcome(), "equal");
}

TEST(Damage, FirstAndLastRowOfEveryChunk) {
    for (std::size_t row = 0; row < 12; ++row) {
        for (const char* kind : {"changed", "missing", "extra"}) {
            SCOPED_TRACE(std::string(kind) + " " + std::to_string(row + 1));
            TwoServers servers;
            servers.add_plain(12);
            auto& there = servers.rows_there();
            const auto place = there.begin() + static_cast<std::ptrdiff_t>(row);
            if (kind == std::string("changed")) {
                place->at(1) = text_cell("x");
            } else if (kind == std::string("missing")) {
                there.erase(place);
            } else {
                auto& here = servers.rows_here();
                here.erase(here.begin() + static_cast<std::ptrdiff_t>(row));
            }
            const std::string expected = std::string(kind) + " " + std::to_string(row + 1) +
                                         (kind == std::string("changed") ? " name" : "");
            EXPECT_EQ(describe(servers.run().discrepancies), expected);
        }
    }
}

TEST(Damage, PairsThatCancelUnderXor) {
    TwoServers servers;
    servers.add_plain(8, 0);
    servers.rows_there().at(2) = servers.rows_there().at(1);  // 3 becomes another 2
    servers.rows_there().push_back(servers.rows_there().at(1));
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.discrepancy_count, 3U);
    EXPECT_EQ(report.tables.at(0).reason, "1 missing, 2 extra rows");
}

TEST(Damage, SwappedRows) {
    TwoServers servers;
    servers.add_plain(12);
    std::swap(servers.rows_there().at(1).at(1), servers.rows_there().at(10).at(1));
    EXPECT_EQ(servers.run().discrepancy_count, 2U);
}

}  // namespace
}  // namespace cutover::test::damage_test
