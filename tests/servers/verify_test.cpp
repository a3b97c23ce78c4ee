/// Verification on real servers: equal data is equal, every seeded damage is found with its row
/// and column, and the repair statements, run by a client of its own, mend it.
#include "verify/verify.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "mysql/mysql_database.hpp"
#include "tests/fakes/two_servers.hpp"
#include "tests/servers/support/pair_verification.hpp"

namespace cutover::test::verify_test {
namespace {

const char* const tables =
    "CREATE TABLE t (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, i INT, f FLOAT, d DOUBLE,"
    " dec_ DECIMAL(20,4), v VARCHAR(80) COLLATE utf8mb4_general_ci, l VARCHAR(20) CHARACTER SET"
    " latin1, c CHAR(10), b VARBINARY(40), bin BINARY(6), bits BIT(12), y YEAR,"
    " e ENUM('','new','paid'), s SET('a','b','c'), day DATE, dt DATETIME(6),"
    " ts TIMESTAMP(3) NULL DEFAULT NULL, tm TIME(6), txt TEXT,"
    " bl BLOB, g POINT) ENGINE=InnoDB;"
    "CREATE TABLE u (k VARCHAR(30) COLLATE utf8mb4_general_ci NOT NULL, n INT NOT NULL,"
    " w INT, UNIQUE KEY (w), PRIMARY KEY (k, n)) ENGINE=InnoDB;"
    "CREATE TABLE stamped (id INT NOT NULL PRIMARY KEY, n INT, ts TIMESTAMP(3) NULL DEFAULT NULL"
    " ON UPDATE CURRENT_TIMESTAMP(3)) ENGINE=InnoDB;"
    "CREATE TABLE keyless (a INT, v VARCHAR(20), f FLOAT) ENGINE=InnoDB;"
    "CREATE TABLE `od``d na\"me` (id INT NOT NULL PRIMARY KEY, `c``1` VARCHAR(9)) ENGINE=InnoDB;";

const char* const rows =
    "SET time_zone='+00:00', sql_mode='NO_AUTO_VALUE_ON_ZERO';"
    "CREATE TEMPORARY TABLE n (n INT); INSERT INTO n VALUES "
    "(0),(1),(2),(3),(4),(5),(6),(7),(8),(9);"
    "CREATE TEMPORARY TABLE m SELECT * FROM n; CREATE TEMPORARY TABLE o SELECT * FROM n;"
    "INSERT INTO t SELECT x, x-500, x/7, x/9, x/3, CONCAT('name ', x), CONCAT('\xC3\xA9', x),"
    " CONCAT('c', x), UNHEX(MD5(x)), UNHEX(LPAD(HEX(x),6,'0')), x, 1990 + x % 100,"
    " 1 + x % 3, x % 8, '2024-01-01' + INTERVAL x DAY,"
    " '2024-02-29 12:00:00.000001' + INTERVAL x HOUR, '2024-03-31 00:30:00.5' + INTERVAL x MINUTE,"
    " SEC_TO_TIME(x * 100), REPEAT('\xE2\x98\x83', x % 5), IF(x % 4 = 0, NULL, REPEAT('\\0', x % "
    "9)),"
    " ST_GeomFromText(CONCAT('POINT(', x, ' 1)'))"
    " FROM (SELECT 100*n.n + 10*m.n + o.n x FROM n, m, o ORDER BY x) z;"
    "INSERT INTO u SELECT CONCAT('k', id % 50), id, id FROM t;"
    "INSERT INTO stamped SELECT id, id, ts FROM t WHERE id < 50;"
    "INSERT INTO keyless SELECT id % 20, CONCAT('v', id % 10), id % 20 / 3 FROM t WHERE id < 300;"
    "INSERT INTO `od``d na\"me` VALUES (0, 'zero'), (1, NULL), (2, '');"
    "ANALYZE TABLE t, u;";  // chunks are cut by the server's guesses

TEST(VerifyOnServers, EqualDataIsEqual) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_equal");
        pair.at_both(std::string(tables) + rows);
        PairVerification verification(pair);
        const VerifyReport whole = verification.run();
        EXPECT_EQ(whole.outcome(), "equal") << verdicts(whole);
        EXPECT_EQ(whole.tables.at(3).chunks, 1U);
        EXPECT_EQ(whole.tables.at(3).source_count, 1000U);
        verification.request.whole_below_bytes = 0;
        const VerifyReport report = verification.run();
        EXPECT_EQ(report.outcome(), "equal") << verdicts(report);
        ASSERT_EQ(report.tables.size(), 5U);
        EXPECT_EQ(report.tables.at(3).source_rows, whole.tables.at(3).source_rows);
        EXPECT_EQ(report.tables.at(3).source_rows.rows, 1000U);
        EXPECT_GT(report.tables.at(3).chunks, 5U);
        EXPECT_NE(report.source.means, SnapshotMeans::none);
        EXPECT_FALSE(report.tables.at(3).source_position.empty());
    }
}

struct SeededDamage {
    const char* name;
    const char* sql;       ///< On the destination.
    const char* expected;  ///< describe() of the discrepancies.
};

const SeededDamage seeded_damages[] = {
    {"one bit of a number", "UPDATE t SET i = i ^ 1 WHERE id = 7", "changed 7 i"},
    {"one ulp", "UPDATE t SET d = d * (1 + 2.3e-16) WHERE id = 8", "changed 8 d"},
    {"a float's last bit", "UPDATE t SET f = f * 1.0000001e0 WHERE id = 9", "changed 9 f"},
    {"decimal", "UPDATE t SET dec_ = dec_ + 0.0001 WHERE id = 10", "changed 10 dec_"},
    {"swapped columns", "UPDATE t SET v = txt, txt = 'name 11' WHERE id = 11", "changed 11 v txt"},
    {"case", "UPDATE t SET v = 'NAME 12' WHERE id = 12", "changed 12 v"},
    {"trailing space", "UPDATE t SET v = 'name 13 ' WHERE id = 13", "changed 13 v"},
    {"NULL for ''", "UPDATE t SET txt = NULL WHERE id = 15", "changed 15 txt"},
    {"'' for NULL", "UPDATE t SET bl = '' WHERE id = 16", "changed 16 bl"},
    {"zero bytes", "UPDATE t SET bl = CONCAT(bl, '\\0') WHERE id = 17", "changed 17 bl"},
    {"latin1 byte", "UPDATE t SET l = _latin1 0xE819 WHERE id = 18", "changed 18 l"},
    {"CHAR", "UPDATE t SET c = 'c18' WHERE id = 19", "changed 19 c"},
    {"BINARY", "UPDATE t SET bin = 0x0000 WHERE id = 20", "changed 20 bin"},
    {"BIT", "UPDATE t SET bits = bits ^ 2048 WHERE id = 21", "changed 21 bits"},
    {"YEAR", "UPDATE t SET y = 0 WHERE id = 22", "changed 22 y"},
    {"ENUM's error value", "UPDATE IGNORE t SET e = 'no such' WHERE id = 24", "changed 24 e"},
    {"SET", "UPDATE t SET s = s ^ 4 WHERE id = 25", "changed 25 s"},
    {"one day", "UPDATE t SET day = day + INTERVAL 1 DAY WHERE id = 26", "changed 26 day"},
    {"zero date", "UPDATE t SET day = '0000-00-00' WHERE id = 27", "changed 27 day"},
    {"one microsecond", "UPDATE t SET dt = dt + INTERVAL 1 MICROSECOND WHERE id = 28",
     "changed 28 dt"},
    {"TIME", "UPDATE t SET tm = '-838:59:59' WHERE id = 29", "changed 29 tm"},
    {"geometry", "UPDATE t SET g = ST_GeomFromText('POINT(1 1)') WHERE id = 30", "changed 30 g"},
    {"missing row", "DELETE FROM t WHERE id = 500", "missing 500"},
    {"extra row", "INSERT INTO t (id) VALUES (18446744073709551615)", "extra 18446744073709551615"},
    {"first and last row", "DELETE FROM t WHERE id IN (0, 999)", "missing 0; missing 999"},
    {"swapped rows",
     "SET @i = (SELECT i FROM t WHERE id = 100); UPDATE t a JOIN t b ON a.id = 100 AND b.id = 101"
     " SET a.i = b.i; UPDATE t SET i = @i WHERE id = 101",
     "changed 100 i; changed 101 i"},
    {"ON UPDATE", "UPDATE stamped SET n = 0, ts = ts WHERE id = 9", "changed 9 n"},
    {"composite text key", "UPDATE u SET w = 2000 WHERE n = 333", "changed k33 333 w"},
    {"text key's case", "UPDATE u SET k = 'K5' WHERE n = 5", "extra K5 5; missing k5 5"},
    {"swapped unique values",
     "UPDATE u SET w = NULL WHERE n = 1; UPDATE u SET w = 1 WHERE n = 2;"
     "UPDATE u SET w = 2 WHERE n = 1",
     "changed k1 1 w; changed k2 2 w"},
    {"duplicate without key", "INSERT INTO keyless SELECT * FROM keyless LIMIT 1", "extra 0 v0 0"},
    {"one of many duplicates", "DELETE FROM keyless WHERE a = 3 LIMIT 2", "missing 3 v3 1 x2"},
    {"keyless value", "UPDATE keyless SET v = NULL WHERE a = 6 LIMIT 1",
     "extra 6 NULL 2; missing 6 v6 2"},
    {"hostile names", "UPDATE `od``d na\"me` SET `c``1` = NULL WHERE id = 2", "changed 2 c`1"},
};

/// The damages hit rows of their own, so all are seeded at once.
TEST(VerifyOnServers, SeededDamageIsFoundAndRepaired) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_damage");
        pair.at_both(std::string(tables) + rows);
        std::string damages = "SET sql_mode=''; SET time_zone='+00:00';";
        std::string expected;
        for (const SeededDamage& damage : seeded_damages) {
            damages += damage.sql + std::string(";");
            expected += (expected.empty() ? "" : "; ") + std::string(damage.expected);
        }
        pair.at_destination(damages);
        const VerifyReport report = PairVerification(pair).run_and_repair();
        EXPECT_EQ(report.outcome(), "different") << verdicts(report);
        EXPECT_EQ(sorted(describe(report.discrepancies)), sorted(expected));
        const VerifyReport repaired = PairVerification(pair).run();
        EXPECT_EQ(repaired.outcome(), "equal") << verdicts(repaired);
    }
}

TEST(VerifyOnServers, DamageOfEveryRowIsCountedAndRepaired) {
    const std::pair<const char*, std::uint64_t> damages[] = {
        {"UPDATE t SET dt = dt + INTERVAL 8 HOUR, ts = ts + INTERVAL 8 HOUR", 1000},
        {"UPDATE t SET e = 'paid' WHERE e <> 'paid'; UPDATE t SET i = i + 1", 1000},
        {"DELETE FROM t; DELETE FROM keyless", 1300},
        {"UPDATE keyless SET a = a + 1", 600},
        {"DELETE FROM u WHERE n % 2 = 0; UPDATE u SET w = w + 10000", 1000}};
    const ServerPair pair(pairs_of_kinds.back(), "verify_all_rows");
    pair.at_both(std::string(tables) + rows);
    for (const auto& [damage, count] : damages) {
        SCOPED_TRACE(damage);
        pair.at_destination("SET time_zone='+00:00';" + std::string(damage));
        const VerifyReport report = PairVerification(pair).run_and_repair();
        EXPECT_EQ(report.discrepancy_count, count);
        EXPECT_LE(report.discrepancies.size(), 100U);
        const VerifyReport repaired = PairVerification(pair).run();
        EXPECT_EQ(repaired.outcome(), "equal") << verdicts(repaired);
    }
}

TEST(VerifyOnServers, EqualRowsUnderAnotherDefinitionAreDifferent) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_definition");
        pair.at_both(std::string(tables) + rows);
        pair.at_destination("ALTER TABLE u ADD KEY by_n (n)");
        const VerifyReport report = PairVerification(pair).run();
        EXPECT_EQ(report.outcome(), "different");
        std::string different;
        for (const ObjectComparison& object : report.objects) {
            different += object.verdict == TableVerdict::equal ? "" : object.source.table + ";";
        }
        EXPECT_EQ(different, "u;");
        EXPECT_NE(verdicts(report).find("u EQUAL"), std::string::npos) << verdicts(report);
    }
}

/// MySQL keeps -0.0, MariaDB cannot.
TEST(VerifyOnServers, TheSignOfAZeroIsFoldedOnlyWhereOneServerCannotKeepIt) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_zero");
        pair.at_both(
            "CREATE TABLE z (id INT NOT NULL PRIMARY KEY, d DOUBLE) ENGINE=InnoDB;"
            "INSERT INTO z VALUES (1, 0e0)");
        pair.at_source("UPDATE z SET d = -0e0 * 1; UPDATE z SET d = -1e-300 * 1e-300");
        const VerifyReport report = PairVerification(pair).run();
        const bool is_kept = kinds.source == ServerKind::mysql56;
        const bool is_folded = kinds.source != kinds.destination;
        EXPECT_EQ(report.outcome(), is_kept && !is_folded ? "different" : "equal");
        EXPECT_EQ(report.tables.at(0).equal_only_folded, is_folded ? 1U : 0U);
    }
}

/// The session that reads is killed again and again while chunks are being compared.
TEST(VerifyOnServers, KilledSessionIsNeverEqual) {
    const ServerPair pair(pairs_of_kinds[0], "verify_killed");
    pair.at_both(std::string(tables) + rows);

    struct Killer : VerifyObserver {
        const PrivateServer* server = nullptr;
        std::string users{};

        void chunk_compared(const ChunkHeadway& /*headway*/) override {
            std::istringstream ids(server->sql(
                "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
                " AND user = 'root' AND command <> 'Binlog Dump'"));
            for (std::string id; std::getline(ids, id);) {
                try {
                    server->execute("KILL " + id);
                } catch (const std::exception& error) {  // it may have ended by itself
                    EXPECT_NE(std::string(error.what()).find("1094"), std::string::npos);
                }
            }
        }
    };

    for (const PrivateServer* side : {&pair.source(), &pair.destination()}) {
        Killer killer;
        killer.server = side;
        auto source = open_database(pair.source().endpoint(), SessionRole::read_only);
        auto destination = open_database(pair.destination().endpoint(), SessionRole::read_only);
        PairVerification verification(pair);
        verification.run();
        EvidenceList evidence;
        try {
            const VerifyReport report =
                verify(verification.request, *source, *destination, evidence, killer);
            FAIL() << "it ended with " << report.outcome();
        } catch (const Error& error) {
            EXPECT_EQ(error.exit_code(), ExitCode::could_not_finish) << error.what();
        }
        for (const EvidenceRecord& record : evidence.records) {
            EXPECT_FALSE(std::holds_alternative<TableCompared>(record.entry));
        }
    }
}

}  // namespace
}  // namespace cutover::test::verify_test
