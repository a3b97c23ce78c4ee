/// Every kind of table, verified exactly: equal as it stands, and each damage found with its row
/// and its columns, whatever the key, the partitions or the definitions on the other side.
#include <gtest/gtest.h>

#include "tests/servers/support/pair_verification.hpp"

namespace cutover::test::verify_tables_test {
namespace {

enum class Only { any, mariadb };

/// The table's name in its statements is `t`; `x` has the numbers from 1 to 200.
struct TableKind {
    const char* name;
    const char* create;
    const char* rows;         ///< What SELECT ... FROM x gives it.
    const char* destination;  ///< Its definition over there; "": the source's.
    const char* damage;       ///< On the destination.
    const char* expected;     ///< describe() of what the damage does.
    Only only = Only::any;
};

const TableKind table_kinds[] = {
    {"composite", "(a INT, b VARCHAR(9) COLLATE utf8mb4_bin, c INT, v INT, PRIMARY KEY (b, a, c))",
     "n % 5, CONCAT('b', n % 7), n, n", "",
     "UPDATE t SET v = 0 WHERE c = 33; DELETE FROM t WHERE c = 34;"
     "UPDATE t SET a = 9 WHERE c = 35",
     "changed 3 b5 33 v; missing 4 b6 34; missing 0 b0 35; extra 9 b0 35"},
    {"text_key", "(k VARCHAR(40) COLLATE utf8mb4_bin PRIMARY KEY, v INT)",
     "CONCAT('\xC3\xA9', n), n", "", "UPDATE t SET v = NULL WHERE v = 7; DELETE FROM t WHERE v = 8",
     "changed \xC3\xA9\x37 v; missing \xC3\xA9\x38"},
    {"char_key", "(k CHAR(10) PRIMARY KEY, v INT)", "CONCAT('k ', n), n", "",
     "UPDATE t SET v = 0 WHERE k = 'k 7'", "changed k 7 v"},
    {"binary_key", "(k BINARY(16) PRIMARY KEY, v INT)", "UNHEX(LPAD(HEX(n), 6, '0')), n", "",
     "UPDATE t SET v = 0 WHERE v = 160", "changed 0x0000a000000000000000000000000000 v"},
    {"varbinary_key", "(k VARBINARY(20) PRIMARY KEY, v INT)", "CONCAT(n, UNHEX('00FF')), n", "",
     "DELETE FROM t WHERE v = 9; INSERT INTO t VALUES (UNHEX('00'), 0)",
     "missing 0x3900ff; extra 0x00"},
    {"unsigned_key", "(k BIGINT UNSIGNED PRIMARY KEY, v INT)", "18446744073709551615 - n, n", "",
     "UPDATE t SET v = 0 WHERE v = 1; INSERT INTO t VALUES (18446744073709551615, 0), (0, 0)",
     "changed 18446744073709551614 v; extra 18446744073709551615; extra 0"},
    {"negative_key", "(k BIGINT PRIMARY KEY, v INT)", "50 - n, n", "",
     "UPDATE t SET v = 0 WHERE k = -150; DELETE FROM t WHERE k = 0; DELETE FROM t WHERE k = 49",
     "changed -150 v; missing 0; missing 49"},
    {"ci_key", "(k VARCHAR(30) COLLATE utf8mb4_general_ci PRIMARY KEY, v INT)",
     "CONCAT(IF(n % 2, 'k', 'K'), n), n", "", "UPDATE t SET k = 'K5' WHERE v = 5",
     "missing k5; extra K5"},
    {"accent_key", "(k VARCHAR(30) COLLATE utf8mb4_unicode_ci PRIMARY KEY, v INT)",
     "CONCAT('caf\xC3\xA9', n), n", "",
     "UPDATE t SET k = 'cafe5' WHERE v = 5; UPDATE t SET v = 0 WHERE v = 6",
     "missing caf\xC3\xA9\x35; extra cafe5; changed caf\xC3\xA9\x36 v"},
    {"pad_key", "(k VARCHAR(30) COLLATE utf8mb4_general_ci PRIMARY KEY, v INT)",
     "CONCAT('k', n, IF(n % 3, '', ' ')), n", "",
     "UPDATE t SET k = 'k5 ' WHERE v = 5; UPDATE t SET v = 0 WHERE v = 6",
     "missing k5; extra k5 ; changed k6  v"},
    // Two keys that differ in a blank at the end, and the first chunk ends between two such.
    {"nopad_key", "(k VARCHAR(30) COLLATE utf8mb4_nopad_bin PRIMARY KEY, v INT)",
     "CONCAT('k', 100 + n DIV 2, IF(n % 2, '', ' ')), n", "",
     "UPDATE t SET v = 0 WHERE k = 'k145 '; DELETE FROM t WHERE k = 'k146';"
     "UPDATE t SET k = 'k147  ' WHERE k = 'k147 '",
     "changed k145  v; missing k146; missing k147 ; extra k147  ", Only::mariadb},
    {"nopad_ci_key", "(k VARCHAR(30) COLLATE utf8mb4_unicode_nopad_ci PRIMARY KEY, v INT)",
     "CONCAT('k', 100 + n DIV 2, IF(n % 2, '', ' ')), n", "",
     "UPDATE t SET v = 0 WHERE k = 'k145 '; DELETE FROM t WHERE k = 'k146';"
     "UPDATE t SET k = 'K147 ' WHERE k = 'k147 '",
     "changed k145  v; missing k146; missing k147 ; extra K147 ", Only::mariadb},
    {"nopad_there", "(k VARCHAR(30) COLLATE utf8mb4_general_ci PRIMARY KEY, v INT)",
     "CONCAT('k', n), n", "(k VARCHAR(30) COLLATE utf8mb4_general_nopad_ci PRIMARY KEY, v INT)",
     "INSERT INTO t VALUES ('k5 ', 5); UPDATE t SET v = 0 WHERE k = 'k6'",
     "extra k5 ; changed k6 v", Only::mariadb},
    {"nopad_here", "(k VARCHAR(30) COLLATE utf8mb4_nopad_bin PRIMARY KEY, v INT)",
     "CONCAT('k', n, IF(n % 3, '', ' ')), n",
     "(k VARCHAR(30) COLLATE utf8mb4_bin PRIMARY KEY, v INT)",
     "UPDATE t SET k = 'k5 ' WHERE v = 5; UPDATE t SET v = 0 WHERE v = 6",
     "missing k5; extra k5 ; changed k6  v", Only::mariadb},
    {"one_prefix", "(a INT, b VARCHAR(9) COLLATE utf8mb4_bin, c INT, PRIMARY KEY (a, b))",
     "7, n, n", "", "UPDATE t SET c = 0 WHERE b = '101'; UPDATE t SET a = 8 WHERE b = '102'",
     "changed 7 101 c; missing 7 102; extra 8 102"},
    {"enum_key", "(e ENUM('z','a','m','') NOT NULL, n INT NOT NULL, v INT, PRIMARY KEY (e, n))",
     "1 + n % 4, n, n", "", "UPDATE t SET v = 0 WHERE n = 8; UPDATE t SET e = 'z' WHERE n = 9",
     "changed z 8 v; missing a 9; extra z 9"},
    // The first chunk ends behind (a, 70).
    {"enum_key_other_order",
     "(e ENUM('z','a','m') NOT NULL, n INT NOT NULL, v INT, PRIMARY KEY (e, n))",
     "ELT(1 + n % 3, 'z', 'a', 'm'), n, n",
     "(e ENUM('a','m','z') NOT NULL, n INT NOT NULL, v INT, PRIMARY KEY (e, n))",
     "UPDATE t SET v = 0 WHERE n IN (8, 70, 76); UPDATE t SET e = 'a' WHERE n = 9;"
     "DELETE FROM t WHERE n IN (10, 198); UPDATE t SET e = 'm' WHERE n = 73",
     "changed m 8 v; changed a 70 v; changed a 76 v; missing z 9; extra a 9; missing a 10;"
     " missing z 198; missing a 73; extra m 73"},
    {"date_key", "(d DATE PRIMARY KEY, v INT)", "'1999-12-01' + INTERVAL n DAY, n", "",
     "UPDATE t SET v = 0 WHERE d = '2000-02-29'; DELETE FROM t WHERE d = '1999-12-31'",
     "changed 2000-02-29 v; missing 1999-12-31"},
    {"datetime_key", "(d DATETIME(3) PRIMARY KEY, v INT)",
     "'2024-03-31 00:30:00.125' + INTERVAL n MINUTE, n", "",
     "UPDATE t SET d = d + INTERVAL 1000 MICROSECOND WHERE v = 3",
     "missing 2024-03-31 00:33:00.125; extra 2024-03-31 00:33:00.126"},
    {"time_key", "(d TIME PRIMARY KEY, v INT)", "SEC_TO_TIME(n - 100), n", "",
     "UPDATE t SET v = 0 WHERE d = '-00:00:01'", "changed -00:00:01 v"},
    {"decimal_key", "(k DECIMAL(20,4) PRIMARY KEY, v INT)", "(n - 100) / 4, n", "",
     "UPDATE t SET v = 0 WHERE v = 99; DELETE FROM t WHERE k = 25",
     "changed -0.2500 v; missing 25.0000"},
    {"year_key", "(y YEAR NOT NULL, n INT NOT NULL, v INT, PRIMARY KEY (y, n))",
     "1901 + n % 100, n, n", "", "UPDATE t SET v = 0 WHERE n = 42", "changed 1943 42 v"},
    {"wide_key", "(k VARCHAR(191) COLLATE utf8mb4_bin PRIMARY KEY, v INT)",
     "CONCAT(REPEAT('\xE2\x98\x83', 180), n), n", "", "UPDATE t SET v = 0 WHERE v = 77", nullptr},
    {"widest_key", "(k VARCHAR(768) COLLATE utf8mb4_bin PRIMARY KEY, v INT)",
     "CONCAT(REPEAT('\xF0\x9F\x98\x80', 765), n), n", "", "UPDATE t SET v = 0 WHERE v = 77",
     nullptr, Only::mariadb},
    // 3,056 of the 3,072 bytes that a key may have, no column longer than MySQL 5.6 takes.
    {"widest_parts",
     "(a VARCHAR(191) COLLATE utf8mb4_bin, b VARCHAR(191) COLLATE utf8mb4_bin,"
     " c VARCHAR(191) COLLATE utf8mb4_bin, d VARCHAR(191) COLLATE utf8mb4_bin, v INT,"
     " PRIMARY KEY (a, b, c, d))",
     "REPEAT('\xF0\x9F\x98\x80', 191), REPEAT('\xF0\x9F\x98\x80', 191),"
     " REPEAT('\xF0\x9F\x98\x80', 191), CONCAT(REPEAT('\xF0\x9F\x98\x80', 188), n), n",
     "", "UPDATE t SET v = 0 WHERE v = 77", nullptr},
    // What such a key covers still tells which row it was that changed, behind the prefix, too.
    {"prefix_key", "(k TEXT NOT NULL, v INT, UNIQUE KEY (k(8)))",
     "CONCAT('k\xC3\xA9', n, ' tail of it'), n", "",
     "UPDATE t SET k = 'k\xC3\xA9\x37 tale of it' WHERE v = 7; UPDATE t SET v = 0 WHERE v = 8;"
     "UPDATE t SET k = CONCAT(k, '!') WHERE v = 9; DELETE FROM t WHERE v = 10",
     "missing k\xC3\xA9\x37 tail of it 7; extra k\xC3\xA9\x37 tale of it 7;"
     " changed k\xC3\xA9\x38 tail of it v; changed k\xC3\xA9\x39 tail of it k;"
     " missing k\xC3\xA9\x31\x30 tail of it 10"},
    {"prefix_other_set", "(k VARCHAR(20) CHARACTER SET latin1 NOT NULL, v INT, UNIQUE KEY (k(5)))",
     "CONCAT(_latin1 0xE9, LPAD(n, 4, '0'), 'tail'), n",
     "(k VARCHAR(20) CHARACTER SET utf8mb4 NOT NULL, v INT, UNIQUE KEY (k(5)))",
     "UPDATE t SET v = 0 WHERE v = 8; UPDATE t SET k = LEFT(k, 7) WHERE v = 9",
     "changed \xC3\xA9\x30\x30\x30\x38tail v; changed \xC3\xA9\x30\x30\x30\x39tail k"},
    {"prefix_parts", "(a INT NOT NULL, b VARBINARY(20) NOT NULL, v INT, UNIQUE KEY (a, b(3)))",
     "n % 5, CONCAT(UNHEX(LPAD(HEX(n DIV 5), 6, '0')), 'ta'), n", "",
     "UPDATE t SET v = 0 WHERE v = 7; UPDATE t SET b = CONCAT(b, 'le') WHERE v = 8;"
     "UPDATE t SET a = 7 WHERE v = 9",
     "changed 2 0x0000017461 v; changed 3 0x0000017461 b; missing 4 0x0000017461 9;"
     " extra 7 0x0000017461 9"},
    {"null_key", "(k INT, v INT, UNIQUE KEY (k))", "IF(n % 10, n, NULL), n", "",
     "UPDATE t SET v = 0 WHERE v = 20; DELETE FROM t WHERE v = 7; UPDATE t SET v = 0 WHERE v = 21",
     "missing NULL 20; missing 7 7; extra NULL 0; changed 21 v"},
    {"keyless", "(a INT, v VARCHAR(9))", "n % 10, CONCAT('v', n % 5)", "",
     "DELETE FROM t WHERE a = 3 LIMIT 2; INSERT INTO t VALUES (4, 'v4'), (4, 'v4'), (NULL, '')",
     "missing 3 v3 x2; extra 4 v4 x2; extra NULL "},
    {"ranges",
     "(id INT NOT NULL, v INT, PRIMARY KEY (id)) ENGINE=InnoDB PARTITION BY RANGE (id)"
     " (PARTITION p0 VALUES LESS THAN (50), PARTITION p1 VALUES LESS THAN (150),"
     " PARTITION p2 VALUES LESS THAN MAXVALUE)",
     "n, n", "",
     "UPDATE t SET v = 0 WHERE id IN (49, 50); ALTER TABLE t TRUNCATE PARTITION p2;"
     "INSERT INTO t SELECT n, n FROM (SELECT 150 AS n UNION SELECT 151) z",
     nullptr},
    {"hashes",
     "(id INT NOT NULL, v INT, PRIMARY KEY (id)) ENGINE=InnoDB PARTITION BY HASH (id) PARTITIONS 5",
     "n, n", "", "DELETE FROM t WHERE id IN (1, 200)", "missing 1; missing 200"},
    {"long_values",
     "(id INT PRIMARY KEY, l LONGTEXT CHARACTER SET latin1, u LONGTEXT CHARACTER SET utf8mb4,"
     " b LONGBLOB)",
     "n, IF(n % 50, '', REPEAT('\xC3\xA9', 200000)), IF(n % 40, '', REPEAT('\xE2\x98\x83', 90000)),"
     " IF(n % 30, '', REPEAT(UNHEX('00FF275C'), 50000))",
     "(id INT PRIMARY KEY, l LONGTEXT CHARACTER SET utf8mb4, u LONGTEXT CHARACTER SET utf8mb4,"
     " b LONGBLOB)",
     "UPDATE t SET l = INSERT(l, 99999, 1, 'e') WHERE id = 50; DELETE FROM t WHERE id = 100;"
     "UPDATE t SET u = INSERT(u, 45000, 1, '') WHERE id = 40;"
     "UPDATE t SET b = INSERT(b, 99999, 1, UNHEX('01')) WHERE id = 90;"
     "INSERT INTO t VALUES (201, REPEAT('\xC3\xA9', 200000), '', '')",
     "changed 50 l; missing 100; changed 40 u; changed 90 b; extra 201"},
    {"rowless", "(id INT PRIMARY KEY, v INT)", "", "", "", ""},
    {"empty_here", "(id INT PRIMARY KEY, v INT)", "", "", "INSERT INTO t VALUES (1, 1), (2, 2)",
     "extra 1; extra 2"},
    {"empty_there", "(id INT PRIMARY KEY, v INT)", "n, n", "", "DELETE FROM t", nullptr},
    {"other_order", "(id INT PRIMARY KEY, a VARCHAR(9), b VARCHAR(9))", "n, 'a', 'b'",
     "(b VARCHAR(9), id INT PRIMARY KEY, a VARCHAR(9))",
     "UPDATE t SET a = 'b', b = 'a' WHERE id = 9", "changed 9 a b"},
    {"other_set",
     "(k VARCHAR(20) CHARACTER SET latin1 PRIMARY KEY, v VARCHAR(20) CHARACTER SET latin1)",
     "CONCAT(_latin1 0xE9, n), CONCAT(_latin1 0x80, n)",
     "(k VARCHAR(20) CHARACTER SET utf8mb4 PRIMARY KEY, v VARCHAR(20) CHARACTER SET utf8mb4)",
     "UPDATE t SET v = CONCAT('\xC3\xA8', SUBSTRING(v, 2)) WHERE k = '\xC3\xA9\x38'",
     "changed \xC3\xA9\x38 v"},
    {"other_members", "(id INT PRIMARY KEY, e ENUM('a','b','c'), s SET('x','y'))",
     "n, ELT(1 + n % 3, 'a', 'b', 'c'), ELT(1 + n % 4, '', 'x', 'y', 'x,y')",
     "(id INT PRIMARY KEY, e ENUM('c','b','a','d'), s SET('w','x','y'))",
     "UPDATE t SET e = 'd' WHERE id = 5; UPDATE t SET s = 'w,x' WHERE id = 1",
     "changed 1 s; changed 5 e"},
    {"generated", "(id INT PRIMARY KEY, a INT, g INT AS (a * 2) STORED, w INT AS (a + 1) VIRTUAL)",
     "", "", "UPDATE t SET a = 1 WHERE id = 3", "changed 3 a g w", Only::mariadb},
    {"generated_there", "(id INT PRIMARY KEY, a INT, g INT AS (a * 2) STORED)", "",
     "(id INT PRIMARY KEY, a INT, g INT AS (a * 2 + IF(id = 4, 1, 0)) STORED)", "", "changed 4 g",
     Only::mariadb},
    {"invisible", "(id INT PRIMARY KEY, a INT, hidden INT INVISIBLE DEFAULT 5)", "", "",
     "UPDATE t SET hidden = 6 WHERE id = 3", "changed 3 hidden", Only::mariadb},
};

const char* const numbers =
    "SET NAMES utf8mb4; SET time_zone='+00:00', sql_mode='NO_AUTO_VALUE_ON_ZERO';"
    "CREATE TEMPORARY TABLE a (n INT); INSERT INTO a VALUES "
    "(0),(1),(2),(3),(4),(5),(6),(7),(8),(9);"
    "CREATE TEMPORARY TABLE b SELECT * FROM a; CREATE TEMPORARY TABLE c SELECT * FROM a;"
    "CREATE TEMPORARY TABLE x SELECT 100*c.n + 10*b.n + a.n AS n FROM a, b, c"
    " HAVING n BETWEEN 1 AND 200;";

/// `t`, where it stands as a word, by the name of the kind's table.
std::string named(std::string sql, const std::string& table) {
    for (std::size_t at = 0; (at = sql.find(" t ", at)) != std::string::npos;) {
        sql.replace(at + 1, 1, table);
        at += table.size();
    }
    return sql;
}

bool is_for(const TableKind& kind, const PairOfKinds& kinds) {
    const bool mariadb =
        kinds.source == ServerKind::mariadb && kinds.destination == ServerKind::mariadb;
    return kind.only == Only::any || mariadb;
}

std::string filling(const TableKind& kind) {
    if (kind.only == Only::mariadb && *kind.rows == '\0') {
        return std::string("INSERT INTO ") + kind.name + " (id, a) SELECT n, n + 10 FROM x;";
    }
    return *kind.rows == '\0'
               ? std::string()
               : std::string("INSERT INTO ") + kind.name + " SELECT " + kind.rows + " FROM x;";
}

std::string make_tables(const PairOfKinds& kinds, bool of_destination) {
    std::string sql = numbers;
    for (const TableKind& kind : table_kinds) {
        if (is_for(kind, kinds)) {
            const bool other = of_destination && *kind.destination != '\0';
            sql += std::string("CREATE TABLE ") + kind.name + " " +
                   (other ? kind.destination : kind.create) + ";";
            const bool reordered = std::string(kind.name) == "other_order" && of_destination;
            sql += reordered ? "INSERT INTO other_order (id, a, b) SELECT n, 'a', 'b' FROM x;"
                             : filling(kind);
        }
    }
    return sql;
}

std::string found_in(const VerifyReport& report, const std::string& table) {
    std::vector<Discrepancy> found;
    for (const Discrepancy& discrepancy : report.discrepancies) {
        if (discrepancy.table.table == table) {
            found.push_back(discrepancy);
        }
    }
    return describe(found);
}

const TableComparison& comparison_of(const VerifyReport& report, const std::string& table) {
    return *std::find_if(
        report.tables.begin(), report.tables.end(),
        [&](const TableComparison& one) { return one.source.table == table; });
}

/// Of such a key a part is shown; which row it is its values say.
void expect_that_row_77_is_found(
    const VerifyReport& report, const std::string& table, const std::string& key_ends) {
    EXPECT_EQ(comparison_of(report, table).reason, "1 changed row") << table;
    EXPECT_GE(comparison_of(report, table).chunks, 2U) << table;
    const std::string found = found_in(report, table);
    EXPECT_TRUE(found.starts_with("changed ") && found.ends_with(key_ends + " v")) << found;
    for (const Discrepancy& one : report.discrepancies) {
        if (one.table.table == table) {
            EXPECT_EQ(one.columns.at(0).source, "77") << table;
            EXPECT_EQ(one.columns.at(0).destination, "0") << table;
        }
    }
}

/// By the statements that a verification writes. The destination computes by an expression of its
/// own in one kind, which no statement mends.
void expect_that_it_is_mended(PairVerification& verification) {
    const VerifyReport damaged = verification.run_and_repair();
    const VerifyReport mended = verification.run();
    for (const TableComparison& table : mended.tables) {
        const bool differs = table.source.table == "generated_there";
        EXPECT_EQ(table.reason, differs ? "1 changed row" : "") << table.source.table;
    }
    EXPECT_GT(damaged.discrepancy_count, mended.discrepancy_count);
}

TEST(VerifyTables, OfEveryKindAreEqualAndTheirDamageIsFound) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_tables");
        pair.at_source(make_tables(kinds, false));
        pair.at_destination(make_tables(kinds, true));
        PairVerification verification(pair);
        verification.request.whole_below_bytes = 0;
        verification.request.max_discrepancies = 10'000;
        const VerifyReport equal = verification.run();
        std::string damages = numbers;
        for (const TableKind& kind : table_kinds) {
            if (is_for(kind, kinds)) {
                SCOPED_TRACE(kind.name);
                const bool differs = std::string(kind.name) == "generated_there";
                EXPECT_EQ(comparison_of(equal, kind.name).reason, differs ? "1 changed row" : "");
                damages += named(std::string(kind.damage) + " ;", kind.name);
            }
        }
        pair.at_destination(damages);
        const VerifyReport damaged = verification.run();
        for (const TableKind& kind : table_kinds) {
            if (is_for(kind, kinds) && kind.expected != nullptr) {
                SCOPED_TRACE(kind.name);
                EXPECT_EQ(sorted(found_in(damaged, kind.name)), sorted(kind.expected));
            }
        }
        EXPECT_EQ(comparison_of(damaged, "rowless").verdict, TableVerdict::equal);
        expect_that_row_77_is_found(damaged, "wide_key", "(542 bytes)");
        expect_that_row_77_is_found(damaged, "widest_parts", "(754 bytes)");
        if (kinds.source == ServerKind::mariadb && kinds.destination == ServerKind::mariadb) {
            expect_that_row_77_is_found(damaged, "widest_key", "(3062 bytes)");
        }
        EXPECT_EQ(comparison_of(damaged, "empty_there").reason, "200 missing rows");
        EXPECT_EQ(comparison_of(damaged, "ranges").reason, "49 missing, 2 changed rows");
        EXPECT_GE(comparison_of(damaged, "one_prefix").chunks, 2U);
        expect_that_it_is_mended(verification);
    }
}

}  // namespace
}  // namespace cutover::test::verify_tables_test
