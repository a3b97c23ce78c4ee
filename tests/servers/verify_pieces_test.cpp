/// Chunks that are read in pieces, cut by real servers' order of keys. That reading is slow is the
/// clock's word alone: it is 40 seconds later each time that it is looked at.
#include <atomic>

#include <gtest/gtest.h>

#include "tests/servers/support/kinds.hpp"
#include "tests/servers/support/pair_verification.hpp"

namespace cutover::test::verify_pieces_test {
namespace {

constexpr std::uint64_t rows = 4'096;

/// Keys of a number, of text, and of two columns.
constexpr const char* tables =
    "CREATE TABLE numbers (id INT NOT NULL PRIMARY KEY, n INT) ENGINE=InnoDB;"
    "INSERT INTO numbers VALUES (1, 1);"
    "INSERT INTO numbers SELECT id + 1, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 2, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 4, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 8, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 16, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 32, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 64, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 128, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 256, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 512, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 1024, n FROM numbers;"
    "INSERT INTO numbers SELECT id + 2048, n FROM numbers;"
    "CREATE TABLE words (w VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL PRIMARY "
    "KEY, n INT) ENGINE=InnoDB;"
    "INSERT INTO words SELECT MD5(id), n FROM numbers;"
    "CREATE TABLE days (a INT NOT NULL, d DATE NOT NULL, n INT, PRIMARY KEY (a, d)) ENGINE=InnoDB;"
    "INSERT INTO days SELECT id % 7, '2020-01-01' + INTERVAL id DAY, n FROM numbers;"
    "ANALYZE TABLE numbers, words, days";

struct SlowPair {
    ServerPair pair;
    PairVerification verification;

    explicit SlowPair(const PairOfKinds& kinds) : pair(kinds, "verify_pieces"), verification(pair) {
        pair.at_both(tables);
        verification.chunk_rows = 1'000;
        verification.request.workers = 1;
        verification.request.whole_below_bytes = 0;
        verification.request.clock.now = [calls = std::make_shared<std::atomic<int>>()] {
            return std::chrono::steady_clock::time_point(std::chrono::seconds(40) * ++*calls);
        };
    }

    /// One table alone, for the tables behind it would be cut smaller.
    VerifyReport run(const std::string& table) {
        verification.request.table_patterns = {"verify_pieces." + table};
        return verification.run();
    }
};

void expect_all_rows(const VerifyReport& report) {
    const TableComparison& table = report.tables.at(0);
    EXPECT_EQ(table.verdict, TableVerdict::equal) << table.reason;
    EXPECT_EQ(table.source_rows.rows, rows);
    EXPECT_EQ(table.source_count, rows);
    EXPECT_EQ(table.destination_count, rows);
}

/// Every table is cut as planned, and its chunks are divided behind the first one.
TEST(VerifyPieces, SlowChunksAreDividedAndTakenOver) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SlowPair slow(kinds);
        for (const char* const table : {"numbers", "words", "days"}) {
            SCOPED_TRACE(std::string(kinds.name) + " " + table);
            slow.verification.request.earlier.clear();
            slow.verification.evidence.records.clear();
            const VerifyReport report = slow.run(table);
            expect_all_rows(report);
            EXPECT_GE(report.tables.at(0).chunks, 10U) << "of about four that were planned";

            auto& records = slow.verification.evidence.records;
            records.resize(records.size() / 2);
            slow.verification.request.earlier = unfinished_chunks(records);
            ASSERT_GE(slow.verification.request.earlier.size(), 5U);
            const VerifyReport resumed = slow.run(table);
            expect_all_rows(resumed);
            EXPECT_EQ(resumed.resumed_chunks, slow.verification.request.earlier.size());
        }
    }
}

TEST(VerifyPieces, DifferencesInThemAreFound) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        SlowPair slow(kinds);
        slow.verification.request.workers = 3;
        slow.pair.at_destination(
            "UPDATE numbers SET n = 2 WHERE id IN (1, 1000, 1001, 4096);"
            "DELETE FROM days WHERE a = 3 AND d = '2020-01-04'");
        EXPECT_EQ(
            describe(slow.run("numbers").discrepancies),
            "changed 1 n; changed 1000 n; changed 1001 n; changed 4096 n");
        EXPECT_EQ(describe(slow.run("days").discrepancies), "missing 3 2020-01-04");
    }
}

}  // namespace
}  // namespace cutover::test::verify_pieces_test
