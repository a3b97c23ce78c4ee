/// A table of whose composite key all rows share the first column: a cut by that column alone would
/// make one chunk of the whole table.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/servers/support/pair_verification.hpp"

namespace cutover::test::verify_prefix_test {
namespace {

constexpr std::uint64_t doublings = 18;
constexpr std::uint64_t all_rows = 1ULL << doublings;
constexpr std::uint64_t chunk_rows = 10'000;

std::string one_prefix() {
    std::string sql =
        "CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, v VARCHAR(20), PRIMARY KEY (a, b))"
        " ENGINE=InnoDB; INSERT INTO t VALUES (7, 0, 'v');";
    for (std::uint64_t rows = 1; rows < all_rows; rows *= 2) {
        sql += "INSERT INTO t SELECT a, b + " + std::to_string(rows) + ", v FROM t;";
    }
    return sql;
}

/// How many rows of the source each chunk on record held.
std::vector<std::uint64_t> rows_of_chunks(const EvidenceList& evidence) {
    std::vector<std::uint64_t> rows;
    for (const EvidenceRecord& record : evidence.records) {
        if (const auto* const chunk = std::get_if<ChunkCompared>(&record.entry)) {
            rows.push_back(chunk->source_rows.rows);
        }
    }
    return rows;
}

TEST(VerifyPrefix, IsCutWithinAndASingleRowIsFound) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_prefix");
        pair.at_both(one_prefix());
        pair.at_destination("UPDATE t SET v = 'w' WHERE b = 131071");
        PairVerification verification(pair);
        verification.chunk_rows = chunk_rows;
        verification.request.whole_below_bytes = 0;
        const VerifyReport report = verification.run();
        EXPECT_EQ(verdicts(report), "t DIFFERENT 1 changed row; ");
        EXPECT_EQ(describe(report.discrepancies), "changed 7 131071 v");
        const std::vector<std::uint64_t> rows = rows_of_chunks(verification.evidence);
        EXPECT_GE(rows.size(), all_rows / chunk_rows);
        EXPECT_LE(*std::max_element(rows.begin(), rows.end()), 2 * chunk_rows);
    }
}

}  // namespace
}  // namespace cutover::test::verify_prefix_test
