#include "migrate/definition_fit.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace cutover::definition_fit_test {
namespace {

ColumnDefinition column(const std::string& type) {
    ColumnDefinition result{.name = "c", .data_type = type, .column_type = type};
    return result;
}

ColumnDefinition text(std::uint64_t length, const std::string& character_set) {
    ColumnDefinition result = column("varchar");
    result.length = length;
    result.character_set = character_set;
    return result;
}

ColumnDefinition with(ColumnDefinition base, const std::function<void(ColumnDefinition&)>& change) {
    change(base);
    return base;
}

ColumnDefinition decimal(unsigned precision, unsigned scale) {
    return with(column("decimal"), [&](ColumnDefinition& c) {
        c.precision = precision;
        c.scale = scale;
    });
}

ColumnDefinition natural(const std::string& type) {
    return with(column(type), [](ColumnDefinition& c) { c.is_unsigned = true; });
}

ColumnDefinition members(const std::string& type, std::vector<std::string> list) {
    return with(column(type), [&](ColumnDefinition& c) { c.members = std::move(list); });
}

enum class Fit { same, wider, loses };

struct FitCase {
    const char* name = "";
    ColumnDefinition from{};
    ColumnDefinition to{};
    Fit expected = Fit::same;
};

const FitCase cases[] = {
    {"int", column("int"), column("int"), Fit::same},
    {"int to bigint", column("int"), column("bigint"), Fit::wider},
    {"bigint to int", column("bigint"), column("int"), Fit::loses},
    {"unsigned int to bigint", natural("int"), column("bigint"), Fit::wider},
    {"unsigned int to int", natural("int"), column("int"), Fit::loses},
    {"int to unsigned bigint", column("int"), natural("bigint"), Fit::loses},
    {"int to varchar", column("int"), text(20, "utf8mb4"), Fit::loses},
    {"year to int", column("year"), column("int"), Fit::loses},
    {"varchar", text(20, "utf8mb4"), text(20, "utf8mb4"), Fit::same},
    {"varchar, shorter", text(20, "utf8mb4"), text(19, "utf8mb4"), Fit::loses},
    {"latin1 to utf8mb4", text(20, "latin1"), text(20, "utf8mb4"), Fit::wider},
    {"utf8mb4 to latin1", text(20, "utf8mb4"), text(20, "latin1"), Fit::loses},
    {"utf8mb4 to utf8mb3", text(20, "utf8mb4"), text(20, "utf8mb3"), Fit::loses},
    {"ascii to latin1", text(20, "ascii"), text(20, "latin1"), Fit::wider},
    {"decimal", decimal(10, 2), decimal(10, 2), Fit::same},
    {"decimal, more digits", decimal(10, 2), decimal(12, 2), Fit::wider},
    {"decimal, same digits but fewer before the point", decimal(10, 2), decimal(10, 3), Fit::loses},
    {"float to double", column("float"), column("double"), Fit::loses},
    {"enum", members("enum", {"a", "b"}), members("enum", {"a", "b"}), Fit::same},
    {"enum, longer", members("enum", {"a", "b"}), members("enum", {"a", "b", "c"}), Fit::wider},
    {"enum, another order", members("enum", {"a", "b"}), members("enum", {"b", "a"}), Fit::loses},
    {"enum to set", members("enum", {"a"}), members("set", {"a"}), Fit::loses},
    {"fraction lost", with(column("datetime"), [](ColumnDefinition& c) { c.fraction_digits = 6; }),
     column("datetime"), Fit::loses},
    {"NULL refused", column("int"),
     with(column("int"), [](ColumnDefinition& c) { c.nullable = false; }), Fit::loses},
    {"NULL allowed", with(column("int"), [](ColumnDefinition& c) { c.nullable = false; }),
     column("int"), Fit::wider},
    {"binary is padded", with(column("binary"), [](ColumnDefinition& c) { c.length = 4; }),
     with(column("binary"), [](ColumnDefinition& c) { c.length = 8; }), Fit::loses},
    {"datetime to date", column("datetime"), column("date"), Fit::loses},
    {"json to MariaDB's", column("json"), column("longtext"), Fit::wider},
};

std::vector<Misfit> compare(const TableDefinition& source, const TableDefinition& there) {
    TablePlan plan;
    for (const ColumnDefinition& one : source.columns) {
        plan.columns.push_back(
            {.source = one, .destination = one.name, .form = form_of(one).value()});
    }
    return misfits(plan, source, there);
}

TEST(DefinitionFit, ColumnsThatHoldEveryValueAreToldFromThoseThatDoNot) {
    for (const FitCase& test : cases) {
        SCOPED_TRACE(test.name);
        TableDefinition source;
        source.columns = {test.from};
        TableDefinition there;
        there.columns = {test.to};
        const std::vector<Misfit> found = compare(source, there);
        ASSERT_EQ(found.size(), test.expected == Fit::same ? 0U : 1U);
        if (!found.empty()) {
            EXPECT_EQ(found[0].loses_rows, test.expected == Fit::loses) << found[0].text;
        }
    }
}

struct TableCase {
    const char* name;
    std::function<void(TableDefinition&)> change;
    const char* text;
    bool loses_rows;
};

TEST(DefinitionFit, ColumnsAndKeysOfOneSideOnly) {
    const TableCase table_cases[] = {
        {"missing", [](TableDefinition& t) { t.columns.clear(); }, "column c is missing", true},
        {"surplus",
         [](TableDefinition& t) { t.columns.push_back({.name = "x", .data_type = "int"}); },
         "column x is only there", false},
        {"surplus that must be given",
         [](TableDefinition& t) {
             t.columns.push_back({.name = "x", .data_type = "int", .nullable = false});
         },
         "has no default value", true},
        {"stricter key",
         [](TableDefinition& t) {
             t.keys.push_back({.name = "u", .unique = true, .parts = {{"c", 3}}});
         },
         "unique key u is only there", true},
        {"generated over there",
         [](TableDefinition& t) { t.columns[0].generated = Generated::stored; },
         "generated on one side only", true},
    };
    for (const TableCase& test : table_cases) {
        SCOPED_TRACE(test.name);
        TableDefinition source;
        source.columns = {column("int")};
        source.keys = {{.name = "PRIMARY", .unique = true, .parts = {{"c", 0}}}};
        TableDefinition there = source;
        test.change(there);
        const std::vector<Misfit> found = compare(source, there);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_NE(found[0].text.find(test.text), std::string::npos) << found[0].text;
        EXPECT_EQ(found[0].loses_rows, test.loses_rows);
    }
}

TEST(DefinitionFit, CaseOfColumnsAndWiderKeysDoNotMatter) {
    TableDefinition source;
    source.columns = {column("int"), column("int")};
    source.columns[1].name = "d";
    source.keys = {{.name = "PRIMARY", .unique = true, .parts = {{"c", 0}}}};
    TableDefinition there = source;
    there.columns[0].name = "C";
    there.keys.push_back({.name = "u", .unique = true, .parts = {{"C", 0}, {"d", 0}}});
    EXPECT_TRUE(compare(source, there).empty());
}

}  // namespace
}  // namespace cutover::definition_fit_test
