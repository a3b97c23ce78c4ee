/// Tables damaged in the ways in which migrations damage them, by the servers' own functions: the
/// cause is named, with its parameter, for every row that has it.
#include <gtest/gtest.h>

#include "tests/servers/support/pair_verification.hpp"

namespace cutover::test::verify_causes_test {
namespace {

/// 200 rows a table; what is beyond ASCII is in every name.
const char* const numbers =
    "SET NAMES utf8mb4; SET time_zone='+00:00', sql_mode='';"
    "CREATE TEMPORARY TABLE a (n INT); INSERT INTO a VALUES "
    "(0),(1),(2),(3),(4),(5),(6),(7),(8),(9);"
    "CREATE TEMPORARY TABLE b SELECT * FROM a; CREATE TEMPORARY TABLE c SELECT * FROM a;"
    "CREATE TEMPORARY TABLE x SELECT 100*c.n + 10*b.n + a.n AS n FROM a, b, c"
    " HAVING n BETWEEN 1 AND 200;";

struct CauseOnServers {
    const char* table;
    const char* damage;    ///< On the destination.
    const char* expected;  ///< Headlines of the table.
};

const CauseOnServers damages[] = {
    {"shifted", "UPDATE shifted SET ts = ts + INTERVAL 8 HOUR",
     "ts: time shifted by +08:00, 200 of 200 changed"},
    {"encoded", "UPDATE encoded SET v = CONVERT(CAST(v AS BINARY) USING latin1)",
     "v: text encoded twice on the destination, 200 of 200 changed"},
    {"lost", "UPDATE lost SET v = CONVERT(v USING ascii)",
     "v: characters replaced by ?, 200 of 200 changed"},
    {"cut", "UPDATE cut SET v = LEFT(v, 7)", "v: cut at 7 characters, 191 of 191 changed"},
    {"spaces", "UPDATE spaces SET v = CONCAT(v, '  ')",
     "v: trailing spaces added, 200 of 200 changed"},
    // Characters of two bytes, so that some are cut at 255 bytes and some before. From column to
    // column the servers would keep the length modulo 256.
    {"tiny",
     "ALTER TABLE tiny ADD y TINYTEXT; UPDATE tiny SET y = CONCAT(l, ''); UPDATE tiny SET l = y;"
     "ALTER TABLE tiny DROP y",
     "l: cut at 255 bytes, 200 of 200 changed"},
    {"trimmed", "UPDATE trimmed SET s = RTRIM(s)", "s: trailing spaces lost, 200 of 200 changed"},
    {"printed", "UPDATE printed SET f = CAST(f AS CHAR) WHERE id % 7 <> 0",
     "f: FLOAT or DOUBLE passed through text of 6 digits"},
    {"folded", "UPDATE folded SET v = LOWER(v)", "v: letters in lower case, 200 of 200 changed"},
    {"clipped", "UPDATE clipped SET n = 127 WHERE n > 127",
     "n: number out of range, stored as 127, 199 of 199 changed"},
    {"fractions", "UPDATE fractions SET dt = DATE_FORMAT(dt, '%Y-%m-%d %H:%i:%s')",
     "dt: seconds kept with 0 digits, 200 of 200 changed"},
    {"nulls", "UPDATE nulls SET w = '' WHERE w IS NULL",
     "w: '' in the place of NULL, 100 of 100 changed"},
    {"members", "UPDATE IGNORE members SET e = 'no such' WHERE e = 'paid'",
     "e: ENUM member unknown to the destination, 67 of 67 changed"},
    {"columns_exchanged", "UPDATE columns_exchanged SET n = d_int, d_int = id * 100",
     "n: values exchanged with column d_int, 200 of 200 changed"},
    {"rows_swapped",
     "SET @v = (SELECT v FROM rows_swapped WHERE id = 20);"
     "UPDATE rows_swapped p JOIN rows_swapped q ON p.id = 20 AND q.id = 170 SET p.v = q.v;"
     "UPDATE rows_swapped SET v = @v WHERE id = 170",
     "values exchanged between two rows, 2 of 2 changed"},
    {"tail", "DELETE FROM tail WHERE id > 150",
     "the tail is missing: every row after id = 150, 50 of 50 missing"},
    {"emptied", "DELETE FROM emptied",
     "nothing arrived: the destination's table is empty, 200 of 200 missing"},
    {"holes", "DELETE FROM holes WHERE id % 50 = 0", "no cause known, 4 of 4 missing"},
    {"foreign_writer", "INSERT INTO foreign_writer (id) VALUES (5000), (5001)",
     "rows that the source does not have, 2 of 2 extra"},
    {"edited", "UPDATE edited SET v = MD5(id), n = n + 1 WHERE id < 11",
     "no cause known, 10 of 10 changed"},
};

std::string make_tables() {
    std::string sql = numbers;
    for (const CauseOnServers& damage : damages) {
        const std::string table = damage.table;
        sql += "CREATE TABLE " + table +
               " (id INT NOT NULL PRIMARY KEY, v VARCHAR(60), w VARCHAR(60), n INT, d_int INT,"
               " f FLOAT, e ENUM('new','paid','sent'), ts TIMESTAMP(3) NULL DEFAULT NULL,"
               " dt DATETIME(6), l TEXT, s VARCHAR(20)) ENGINE=InnoDB CHARACTER SET utf8mb4;"
               "INSERT INTO " +
               table +
               " SELECT n, CONCAT('\xC3\x89mile ', n), IF(n % 2 = 0, NULL, CONCAT('w', n)),"
               " n * 100, n * 100 + 7, n / 7, 1 + n % 3,"
               " '2024-03-31 00:30:00.125' + INTERVAL n HOUR,"
               " '2024-03-31 00:30:00.123456' + INTERVAL n HOUR,"
               " CONCAT(REPEAT('x', n % 9), REPEAT('\xC3\xA9', 150)), CONCAT('s', n, '  ') FROM x;";
    }
    return sql;
}

std::string headlines(const VerifyReport& report, const std::string& table) {
    std::string text;
    for (const Cause& cause : report.causes) {
        if (cause.table.table == table) {
            text += (text.empty() ? "" : "; ") + headline(cause);
        }
    }
    return text;
}

TEST(VerifyCauses, OfDamageByServersAreNamed) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_causes");
        pair.at_both(make_tables());
        std::string sql = "SET NAMES utf8mb4; SET time_zone='+00:00', sql_mode='';";
        for (const CauseOnServers& damage : damages) {
            sql += damage.damage + std::string(";");
        }
        pair.at_destination(sql);
        PairVerification verification(pair);
        verification.request.max_discrepancies = 3;
        const VerifyReport report = verification.run();
        EXPECT_EQ(report.discrepancies.size(), 3U);
        for (const CauseOnServers& damage : damages) {
            SCOPED_TRACE(damage.table);
            const std::string found = headlines(report, damage.table);
            EXPECT_EQ(found.substr(0, std::string(damage.expected).size()), damage.expected)
                << found;
        }
    }
}

TEST(VerifyCauses, RowsThatTheFilterKeepsOut) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_filtered");
        pair.at_both(
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT) ENGINE=InnoDB;"
            "INSERT INTO t VALUES (1, 1), (2, 0), (3, 1), (4, 0), (5, 1)");
        pair.at_destination("INSERT INTO t VALUES (6, 0)");
        PairVerification verification(pair);
        verification.task.objects.databases[pair.database()].tables["t"].where = "n = 1";
        EXPECT_EQ(
            headlines(verification.run(), "t"),
            "rows that the task's filter keeps out: n = 1, 2 of 3 extra; rows that the source does "
            "not have, 1 of 3 extra");
    }
}

TEST(VerifyCauses, TheUlpRuleForgivesReals) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_ulp");
        pair.at_both(
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, f FLOAT, d DOUBLE) ENGINE=InnoDB;"
            "CREATE TABLE keyless (id INT, f FLOAT, d DOUBLE) ENGINE=InnoDB;"
            "INSERT INTO t VALUES (1, 0.1, 0.1), (2, 1.5, 1.5), (3, NULL, 7), (4, 8, -8e300);"
            "INSERT INTO keyless SELECT * FROM t; INSERT INTO keyless SELECT * FROM t");
        pair.at_destination(
            "UPDATE t SET d = d * (1 + 2.3e-16); UPDATE t SET f = f * 1.0000001e0;"
            "UPDATE keyless SET d = d * (1 + 2.3e-16)");
        PairVerification verification(pair);
        EXPECT_EQ(verification.run().outcome(), "different");
        verification.request.floats = {.mode = FloatRule::Mode::ulp, .ulps = 2};
        const VerifyReport near = verification.run();
        EXPECT_EQ(near.outcome(), "equal") << verdicts(near);
        EXPECT_EQ(near.tables.at(0).float_rule, "ulp:2");
        EXPECT_EQ(near.tables.at(0).equal_only_rounded, 8U);
        EXPECT_EQ(near.tables.at(1).equal_only_rounded, 4U);
        pair.at_destination("UPDATE t SET d = 7.1 WHERE id = 3");
        const VerifyReport other = verification.run();
        EXPECT_EQ(describe(other.discrepancies), "changed 3 d");
        EXPECT_EQ(other.tables.at(1).equal_only_rounded, 3U);
    }
}

/// The rule by which rows agree, and how many agree by it alone, stand beside the verdict.
TEST(VerifyCauses, TheDtsRuleRoundsBothSides) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_dts");
        pair.at_both(
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, f FLOAT, d DOUBLE) ENGINE=InnoDB;"
            "INSERT INTO t VALUES (1, 0.1, 0.1), (2, 1.5, 1.25), (3, NULL, 7.0001), (4, 8, -8)");
        pair.at_destination(
            "UPDATE t SET d = d + 0.0004 WHERE id IN (1, 3); UPDATE t SET f = f * 1.0000001e0 "
            "WHERE id = 1; UPDATE t SET d = 1.26 WHERE id = 2");
        PairVerification verification(pair);
        const VerifyReport exact = verification.run();
        EXPECT_EQ(
            sorted(describe(exact.discrepancies)),
            sorted("changed 1 f d; changed 2 d; changed 3 d"));
        EXPECT_EQ(exact.tables.at(0).float_rule, "exact");
        verification.request.floats = {
            .mode = FloatRule::Mode::dts, .float_digits = 3, .double_digits = 3};
        const VerifyReport rounded = verification.run_and_repair();
        EXPECT_EQ(describe(rounded.discrepancies), "changed 2 d");
        EXPECT_EQ(rounded.tables.at(0).float_rule, "dts(3,3)");
        EXPECT_EQ(rounded.tables.at(0).equal_only_rounded, 2U);
        const VerifyReport mended = verification.run();
        EXPECT_EQ(verdicts(mended), "t EQUAL ; ");
        EXPECT_EQ(mended.tables.at(0).equal_only_rounded, 2U);
    }
}

}  // namespace
}  // namespace cutover::test::verify_causes_test
