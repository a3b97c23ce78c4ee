/// The table of kinds is data, and data can be wrong in ways that no compiler sees.
#include "selftest/seed_kind.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "core/create_table.hpp"
#include "selftest/trial.hpp"

namespace cutover::test::seed_kind_test {
namespace {

const Places places{{"row", 10},  {"free", 11},      {"far", 100}, {"edge", 16},
                    {"past", 18}, {"past_free", 19}, {"first", 2}, {"last", 256}};

TEST(SeedKinds, AreMoreThanFortyWithNamesOfTheirOwn) {
    std::set<std::string> names;
    for (const SeedKind& kind : seed_kinds()) {
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name << " comes twice";
        EXPECT_LE(std::string(kind.family).size(), 23U) << "the report's column is narrower";
    }
    EXPECT_GE(names.size(), 60U);
}

TEST(SeedKinds, NameTablesAndPlacesThatThereAre) {
    for (const SeedKind& kind : seed_kinds()) {
        SCOPED_TRACE(kind.name);
        EXPECT_TRUE(std::any_of(
            test_tables().begin(), test_tables().end(),
            [&](const TestTable& table) { return std::string(table.name) == kind.table; }));
        EXPECT_NE(expand(kind.sql, places).find(kind.table), std::string::npos);
        EXPECT_EQ(expected_text(kind, places).empty(), kind.is_control());
    }
}

struct TestColumns {
    std::vector<std::string> all{};
    std::vector<std::string> key{};  ///< By which the expectation names a row; without one: all.
};

/// Of a test table, as its definition has them.
TestColumns columns_of(const TestTable& table) {
    const std::string sql = std::string("CREATE TABLE `t` ") + table.columns;
    const auto parsed = parse_create_table(sql);
    TestColumns columns;
    if (!parsed) {
        ADD_FAILURE() << sql;
        return columns;
    }
    for (const TableClause& clause : parsed->clauses) {
        if (clause.kind == TableClause::Kind::column) {
            columns.all.push_back(clause.name);
            if (std::any_of(clause.tokens.begin(), clause.tokens.end(), [](const SqlToken& token) {
                    return token.text == "PRIMARY";
                })) {
                columns.key.push_back(clause.name);
            }
        } else if (clause.kind == TableClause::Kind::primary_key) {
            for (const KeyPart& part : key_of(clause).parts) {
                columns.key.push_back(part.column);
            }
        }
    }
    columns.key = columns.key.empty() ? columns.all : columns.key;
    return columns;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream words(text);
    return {std::istream_iterator<std::string>(words), {}};
}

/// A row by the words of expected_text(), where it was and where it is now.
std::set<std::string> key_columns_changed(
    const std::vector<std::string>& key,
    const std::vector<std::string>& before,
    const std::vector<std::string>& after) {
    std::set<std::string> changed;
    for (std::size_t i = 0; i < key.size() && after.front() == "extra"; ++i) {
        if (before.at(i + 1) != after.at(i + 1)) {
            changed.insert(key[i]);
        }
    }
    return changed;
}

/// What differs where the kind is seeded: columns of rows that changed, and where a row is found
/// by other values than before, those of them that are others. A row that is missing, or there
/// for the first time, tells nothing of its columns.
std::set<std::string> columns_damaged(const SeedKind& kind, const TestColumns& columns) {
    std::set<std::string> damaged;
    std::vector<std::vector<std::string>> gone;
    std::vector<std::vector<std::string>> come;
    std::istringstream rows(expected_text(kind, places));
    for (std::string row; std::getline(rows, row, ';');) {
        const std::size_t colon = row.find(": ");
        std::vector<std::string> words = words_of(row.substr(0, colon));
        if (colon != std::string::npos) {
            const std::vector<std::string> changed = words_of(row.substr(colon + 1));
            damaged.insert(changed.begin(), changed.end());
        }
        (words.front() == "missing" ? gone : come).push_back(std::move(words));
    }
    for (const auto& before : gone) {
        for (const auto& after : come) {
            damaged.merge(key_columns_changed(columns.key, before, after));
        }
    }
    return damaged;
}

/// A column that no kind touches is a form of value that the selftest says nothing of.
TEST(SeedKinds, TouchEveryColumnOfEveryTable) {
    // A whole number as the only column of a key is damaged in `alike`; these tables damage others.
    const std::set<std::string> exceptions{"wide.id", "doc.id"};
    std::set<std::string> untouched;
    for (const TestTable& table : test_tables()) {
        const TestColumns columns = columns_of(table);
        std::set<std::string> damaged;
        for (const SeedKind& kind : seed_kinds()) {
            if (std::string(kind.table) == table.name) {
                damaged.merge(columns_damaged(kind, columns));
            }
        }
        for (const std::string& column : columns.all) {
            if (damaged.erase(column) == 0) {
                untouched.insert(std::string(table.name) + "." + column);
            }
        }
        EXPECT_EQ(damaged, std::set<std::string>()) << table.name << " has no such columns";
    }
    EXPECT_EQ(untouched, exceptions);
}

TEST(SeedKinds, WhatServersCannotHoldIsNamedForThem) {
    const ServerFacts mysql56{.flavour = Flavour::mysql, .version = {5, 6, 24}};
    const ServerFacts mysql8{.flavour = Flavour::mysql, .version = {8, 0, 36}};
    const ServerFacts mariadb{.flavour = Flavour::mariadb, .version = {10, 11, 6}};
    EXPECT_EQ(what_lacks(Need::nothing, mysql56, mariadb), "");
    EXPECT_EQ(what_lacks(Need::negative_zero, mysql56, mysql8), "");
    EXPECT_NE(what_lacks(Need::negative_zero, mysql8, mariadb), "");
    EXPECT_EQ(what_lacks(Need::json_type, mysql8, mysql8), "");
    EXPECT_NE(what_lacks(Need::json_type, mysql56, mysql8), "");
    EXPECT_NE(what_lacks(Need::json_type, mariadb, mariadb), "");
    EXPECT_EQ(what_lacks(Need::json_text, mariadb, mariadb), "");
    EXPECT_NE(what_lacks(Need::json_text, mysql8, mariadb), "");
}

TEST(Places, AreNumbersAndJsonKeepsItsBraces) {
    EXPECT_EQ(expand(R"({"a": [{row}, {far}]})", places), R"({"a": [10, 100]})");
    EXPECT_THROW((void)expand("WHERE id = {nowhere}", places), std::logic_error);
    EXPECT_THROW((void)expand("WHERE id = {row", places), std::logic_error);
}

}  // namespace
}  // namespace cutover::test::seed_kind_test
