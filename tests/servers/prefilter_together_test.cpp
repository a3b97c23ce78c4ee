/// `cutover verify --prefilter` together with what else a verification may be asked for: differing
/// rows read again, SQL that mends them, chunks of which little differs.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "mysql/session.hpp"
#include "tests/servers/support/live_case.hpp"
#include "tests/servers/support/pair_verification.hpp"

namespace cutover::test::prefilter_together_test {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t rows_of_wide = 4000;

/// A row is a kilobyte, a key has two parts.
const char* const wide_table =
    "CREATE TABLE wide (a INT NOT NULL, b INT NOT NULL, v VARCHAR(2000), PRIMARY KEY (a, "
    "b)) ENGINE=InnoDB; CREATE TEMPORARY TABLE n (n INT); INSERT INTO n VALUES "
    "(0),(1),(2),(3),(4),(5),(6),(7),(8),(9); CREATE TEMPORARY TABLE m SELECT * FROM n; CREATE "
    "TEMPORARY TABLE o SELECT * FROM n; INSERT INTO wide SELECT m.n, x.n * 100 + n.n "
    "* 10 + o.n, REPEAT(CHAR(97 + o.n), 1000) FROM n, m, o, (SELECT 0 n UNION SELECT 1 UNION "
    "SELECT 2 UNION SELECT 3) x;";

struct PartOfAChunk {
    const char* name;
    const char* damage;  ///< On the destination.
    const char* expected;
    std::uint64_t least_unread;
};

const PartOfAChunk parts_of_a_chunk[] = {
    {"first row", "UPDATE wide SET v='x' WHERE a=0 AND b=0", "changed 0 0 v", 3500},
    {"last row", "UPDATE wide SET v='x' WHERE a=9 AND b=399", "changed 9 399 v", 3500},
    {"missing", "DELETE FROM wide WHERE a=4 AND b=17", "missing 4 17", 3500},
    {"extra behind all", "INSERT INTO wide VALUES (99, 1, 'x')", "extra 99 1", 3500},
    {"extra before all", "INSERT INTO wide VALUES (-1, 1, 'x')", "extra -1 1", 3500},
    {"far apart", "UPDATE wide SET v='x' WHERE b=17 AND a IN (1, 8)",
     "changed 1 17 v; changed 8 17 v", 0}};

/// All of the table is one chunk. What is read is narrowed by the servers' digests.
TEST(PrefilterTogether, OfAChunkThatDisagreesLittleIsRead) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "prefilter_part");
        PairVerification verification(pair);
        verification.request.prefilter = true;
        verification.chunk_rows = 2 * rows_of_wide;
        pair.at_both(wide_table);
        for (const PartOfAChunk& part : parts_of_a_chunk) {
            SCOPED_TRACE(part.name);
            pair.at_destination(part.damage);
            const VerifyReport report = verification.run_and_repair();
            EXPECT_EQ(sorted(describe(report.discrepancies)), sorted(part.expected));
            const TableComparison& table = report.tables.at(0);
            EXPECT_EQ(table.chunks, 1U);
            EXPECT_GE(table.rows_prefiltered, part.least_unread) << table.reason;
            EXPECT_EQ(table.source_rows.rows, rows_of_wide);
            EXPECT_EQ(table.source_count, rows_of_wide);
            EXPECT_EQ(table.destination_count, table.destination_rows.rows);
        }
        EXPECT_EQ(verification.run().tables.at(0).rows_prefiltered, rows_of_wide);
        verification.request.prefilter = false;
        EXPECT_EQ(verification.run().outcome(), "equal") << "every damage was mended";
    }
}

/// What is mended is agreed by digests, so not proven; without --prefilter it is.
TEST(PrefilterTogether, WhatRepairSqlMendsIsUnprovenAndThenEqual) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const LiveCase live(pair);
        const FollowCase& follow = live.follow;
        follow.catch_up();
        live.servers.destination.execute(
            "USE `copy`; UPDATE still SET v='damaged' ORDER BY id LIMIT 3; DELETE FROM still ORDER "
            "BY id DESC LIMIT 2; INSERT INTO still VALUES (-7, 'nobody has it')");
        const std::string file = (follow.state() / "repair.sql").string();
        const ProgramRun found =
            follow.run("verify", {"--json", "--prefilter", "--repair-sql", file});
        EXPECT_EQ(found.exit_code, 1) << found.out << found.err;
        EXPECT_EQ(Json::parse(found.out, nullptr, false)["discrepancy_count"], 6) << found.out;
        live.servers.destination.execute("USE `copy`;\nSOURCE " + file);
        const ProgramRun mended = follow.run("verify", {"--json", "--prefilter"});
        EXPECT_EQ(mended.exit_code, 4) << mended.out << mended.err;
        const Json outcome = Json::parse(mended.out, nullptr, false);
        EXPECT_EQ(outcome["discrepancy_count"], 0);
        for (const Json& table : outcome["tables"]) {
            const bool is_unread = table["rows_prefiltered"] > 0;
            EXPECT_EQ(table["verdict"], is_unread ? "UNPROVEN" : "EQUAL") << table.dump();
            EXPECT_TRUE(is_unread || table["source"] != "copy.still") << table.dump();
        }
        EXPECT_EQ(follow.verify().exit_code, 0);
    }
}

/// A row that the destination gets while it is read again was on its way; one that stays differs.
TEST(PrefilterTogether, RecheckReadsWhatTheDigestsToldApart) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const LiveCase live(pair);
        const FollowCase& follow = live.follow;
        follow.catch_up();
        const PrivateServer& there = live.servers.destination;
        const std::string late = there.sql("SELECT MAX(id) FROM `copy`.still");
        there.execute(
            "USE `copy`; DELETE FROM still WHERE id=" + late +
            "; UPDATE still SET v='damaged' ORDER BY id LIMIT 1");
        Session arriving(there.endpoint(), SessionRole::writing);
        CutoverProcess verifying = follow.start_verify(
            follow.state().string() + "-recheck", {},
            {"--prefilter", "--recheck", "--patience", "4", "--json"});
        EXPECT_TRUE(verifying.writes("2 rows differ; they are read again")) << verifying.output();
        arriving.execute(
            "INSERT INTO `copy`.still SELECT " + late + ", CONCAT('v', " + late + ")", "writing");
        EXPECT_EQ(verifying.wait(), 1) << verifying.output();
        const std::string output = verifying.output();
        const Json outcome = Json::parse(output.substr(output.find("\n{") + 1), nullptr, false);
        EXPECT_EQ(outcome["discrepancy_count"], 1) << output;
        for (const Json& table : outcome["tables"]) {
            const bool is_it = table["source"] == "copy.still";
            EXPECT_EQ(table["rows_in_flight"], is_it ? 1 : 0) << table.dump();
            EXPECT_EQ(table["verdict"] == "DIFFERENT", is_it) << table.dump();
        }
    }
}

}  // namespace
}  // namespace cutover::test::prefilter_together_test
