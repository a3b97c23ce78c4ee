#include "migrate/table_features.hpp"

#include <gtest/gtest.h>

#include "core/create_table.hpp"

namespace cutover {
namespace {

ServerFacts server(Flavour flavour, ServerVersion version) {
    ServerFacts facts;
    facts.flavour = flavour;
    facts.version = version;
    return facts;
}

const ServerFacts mysql56 = server(Flavour::mysql, {5, 6, 24});
const ServerFacts mysql8 = server(Flavour::mysql, {8, 0, 36});
const ServerFacts mariadb = server(Flavour::mariadb, {10, 11, 6});

struct Case {
    const char* name;
    const char* clauses;
    const char* options;
    std::vector<std::string> on_mysql56;
    std::vector<std::string> on_mysql8;
    std::vector<std::string> on_mariadb;
};

const Case cases[] = {
    {"plain", "`a` int(11) NOT NULL DEFAULT '1'", "ENGINE=InnoDB DEFAULT CHARSET=utf8", {}, {}, {}},
    {"defaults that every server takes",
     "`a` int DEFAULT NULL, `b` int DEFAULT -1, `c` bit(1) DEFAULT b'1', `d` datetime DEFAULT "
     "current_timestamp() ON UPDATE current_timestamp(), `e` int DEFAULT 5, `f` varchar(3) DEFAULT "
     "_utf8mb4'x', `g` varchar(9) DEFAULT 'CHECK DEFAULT (x)'",
     "",
     {},
     {},
     {}},
    {"expression",
     "`a` varchar(36) DEFAULT uuid()",
     "",
     {"expression as default of column a"},
     {},
     {}},
    {"expression in parentheses",
     "`a` int DEFAULT (1 + 1)",
     "",
     {"expression as default of column a"},
     {},
     {}},
    {"check", "`a` int, CONSTRAINT `c` CHECK (`a` > 0)", "", {"CHECK c"}, {}, {}},
    {"check of a column", "`a` int CHECK (`a` > 0)", "", {"CHECK of column a"}, {}, {}},
    {"MariaDB's table options",
     "`a` int",
     "ENGINE=InnoDB `PAGE_COMPRESSED`=1",
     {"table option PAGE_COMPRESSED"},
     {"table option PAGE_COMPRESSED"},
     {}},
    {"MySQL's table options",
     "`a` int",
     "ENGINE=InnoDB COMPRESSION='zlib'",
     {"table option COMPRESSION"},
     {},
     {"table option COMPRESSION"}},
    {"expression in a key",
     "`a` int, KEY `k` ((`a` + 1))",
     "",
     {"key on an expression k"},
     {},
     {"key on an expression k"}},
};

std::vector<std::string> missing(const Case& test, const ServerFacts& facts) {
    TableDefinition table;
    table.create_statement = std::string("CREATE TABLE `t` (") + test.clauses + ") " + test.options;
    EXPECT_TRUE(read_create_statement(table));
    return missing_features(table, facts);
}

TEST(TableFeatures, WhatEachServerLacks) {
    for (const Case& test : cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(missing(test, mysql56), test.on_mysql56);
        EXPECT_EQ(missing(test, mysql8), test.on_mysql8);
        EXPECT_EQ(missing(test, mariadb), test.on_mariadb);
    }
}

TEST(TableFeatures, ColumnsFromTheCatalog) {
    TableDefinition table;
    table.create_statement = "CREATE TABLE `t` (`a` int)";
    table.columns = {
        {.name = "a", .data_type = "int", .invisible = true},
        {.name = "b", .data_type = "int", .generated = Generated::stored}};
    EXPECT_EQ(
        missing_features(table, mysql56),
        (std::vector<std::string>{"invisible column a", "generated column b"}));
    EXPECT_TRUE(missing_features(table, mysql8).empty());
}

TEST(TableFeatures, ADefinitionThatIsNotThereIsNotCalledFine) {
    EXPECT_EQ(missing_features({}, mariadb).size(), 1U);
}

TEST(TableFeatures, SqlModes) {
    EXPECT_TRUE(missing_sql_modes("", mysql56).empty());
    EXPECT_TRUE(missing_sql_modes("STRICT_TRANS_TABLES,ORACLE", mysql56).empty());
    EXPECT_EQ(
        missing_sql_modes("ORACLE,STRICT_TRANS_TABLES,TIME_ROUND_FRACTIONAL", mysql8),
        (std::vector<std::string>{"ORACLE", "TIME_ROUND_FRACTIONAL"}));
    EXPECT_EQ(
        missing_sql_modes("TIME_TRUNCATE_FRACTIONAL", mariadb),
        std::vector<std::string>{"TIME_TRUNCATE_FRACTIONAL"});
}

}  // namespace
}  // namespace cutover
