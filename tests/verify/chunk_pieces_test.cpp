/// A table whose chunks turn out to be slow is read in smaller pieces from there on: every row
/// once, by whoever goes on with it, too.
#include "verify/chunk_pieces.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/fakes/two_servers.hpp"

namespace cutover::test::chunk_pieces_test {
namespace {

constexpr std::uint64_t all_rows = 1'600;
constexpr std::uint64_t planned_rows = 400;

/// "n400" or "*".
std::uint64_t number_in(const std::string& bound, std::uint64_t open) {
    return bound == "*" ? open : std::stoull(bound.substr(1));
}

/// Keys that the source was asked to read, in each statement.
std::vector<std::uint64_t> reads(const Diary& diary) {
    const std::string begin = "read shop.t (";
    std::vector<std::uint64_t> keys;
    for (const std::string& line : diary.lines()) {
        if (line.starts_with(begin)) {
            const std::size_t comma = line.find(", ");
            const std::string after = line.substr(begin.size(), comma - begin.size());
            const std::string up_to = line.substr(comma + 2, line.size() - comma - 3);
            keys.push_back(number_in(up_to, all_rows) - number_in(after, 0));
        }
    }
    return keys;
}

std::uint64_t sum(const std::vector<std::uint64_t>& numbers) {
    std::uint64_t total = 0;
    for (const std::uint64_t number : numbers) {
        total += number;
    }
    return total;
}

/// shop.t of 1,600 rows with the ids 1 to 1,600, planned in four chunks. A row takes its source so
/// many milliseconds.
struct LargeTable : TwoServers {
    std::uint64_t milliseconds_a_row = 100;

    LargeTable() {
        chunk_rows = planned_rows;
        request.workers = 1;
        request.clock.now = [this] {
            return std::chrono::steady_clock::time_point(
                std::chrono::milliseconds(milliseconds_a_row * sum(reads(source.diary()))));
        };
        add_plain(all_rows);
    }
};

void expect_every_row(const VerifyReport& report) {
    const TableComparison& table = report.tables.at(0);
    EXPECT_EQ(report.outcome(), "equal") << table.reason;
    EXPECT_EQ(table.source_rows.rows, all_rows);
    EXPECT_EQ(table.source_count, all_rows);
    EXPECT_EQ(table.destination_rows, table.source_rows);
}

/// 400 rows take 40 s, and 100 take 10.
TEST(ChunkPieces, BehindASlowChunkTheSameTablesChunksAreDivided) {
    LargeTable servers;
    const VerifyReport report = servers.run();
    expect_every_row(report);
    std::vector<std::uint64_t> expected(12, 100);
    expected.insert(expected.begin(), planned_rows);
    EXPECT_EQ(reads(servers.source.diary()), expected);
    EXPECT_EQ(report.tables.at(0).chunks, expected.size());
}

TEST(ChunkPieces, FastChunksStayAsTheyWereCut) {
    LargeTable servers;
    servers.milliseconds_a_row = 10;
    expect_every_row(servers.run());
    EXPECT_EQ(reads(servers.source.diary()), std::vector<std::uint64_t>(4, planned_rows));
    EXPECT_EQ(servers.source.diary().count("key at"), 0U);
}

/// The first chunk takes 40 s, and no other any time.
TEST(ChunkPieces, AreLargerAgainWhereTheyComeFast) {
    LargeTable servers;
    servers.request.clock.now = [&servers] {
        const auto done = reads(servers.source.diary());
        return std::chrono::steady_clock::time_point(std::chrono::seconds(done.empty() ? 0 : 40));
    };
    expect_every_row(servers.run());
    EXPECT_EQ(reads(servers.source.diary()), (std::vector<std::uint64_t>{400, 100, 300, 400, 400}));
}

TEST(ChunkPieces, SamplesShardsAndKeysInTwoOrdersStayAsTheyWereCut) {
    LargeTable sampled;
    sampled.request.sample_percent = 75;
    EXPECT_NE(sampled.run().outcome(), "equal");
    EXPECT_EQ(reads(sampled.source.diary()), std::vector<std::uint64_t>(3, planned_rows));

    LargeTable of_shard;
    of_shard.rows_here().resize(planned_rows);  // a shard's chunks are four rows here
    of_shard.rows_there().resize(planned_rows);
    of_shard.request.shard = Shard{1, 1};
    of_shard.request.clock.now = [calls = 0]() mutable {
        return std::chrono::steady_clock::time_point(std::chrono::seconds(40) * ++calls);
    };
    static_cast<void>(of_shard.run());
    EXPECT_EQ(of_shard.source.diary().count("key at"), 0U);

    TablePair pair;
    pair.one_order = true;
    pair.source.key = {{.name = "id"}};
    EXPECT_TRUE(can_be_read_in_pieces(pair));
    pair.one_order = false;
    EXPECT_FALSE(can_be_read_in_pieces(pair));
    pair.one_order = true;
    pair.source.also.push_back({});
    EXPECT_FALSE(can_be_read_in_pieces(pair));
}

/// The first `chunks` that a run put on record before it was killed.
std::vector<ChunkCompared> first_chunks(const EvidenceList& evidence, std::size_t chunks) {
    std::vector<EvidenceRecord> records;
    for (const EvidenceRecord& record : evidence.records) {
        const bool is_chunk = std::holds_alternative<ChunkCompared>(record.entry);
        if ((is_chunk && chunks-- == 0) ||
            std::holds_alternative<VerificationFinished>(record.entry)) {
            break;
        }
        records.push_back(record);
    }
    return unfinished_chunks(records);
}

std::uint64_t rows_of(const std::vector<ChunkCompared>& chunks) {
    std::uint64_t rows = 0;
    for (const ChunkCompared& chunk : chunks) {
        rows += chunk.source_rows.rows;
    }
    return rows;
}

TEST(ChunkPieces, WhoGoesOnReadsNoRowAgainThatWasCompared) {
    LargeTable interrupted;
    static_cast<void>(interrupted.run());
    for (std::size_t chunks = 1; chunks < 13; ++chunks) {
        SCOPED_TRACE(chunks);
        LargeTable servers;
        servers.milliseconds_a_row = chunks % 2 == 0 ? 100 : 1;
        servers.request.earlier = first_chunks(interrupted.evidence, chunks);
        const VerifyReport report = servers.run();
        expect_every_row(report);
        EXPECT_EQ(report.resumed_chunks, chunks);
        EXPECT_EQ(sum(reads(servers.source.diary())), all_rows - rows_of(servers.request.earlier));
    }
}

/// Workers finish in any order: behind a piece that is lost, those of its chunk are read again.
TEST(ChunkPieces, AnyPieceMayBeMissing) {
    LargeTable interrupted;
    static_cast<void>(interrupted.run());
    const std::vector<ChunkCompared> all = first_chunks(interrupted.evidence, 13);
    ASSERT_EQ(all.size(), 13U);
    for (std::size_t lost = 0; lost < all.size(); ++lost) {
        SCOPED_TRACE(lost);
        LargeTable servers;
        servers.request.earlier = all;
        servers.request.earlier.erase(
            servers.request.earlier.begin() + static_cast<std::ptrdiff_t>(lost));
        const VerifyReport report = servers.run();
        expect_every_row(report);
        EXPECT_GE(report.resumed_chunks, 9U);
        EXPECT_LE(sum(reads(servers.source.diary())), planned_rows);
    }
}

/// As if the table's first chunk had once ended elsewhere: what lies in it as it is now counts, and
/// not what reaches beyond.
TEST(ChunkPieces, PiecesThatReachBeyondTheirChunkAreNotTakenOver) {
    LargeTable limited;
    limited.request.rows_per_second = 10;  // 100 in ten seconds
    limited.request.clock.sleep = [](std::chrono::milliseconds /*time*/) {};
    limited.milliseconds_a_row = 0;
    static_cast<void>(limited.run());
    for (const auto& [pieces, taken_over] : std::initializer_list<std::pair<std::size_t, unsigned>>{
             {1, 1}, {3, 3}, {4, 4}, {5, 0}, {16, 0}}) {
        SCOPED_TRACE(pieces);
        LargeTable servers;
        servers.milliseconds_a_row = 10;
        servers.request.earlier = first_chunks(limited.evidence, pieces);
        for (ChunkCompared& chunk : servers.request.earlier) {
            chunk.chunk.piece = chunk.chunk.chunk_index + 1;
            chunk.chunk.chunk_index = 0;
        }
        const VerifyReport report = servers.run();
        expect_every_row(report);
        EXPECT_EQ(report.resumed_chunks, taken_over);
        EXPECT_EQ(sum(reads(servers.source.diary())), all_rows - 100 * taken_over);
    }
}

TEST(ChunkPieces, WhatDiffersIsFoundInAnyOfThem) {
    LargeTable servers;
    servers.request.workers = 3;
    for (const std::size_t row : {3U, 400U, 499U, 500U, 1'599U}) {
        servers.rows_there().at(row).at(1) = text_cell("damaged");
    }
    const VerifyReport report = servers.run();
    EXPECT_EQ(
        describe(report.discrepancies),
        "changed 4 name; changed 401 name; changed 500 name; changed 501 name; changed 1600 name");
}

/// Where a tail begins is told by what lies in front of it, whatever chunks and pieces there are.
TEST(ChunkPieces, AMissingTailIsOneAndAHoleIsNone) {
    for (const bool is_tail : {true, false}) {
        LargeTable servers;
        auto& rows = servers.rows_there();
        rows.erase(rows.begin() + 440, is_tail ? rows.end() : rows.begin() + 800);
        const VerifyReport report = servers.run();
        ASSERT_EQ(report.causes.size(), 1U);
        EXPECT_EQ(report.causes.at(0).kind == CauseKind::missing_tail, is_tail);
    }
}

}  // namespace
}  // namespace cutover::test::chunk_pieces_test
