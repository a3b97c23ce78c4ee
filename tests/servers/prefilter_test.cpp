/// `cutover verify --prefilter`: what servers digest alike is not read, whatever the types, and
/// every difference that reading finds is found.
#include <csignal>
#include <cstdlib>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/follow_case.hpp"
#include "tests/servers/support/pair_verification.hpp"
#include "tests/servers/support/type_cases.hpp"

namespace cutover::test::prefilter_test {
namespace {

using Json = nlohmann::json;

const char* const sample_tables =
    "CREATE TABLE t (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, i INT, f FLOAT, d DOUBLE,"
    " dec_ DECIMAL(20,4), v VARCHAR(80) COLLATE utf8mb4_general_ci, l VARCHAR(20) CHARACTER SET"
    " latin1, w VARCHAR(20) CHARACTER SET ucs2, c CHAR(10), b VARBINARY(40), bin BINARY(6),"
    " bits BIT(12), y YEAR, e ENUM('','new','paid'), s SET('a','b','c'), day DATE, dt DATETIME(6),"
    " ts TIMESTAMP(3) NULL DEFAULT NULL, tm TIME(6), txt TEXT, bl BLOB) ENGINE=InnoDB;"
    "CREATE TABLE u (k VARCHAR(30) COLLATE utf8mb4_general_ci NOT NULL, n INT NOT NULL,"
    " w INT, PRIMARY KEY (k, n)) ENGINE=InnoDB;"
    "CREATE TABLE keyless (a INT, v VARCHAR(20)) ENGINE=InnoDB;"
    "CREATE TABLE shapes (id INT NOT NULL PRIMARY KEY, g POINT) ENGINE=InnoDB;";

const char* const sample_rows =
    "SET time_zone='+00:00', sql_mode='NO_AUTO_VALUE_ON_ZERO';"
    "CREATE TEMPORARY TABLE n (n INT); INSERT INTO n VALUES "
    "(0),(1),(2),(3),(4),(5),(6),(7),(8),(9);"
    "CREATE TEMPORARY TABLE m SELECT * FROM n; CREATE TEMPORARY TABLE o SELECT * FROM n;"
    "INSERT INTO t SELECT x, x-500, x/7, x/9, x/3, CONCAT('name ', x), CONCAT('\xC3\xA9', x),"
    " CONCAT('\xE2\x98\x83', x), CONCAT('c', x), UNHEX(MD5(x)), UNHEX(LPAD(HEX(x),6,'0')), x,"
    " 1990 + x % 100, 1 + x % 3, x % 8, '2024-01-01' + INTERVAL x DAY,"
    " '2024-02-29 12:00:00.000001' + INTERVAL x HOUR, '2024-03-31 00:30:00.5' + INTERVAL x MINUTE,"
    " SEC_TO_TIME(x * 100), REPEAT('\xE2\x98\x83', x % 5),"
    " IF(x % 4 = 0, NULL, REPEAT('\\0', x % 9))"
    " FROM (SELECT 100*n.n + 10*m.n + o.n x FROM n, m, o ORDER BY x) z;"
    "INSERT INTO u SELECT CONCAT('k', id % 50), id, id FROM t;"
    "INSERT INTO keyless SELECT id % 20, CONCAT('v', id % 10) FROM t WHERE id < 300;"
    "INSERT INTO shapes SELECT id, ST_GeomFromText(CONCAT('POINT(', id, ' 1)')) FROM t WHERE id < "
    "100;"
    "ANALYZE TABLE t, u;";

const TableComparison& table(const VerifyReport& report, const std::string& name) {
    for (const TableComparison& one : report.tables) {
        if (one.source.table == name) {
            return one;
        }
    }
    throw std::logic_error(name + " is not in " + verdicts(report));
}

struct PrefilterOnServers : testing::Test {
    static PairVerification prefiltered(const ServerPair& pair) {
        PairVerification verification(pair);
        verification.request.prefilter = true;
        return verification;
    }
};

TEST_F(PrefilterOnServers, EqualRowsAreNotReadAndNotProven) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "prefilter_equal");
        pair.at_both(std::string(sample_tables) + sample_rows);
        const VerifyReport report = prefiltered(pair).run();
        EXPECT_EQ(report.exit_code(), ExitCode::incomplete) << verdicts(report);
        for (const auto& [name, count] :
             {std::pair("t", 1000U), std::pair("u", 1000U), std::pair("keyless", 300U)}) {
            SCOPED_TRACE(name);
            EXPECT_EQ(table(report, name).verdict, TableVerdict::unproven);
            EXPECT_EQ(table(report, name).rows_prefiltered, count);
            EXPECT_EQ(table(report, name).source_count, count);
            EXPECT_NE(
                table(report, name)
                    .reason.find(
                        std::to_string(count) + " of " + std::to_string(count) +
                        " rows were not read"),
                std::string::npos)
                << table(report, name).reason;
        }
        EXPECT_GT(table(report, "t").chunks, 5U);
        EXPECT_EQ(table(report, "shapes").verdict, TableVerdict::equal) << verdicts(report);
        EXPECT_EQ(table(report, "shapes").rows_prefiltered, 0U);
        EXPECT_EQ(PairVerification(pair).run().outcome(), "equal") << "without it they are proven";
    }
}

struct Damage {
    const char* name;
    const char* table;     ///< Of those with sample rows, the one that it is done to.
    const char* sql;       ///< On the destination; {0} is the table.
    const char* expected;  ///< describe() of the discrepancies.
};

const Damage damages[] = {
    {"one bit of a number", "t", "UPDATE {0} SET i = i ^ 1 WHERE id = 7", "changed 7 i"},
    {"one ulp", "t", "UPDATE {0} SET d = d * (1 + 2.3e-16) WHERE id = 8", "changed 8 d"},
    {"a float's last bit", "t", "UPDATE {0} SET f = f * 1.0000001e0 WHERE id = 9", "changed 9 f"},
    {"decimal", "t", "UPDATE {0} SET dec_ = dec_ + 0.0001 WHERE id = 10", "changed 10 dec_"},
    {"moved border of numbers", "t", "UPDATE {0} SET d = 10, dec_ = 1303 WHERE id = 909",
     "changed 909 d dec_"},
    {"moved column border", "t", "UPDATE {0} SET bl = CONCAT(txt, bl), txt = '' WHERE id = 26",
     "changed 26 txt bl"},
    {"case", "t", "UPDATE {0} SET v = 'NAME 12' WHERE id = 12", "changed 12 v"},
    {"trailing space", "t", "UPDATE {0} SET v = 'name 13 ' WHERE id = 13", "changed 13 v"},
    {"NULL for ''", "t", "UPDATE {0} SET txt = NULL WHERE id = 15", "changed 15 txt"},
    {"'' for NULL", "t", "UPDATE {0} SET bl = '' WHERE id = 16", "changed 16 bl"},
    {"the text NULL for NULL", "t", "UPDATE {0} SET bl = 'NULL' WHERE id = 20", "changed 20 bl"},
    {"the text N for NULL", "t", "UPDATE {0} SET bl = 'N' WHERE id = 24", "changed 24 bl"},
    {"NULL for 0", "t", "UPDATE {0} SET i = NULL WHERE id = 500", "changed 500 i"},
    {"zero bytes", "t", "UPDATE {0} SET bl = CONCAT(bl, '\\0') WHERE id = 17", "changed 17 bl"},
    {"latin1 byte", "t", "UPDATE {0} SET l = _latin1 0xE819 WHERE id = 18", "changed 18 l"},
    {"ucs2", "t", "UPDATE {0} SET w = _ucs2 0x2604 WHERE id = 18", "changed 18 w"},
    {"CHAR", "t", "UPDATE {0} SET c = 'c18' WHERE id = 19", "changed 19 c"},
    {"BINARY", "t", "UPDATE {0} SET bin = 0x0000 WHERE id = 20", "changed 20 bin"},
    {"BIT", "t", "UPDATE {0} SET bits = bits ^ 2048 WHERE id = 21", "changed 21 bits"},
    {"YEAR", "t", "UPDATE {0} SET y = 0 WHERE id = 22", "changed 22 y"},
    {"ENUM's error value", "t", "UPDATE IGNORE {0} SET e = 'no such' WHERE id = 24",
     "changed 24 e"},
    {"SET", "t", "UPDATE {0} SET s = s ^ 4 WHERE id = 25", "changed 25 s"},
    {"zero date", "t", "UPDATE {0} SET day = '0000-00-00' WHERE id = 27", "changed 27 day"},
    {"one microsecond", "t", "UPDATE {0} SET dt = dt + INTERVAL 1 MICROSECOND WHERE id = 28",
     "changed 28 dt"},
    {"one millisecond", "t", "UPDATE {0} SET ts = ts + INTERVAL 1000 MICROSECOND WHERE id = 28",
     "changed 28 ts"},
    {"TIME", "t", "UPDATE {0} SET tm = '-838:59:59' WHERE id = 29", "changed 29 tm"},
    {"missing row", "t", "DELETE FROM {0} WHERE id = 500", "missing 500"},
    {"extra row", "t", "INSERT INTO {0} (id) VALUES (18446744073709551615)",
     "extra 18446744073709551615"},
    {"swapped rows", "t",
     "SET @i = (SELECT i FROM {0} WHERE id = 100); UPDATE {0} a JOIN {0} b ON a.id = 100 AND "
     "b.id = 101 SET a.i = b.i; UPDATE {0} SET i = @i WHERE id = 101",
     "changed 100 i; changed 101 i"},
    // Damages that cancel each other in a digest that adds rows or columns, or XORs them.
    {"two pairs of rows swapped alike", "t",
     "UPDATE {0} SET v = CONCAT('name ', 2 * (id - id % 10) + 1 - id) WHERE id IN (200, 201, 210, "
     "211)",
     "changed 200 v; changed 201 v; changed 210 v; changed 211 v"},
    {"the same bit of two rows", "t", "UPDATE {0} SET i = i ^ 64 WHERE id IN (300, 301)",
     "changed 300 i; changed 301 i"},
    {"one row's more is another's less", "t",
     "UPDATE {0} SET i = i + IF(id = 310, 5, -5) WHERE id IN (310, 311)",
     "changed 310 i; changed 311 i"},
    {"two rows with one another's columns", "t",
     "UPDATE {0} SET c = IF(id = 320, 'c321', 'c320'), l = CONCAT('\xC3\xA9', 641 - id) WHERE id "
     "IN "
     "(320, 321)",
     "changed 320 l c; changed 321 l c"},
    {"text key", "u", "UPDATE {0} SET w = 2000 WHERE n = 333", "changed k33 333 w"},
    {"text key's case", "u", "UPDATE {0} SET k = 'K5' WHERE n = 5", "extra K5 5; missing k5 5"},
    {"duplicate without key", "keyless", "INSERT INTO {0} SELECT * FROM {0} LIMIT 1", "extra 0 v0"},
    {"two duplicates fewer", "keyless", "DELETE FROM {0} WHERE a = 3 LIMIT 2", "missing 3 v3 x2"},
    {"two duplicates for two others", "keyless",
     "UPDATE {0} SET a = 4, v = 'v4' WHERE a = 3 LIMIT 2", "missing 3 v3 x2; extra 4 v4 x2"},
    {"two duplicates for two new ones", "keyless", "UPDATE {0} SET v = 'new' WHERE a = 3 LIMIT 2",
     "missing 3 v3 x2; extra 3 new x2"}};

/// Each alone in a table, for one that the digest is blind to would be read beside another.
TEST_F(PrefilterOnServers, EveryDamageAloneIsFound) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "prefilter_damage");
        std::string copies = std::string(sample_tables) + sample_rows;
        std::string damaging = "SET sql_mode='NO_AUTO_VALUE_ON_ZERO', time_zone='+00:00'; ";
        for (std::size_t i = 0; i < std::size(damages); ++i) {
            const std::string name = "damaged" + std::to_string(i);
            copies += fmt::format(
                "CREATE TABLE {0} LIKE {1}; INSERT INTO {0} SELECT * FROM {1}; ANALYZE TABLE {0}; ",
                name, damages[i].table);
            damaging += fmt::format(fmt::runtime(damages[i].sql), name) + "; ";
        }
        pair.at_both(copies);
        pair.at_destination(damaging);
        const VerifyReport report = prefiltered(pair).run();
        for (std::size_t i = 0; i < std::size(damages); ++i) {
            const Damage& damage = damages[i];
            SCOPED_TRACE(damage.name);
            const TableComparison& one = table(report, "damaged" + std::to_string(i));
            std::vector<Discrepancy> found = report.discrepancies;
            std::erase_if(found, [&](const Discrepancy& of) { return of.table != one.source; });
            EXPECT_EQ(one.verdict, TableVerdict::different) << one.reason;
            EXPECT_EQ(sorted(describe(found)), sorted(damage.expected));
            // Makes of servers have collations of their own.
            const bool is_one_chunk =
                damage.table == std::string("keyless") ||
                (damage.table == std::string("u") && kinds.source != kinds.destination);
            EXPECT_EQ(one.rows_prefiltered == 0, is_one_chunk) << one.reason;
        }
        for (const auto& [name, rows] :
             {std::pair("t", 1000U), std::pair("u", 1000U), std::pair("keyless", 300U)}) {
            EXPECT_EQ(table(report, name).verdict, TableVerdict::unproven) << name;
            EXPECT_EQ(table(report, name).rows_prefiltered, rows);
        }
    }
}

/// Servers of both makes come to the same for every type that is not read anyway.
TEST_F(PrefilterOnServers, OfEveryType) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "prefilter_types");
        const bool all = kinds.source == kinds.destination && kinds.source == ServerKind::mariadb;
        std::vector<std::string> names;
        for (const TypeCase& type : type_cases()) {
            if (type.mariadb_only && !all) {
                continue;
            }
            const std::string name = "t" + std::to_string(names.size());
            names.emplace_back(type.name);
            pair.at_both(
                "SET sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone='+00:00';"
                "CREATE TABLE " +
                name + " (id INT PRIMARY KEY, " + type.columns + ") ENGINE=InnoDB; INSERT INTO " +
                name + " VALUES " + type.values);
        }
        const VerifyReport report = prefiltered(pair).run();
        for (std::size_t i = 0; i < names.size(); ++i) {
            SCOPED_TRACE(names[i]);
            const TableComparison& one = table(report, "t" + std::to_string(i));
            const bool is_read = names[i] == "geometries";
            EXPECT_EQ(one.rows_prefiltered, is_read ? 0U : one.source_rows.rows) << one.reason;
            EXPECT_EQ(one.discrepancy_count, 0U);
        }
    }
}

/// MySQL keeps -0.0, MariaDB cannot: the digest tells them apart, and reading says what that means.
TEST_F(PrefilterOnServers, TheSignOfAZero) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "prefilter_zero");
        pair.at_both(
            "CREATE TABLE z (id INT NOT NULL PRIMARY KEY, d DOUBLE) ENGINE=InnoDB;"
            "INSERT INTO z VALUES (1, 0e0)");
        pair.at_source("UPDATE z SET d = -1e-300 * 1e-300");
        const VerifyReport report = prefiltered(pair).run();
        const bool is_kept = kinds.source == ServerKind::mysql56;
        const bool is_folded = kinds.source != kinds.destination;
        EXPECT_EQ(report.outcome(), !is_kept ? "incomplete" : (is_folded ? "equal" : "different"));
        EXPECT_EQ(report.tables.at(0).rows_prefiltered, is_kept ? 0U : 1U);
        EXPECT_EQ(report.tables.at(0).equal_only_folded, is_folded ? 1U : 0U);
    }
}

/// As reading does, in utf8mb4; and a column of another name.
TEST_F(PrefilterOnServers, TextOfTwoCharacterSets) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "prefilter_text");
        pair.at_source("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20) CHARACTER SET latin1)");
        pair.at_destination(
            "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20) CHARACTER SET utf8)");
        pair.at_both("INSERT INTO t VALUES (1, '\xC3\xA9'), (2, NULL), (3, '')");
        PairVerification verification = prefiltered(pair);
        EXPECT_EQ(table(verification.run(), "t").rows_prefiltered, 3U);
        pair.at_destination("UPDATE t SET v = 'e' WHERE id = 1");
        EXPECT_EQ(describe(verification.run().discrepancies), "changed 1 v");
    }
}

std::uint64_t bytes_sent(const PrivateServer& server) {
    const std::string status = server.sql("SHOW GLOBAL STATUS LIKE 'Bytes_sent'");
    return std::strtoull(status.substr(status.find('\t') + 1).c_str(), nullptr, 10);
}

/// 5 MB of rows on each side: what is sent is definitions, and no row.
TEST_F(PrefilterOnServers, LittleButDigestsIsSent) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "prefilter_bytes");
        pair.at_both(std::string(sample_tables) + sample_rows);
        pair.at_both("UPDATE t SET txt = REPEAT('0123456789', 500)");
        const auto sent_by_both = [&] {
            return bytes_sent(pair.source()) + bytes_sent(pair.destination());
        };
        PairVerification verification = prefiltered(pair);
        const std::uint64_t before = sent_by_both();
        static_cast<void>(verification.run());
        const std::uint64_t prefiltered = sent_by_both() - before;
        verification.request.prefilter = false;
        static_cast<void>(verification.run());
        const std::uint64_t read = sent_by_both() - before - prefiltered;
        EXPECT_GT(read, 10'000'000U);
        EXPECT_LT(prefiltered, 600'000U);
    }
}

Json outcome_of(const FollowCase& follow, const std::vector<std::string>& more, int exit_code) {
    std::vector<std::string> arguments{"--json", "--progress", "none"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramRun run = follow.run("verify", arguments);
    EXPECT_EQ(run.exit_code, exit_code) << run.out << run.err;
    return Json::parse(run.out, nullptr, false);
}

std::uint64_t rows_of(const Json& outcome, const std::string& key) {
    std::uint64_t rows = 0;
    for (const Json& one : outcome["tables"]) {
        rows += one[key].get<std::uint64_t>();
    }
    return rows;
}

/// Followed or not; and what was not read is not carried along as if it had been equal.
TEST_F(PrefilterOnServers, ExitCodeAndWhatFollows) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const CopyServers servers(kinds);
        FollowCase follow(servers);
        follow.catch_up();
        const Json first = outcome_of(follow, {"--prefilter"}, 4);
        EXPECT_GT(rows_of(first, "rows_prefiltered"), 0U) << first.dump();
        const Json after = outcome_of(follow, {"--since-last"}, 0);
        for (std::size_t i = 0; i < first["tables"].size(); ++i) {
            const Json& then = first["tables"][i];
            const Json& now = after["tables"][i];
            if (then["rows_prefiltered"] > 0) {
                EXPECT_TRUE(then["digest"].is_null()) << then.dump();
                EXPECT_EQ(now["rows_carried"], 0) << now.dump();
            }
            EXPECT_EQ(now["verdict"], "EQUAL") << now.dump();
        }
        CutoverProcess run = follow.start("forever");
        ASSERT_TRUE(follow.waits_for_more(run)) << run.output();
        follow.start_writing(7);
        const Json live = outcome_of(follow, {"--prefilter"}, 4);
        follow.stop_writing();
        EXPECT_FALSE(live["met_at"].is_null()) << live.dump();
        EXPECT_GT(rows_of(live, "rows_prefiltered"), 0U);
        EXPECT_EQ(live["discrepancy_count"], 0);
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

}  // namespace
}  // namespace cutover::test::prefilter_test
