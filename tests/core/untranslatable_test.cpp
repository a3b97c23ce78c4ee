#include "core/untranslatable.hpp"

#include <gtest/gtest.h>

#include "core/create_table.hpp"

namespace cutover::untranslatable_test {
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

TableDefinition table_with(const std::string& entries, const std::string& options) {
    TableDefinition table;
    table.name = {"shop", "t"};
    table.create_statement = "CREATE TABLE `t` (\n  `a` int NOT NULL,\n  `b` text" +
                             (entries.empty() ? "" : ",\n  " + entries) + "\n) ENGINE=InnoDB" +
                             options;
    for (const char* name : {"a", "b", "c"}) {
        table.columns.emplace_back();
        table.columns.back().name = name;
    }
    table.columns[1].data_type = "text";
    EXPECT_TRUE(read_create_statement(table)) << table.create_statement;
    return table;
}

/// A plan of all columns but the ones named.
TablePlan plan_of(const TableDefinition& table, const std::string& without = {}) {
    TablePlan plan;
    for (const ColumnDefinition& column : table.columns) {
        if (column.name != without) {
            plan.columns.push_back({.source = column, .destination = column.name});
        }
    }
    return plan;
}

std::string reasons(const std::vector<Refusal>& refusals) {
    std::string text;
    for (const Refusal& refusal : refusals) {
        text += (text.empty() ? "" : "; ") + refusal.object + " " + refusal.reason;
    }
    return text;
}

std::string reasons(const TableDefinition& table, const ServerFacts& there) {
    return reasons(untranslatable(table, plan_of(table), there));
}

struct TableCase {
    const char* name;
    std::string entries;
    std::string options;
    std::string on_mysql56;  ///< A part of what is said; "": nothing is.
    std::string on_mysql8;
    std::string on_mariadb;
};

const std::string none_on_mysql = "MySQL has none";
const std::string none_on_mariadb = "MariaDB has none";

const TableCase table_cases[] = {
    {"plain", "`c` int(11) NOT NULL DEFAULT '1'", " DEFAULT CHARSET=utf8", "", "", ""},
    {"defaults that every server takes",
     "`c` int DEFAULT NULL, `d` int DEFAULT -1, `e` bit(1) DEFAULT b'1', `f` datetime DEFAULT "
     "current_timestamp() ON UPDATE current_timestamp(), `g` int DEFAULT 5, `h` varchar(3) DEFAULT "
     "_utf8mb4'x', `i` varchar(9) DEFAULT 'CHECK DEFAULT (x)', `j` int DEFAULT TRUE",
     "", "", "", ""},
    {"what only looks foreign",
     "`c` timestamp NOT NULL DEFAULT current_timestamp() COMMENT 'CHECK (x) COMPRESSED'",
     " ENCRYPTION='N' COMMENT='PAGE_COMPRESSED=1'", "", "", ""},
    {"an expression", "`c` varchar(36) DEFAULT uuid()", "",
     "an expression without parentheses as default c: MySQL has none", none_on_mysql, ""},
    {"an expression in parentheses", "`c` int DEFAULT (1 + 1)", "",
     "shop.t an expression as default c: MySQL has it since 8.0.13", "", ""},
    {"a check", "CONSTRAINT `x` CHECK (`a` > 0)", "", "a CHECK x: MySQL has it since 8.0.16", "",
     ""},
    {"a check of a column", "`c` int DEFAULT NULL CHECK (`c` > 0)", "", "a CHECK c", "", ""},
    {"a descending key", "KEY `k` (`a` DESC)", "", "in descending order k", "", ""},
    {"a functional key", "KEY `k` ((`a` + 1))", "", "a key on an expression k", "",
     none_on_mariadb},
    {"an invisible key", "KEY `k` (`a`) /*!80000 INVISIBLE */", "", "an INVISIBLE key k", "",
     none_on_mariadb},
    {"an ignored key", "KEY `k` (`a`) IGNORED", "", "an IGNORED key k", none_on_mysql, ""},
    {"a unique key on whole text", "UNIQUE KEY `k` (`b`) USING HASH", "", "whole TEXT or BLOB k",
     none_on_mysql, ""},
    {"a unique key on some of a text", "UNIQUE KEY `k` (`b`(20))", "", "", "", ""},
    {"a compressed column", "`c` text /*M!100301 COMPRESSED*/", "", "a COMPRESSED column c",
     none_on_mysql, ""},
    {"an SRID", "`c` point /*!80003 SRID 4326 */", "", "", "",
     "MySQL's attribute SRID of c: MariaDB has none"},
    {"MariaDB's table options", "", " `PAGE_COMPRESSED`='ON'", "PAGE_COMPRESSED: MySQL has none",
     none_on_mysql, ""},
    {"MySQL's compression", "", " COMPRESSION='zlib'", "COMPRESSION: MySQL has it since 5.7.8", "",
     none_on_mariadb},
    {"encryption", "", " ENCRYPTION='Y'", "ENCRYPTION: MySQL has it since 5.7.11", "",
     none_on_mariadb},
    {"a tablespace", "", " /*!50100 TABLESPACE `ts` */", "TABLESPACE", "", none_on_mariadb},
    {"a period", "PERIOD FOR `p` (`a`, `c`)", "", "a PERIOD", none_on_mysql, ""},
};

TEST(Untranslatable, NamesWhatATableNeedsAndEachServerLacks) {
    for (const TableCase& test : table_cases) {
        SCOPED_TRACE(test.name);
        const TableDefinition table = table_with(test.entries, test.options);
        const std::pair<const ServerFacts*, std::string> expected[] = {
            {&mysql56, test.on_mysql56}, {&mysql8, test.on_mysql8}, {&mariadb, test.on_mariadb}};
        for (const auto& [there, part] : expected) {
            const std::string said = reasons(table, *there);
            EXPECT_EQ(said.empty(), part.empty()) << said;
            EXPECT_NE(said.find(part), std::string::npos) << said;
        }
    }
}

TEST(Untranslatable, ColumnsFromTheCatalog) {
    TableDefinition table = table_with("", "");
    table.columns[0].invisible = true;
    table.columns[1].generated = Generated::stored;
    EXPECT_EQ(
        reasons(table, mysql56),
        "shop.t an INVISIBLE column a: MySQL has it since 8.0.23; "
        "shop.t a generated column b: MySQL has it since 5.7.6");
    EXPECT_EQ(reasons(table, mysql8), "");
}

TEST(Untranslatable, WhatAServerHasNoLonger) {
    TableDefinition table = table_with("", "");
    table.columns[0].auto_increment = true;
    table.columns[0].data_type = "float";
    EXPECT_EQ(reasons(table, mysql8), "");
    EXPECT_EQ(reasons(table, mariadb), "");
    EXPECT_EQ(
        reasons(table, server(Flavour::mysql, {8, 4, 0})),
        "shop.t AUTO_INCREMENT of FLOAT or DOUBLE a: MySQL has it no longer, since 8.4.0");
    table.columns[0].data_type = "int";
    EXPECT_EQ(reasons(table, server(Flavour::mysql, {8, 4, 0})), "");
}

TEST(Untranslatable, WhatGoesWithAColumnThatIsLeftOutIsNoMatter) {
    const TableDefinition table = table_with(
        "`c` int DEFAULT (1 + 1), KEY `k` (`a`, `c` DESC), CONSTRAINT `x` CHECK (`c` > `a`)", "");
    EXPECT_EQ(untranslatable(table, plan_of(table), mysql56).size(), 3U);
    EXPECT_EQ(reasons(untranslatable(table, plan_of(table, "c"), mysql56)), "");
    EXPECT_EQ(untranslatable(table, plan_of(table, "b"), mysql56).size(), 3U);
}

CodeObject code(ObjectKind kind, std::string sql) {
    CodeObject object;
    object.kind = kind;
    object.name = {"shop", "o"};
    object.create_statement = std::move(sql);
    return object;
}

TEST(Untranslatable, NamesWhatCodeNeedsAndTheDestinationLacks) {
    const CodeObject sequence = code(ObjectKind::sequence, "CREATE SEQUENCE `s`");
    const CodeObject aggregate = code(
        ObjectKind::function, "CREATE AGGREGATE FUNCTION `f`() RETURNS int BEGIN RETURN 1; END");
    const CodeObject plain =
        code(ObjectKind::function, "CREATE FUNCTION `aggregate`() RETURNS int RETURN 1");
    EXPECT_EQ(
        reasons(untranslatable(sequence, mysql8)), "sequence shop.o sequences: MySQL has none");
    EXPECT_EQ(
        reasons(untranslatable(aggregate, mysql8)),
        "function shop.o aggregate functions in SQL: MySQL has none");
    EXPECT_EQ(reasons(untranslatable(plain, mysql8)), "");
    EXPECT_EQ(reasons(untranslatable(sequence, mariadb)), "");
    EXPECT_EQ(reasons(untranslatable(aggregate, mariadb)), "");
}

TEST(Untranslatable, SqlModes) {
    using Modes = std::vector<std::string>;
    EXPECT_EQ(missing_sql_modes("", mariadb, mysql56), Modes());
    EXPECT_EQ(missing_sql_modes("STRICT_TRANS_TABLES,ORACLE", mysql56, mysql56), Modes());
    EXPECT_EQ(missing_sql_modes("ORACLE", mariadb, mariadb), Modes());
    EXPECT_EQ(missing_sql_modes("ORACLE", mariadb, mysql56), Modes{"ORACLE"});
    EXPECT_EQ(missing_sql_modes("ORACLE", mysql56, mariadb), Modes{"ORACLE"});
    EXPECT_EQ(
        missing_sql_modes("ORACLE,STRICT_TRANS_TABLES,TIME_ROUND_FRACTIONAL", mysql56, mysql8),
        (Modes{"ORACLE", "TIME_ROUND_FRACTIONAL"}));
    EXPECT_EQ(
        missing_sql_modes("EMPTY_STRING_IS_NULL,ANSI_QUOTES", mariadb, mysql8),
        Modes{"EMPTY_STRING_IS_NULL"});
    EXPECT_EQ(
        missing_sql_modes("TIME_TRUNCATE_FRACTIONAL", mysql8, mariadb),
        Modes{"TIME_TRUNCATE_FRACTIONAL"});
}

}  // namespace
}  // namespace cutover::untranslatable_test
