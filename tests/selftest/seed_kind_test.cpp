/// The table of kinds is data, and data can be wrong in ways that no compiler sees.
#include "selftest/seed_kind.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "selftest/trial.hpp"

namespace cutover::test {
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

/// A column that no kind touches is a form of value that the selftest says nothing of.
TEST(SeedKinds, TouchEveryColumnOfEveryTable) {
    std::map<std::string, std::set<std::string>> named;
    for (const SeedKind& kind : seed_kinds()) {
        std::istringstream words(kind.expected);
        for (std::string word; words >> word;) {
            named[kind.table].insert(word.substr(0, word.find(';')));
        }
    }
    for (const char* column :
         {"i",      "j",     "u", "f", "d",   "z",   "n",   "absent", "v",   "w",
          "accent", "smile", "c", "l", "opt", "emp", "txt", "b",      "bin", "bl",
          "bits",   "g",     "e", "s", "y",   "day", "dt",  "ts"}) {
        EXPECT_EQ(named["wide"].count(column), 1U) << column;
    }
    for (const char* column : {"grade", "at", "one", "two"}) {
        EXPECT_EQ(named["alike"].count(column), 1U) << column;
    }
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
}  // namespace cutover::test
