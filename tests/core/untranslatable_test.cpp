#include "core/untranslatable.hpp"

#include <gtest/gtest.h>

#include "core/create_table.hpp"

namespace cutover {
namespace {

ServerFacts server(Flavour flavour, ServerVersion version) {
    ServerFacts facts;
    facts.flavour = flavour;
    facts.version = version;
    facts.collations = {{"utf8mb4_general_ci", "utf8mb4"}, {"latin1_swedish_ci", "latin1"}};
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
    return table;
}

std::string reasons(const std::vector<Refusal>& refusals) {
    std::string text;
    for (const Refusal& refusal : refusals) {
        text += refusal.reason + "; ";
    }
    return text;
}

struct TableCase {
    const char* name;
    std::string entries;
    std::string options;
    const ServerFacts* possible;  ///< Null: nowhere that is tried.
    const ServerFacts* impossible;
};

const TableCase table_cases[] = {
    {"a default expression", "`c` int DEFAULT (`a` + 1)", "", &mysql8, &mysql56},
    {"a check", "CONSTRAINT `x` CHECK (`a` > 0)", "", &mysql8, &mysql56},
    {"a check of a column", "`c` int DEFAULT NULL CHECK (`c` > 0)", "", &mariadb, &mysql56},
    {"a descending key", "KEY `k` (`a` DESC)", "", &mariadb, &mysql56},
    {"a functional key", "KEY `k` ((`a` + 1))", "", &mysql8, &mariadb},
    {"an invisible key", "KEY `k` (`a`) /*!80000 INVISIBLE */", "", &mysql8, &mariadb},
    {"an ignored key", "KEY `k` (`a`) IGNORED", "", &mariadb, &mysql8},
    {"a unique key on whole text", "UNIQUE KEY `k` (`b`) USING HASH", "", &mariadb, &mysql8},
    {"a compressed column", "`c` text /*M!100301 COMPRESSED*/", "", &mariadb, &mysql8},
    {"an SRID", "`c` point /*!80003 SRID 4326 */", "", &mysql8, &mariadb},
    {"page compression", "", " `PAGE_COMPRESSED`='ON'", &mariadb, &mysql8},
    {"MySQL's compression", "", " COMPRESSION='zlib'", &mysql8, &mariadb},
    {"encryption", "", " ENCRYPTION='Y'", &mysql8, &mariadb},
    {"a tablespace", "", " /*!50100 TABLESPACE `ts` */", &mysql8, &mariadb},
    {"a period", "PERIOD FOR `p` (`a`, `c`)", "", &mariadb, &mysql8},
};

TEST(Untranslatable, NamesWhatATableNeedsAndTheDestinationLacks) {
    for (const TableCase& test : table_cases) {
        SCOPED_TRACE(test.name);
        const TableDefinition table = table_with(test.entries, test.options);
        EXPECT_EQ(reasons(untranslatable(table, *test.possible, *test.possible)), "");
        EXPECT_NE(reasons(untranslatable(table, *test.possible, *test.impossible)), "");
    }
}

TEST(Untranslatable, LetsThroughWhatOnlyLooksForeign) {
    const TableDefinition table = table_with(
        "`c` timestamp NOT NULL DEFAULT current_timestamp() COMMENT 'CHECK (x) COMPRESSED'",
        " ENCRYPTION='N' COMMENT='PAGE_COMPRESSED=1'");
    for (const ServerFacts* destination : {&mysql56, &mysql8, &mariadb}) {
        EXPECT_EQ(reasons(untranslatable(table, mariadb, *destination)), "");
    }
}

TEST(Untranslatable, RefusesWhatCouldNotBeRead) {
    TableDefinition table = table_with("", "");
    table.unreadable = "the server says no";
    EXPECT_NE(reasons(untranslatable(table, mysql8, mysql8)).find("says no"), std::string::npos);
}

struct CodeCase {
    const char* name;
    CodeObject object;
    const ServerFacts* possible;
    const ServerFacts* impossible;
};

CodeObject code(ObjectKind kind, std::string sql, std::string sql_mode, std::string collation) {
    CodeObject object;
    object.kind = kind;
    object.create_statement = std::move(sql);
    object.sql_mode = std::move(sql_mode);
    object.collation_connection = std::move(collation);
    return object;
}

const CodeCase code_cases[] = {
    {"a sequence", code(ObjectKind::sequence, "CREATE SEQUENCE `s`", "", ""), &mariadb, &mysql8},
    {"an aggregate",
     code(ObjectKind::function, "CREATE AGGREGATE FUNCTION `f`() RETURNS int RETURN 1", "", ""),
     &mariadb, &mysql8},
    {"a mode of MariaDB",
     code(
         ObjectKind::procedure,
         "CREATE PROCEDURE `p`() SELECT 1",
         "STRICT_TRANS_TABLES,EMPTY_STRING_IS_NULL",
         "utf8mb4_general_ci"),
     &mariadb, &mysql8},
};

TEST(Untranslatable, NamesWhatCodeNeedsAndTheDestinationLacks) {
    for (const CodeCase& test : code_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(reasons(untranslatable(test.object, *test.possible, *test.possible)), "");
        EXPECT_NE(reasons(untranslatable(test.object, *test.possible, *test.impossible)), "");
    }
    const CodeObject far =
        code(ObjectKind::view, "CREATE VIEW `v` AS select 1", "", "utf8mb4_0900_ai_ci");
    EXPECT_NE(
        reasons(untranslatable(far, mysql8, mariadb)).find("utf8mb4_0900_ai_ci"),
        std::string::npos);
}

}  // namespace
}  // namespace cutover
