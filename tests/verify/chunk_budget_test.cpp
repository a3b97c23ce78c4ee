#include "verify/chunk_budget.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/two_servers.hpp"

namespace cutover::test::chunk_budget_test {
namespace {

constexpr std::uint64_t half_a_gigabyte = 512U << 20U;

/// A million rows of 100 bytes, to be cut by 50,000.
TablePair large_table() {
    TablePair table;
    table.chunk_rows = 50'000;
    table.estimated_rows = 1'000'000;
    table.estimated_bytes = 100'000'000;
    return table;
}

TableCut cut(const ChunkBudget& budget, const TablePair& table) {
    return budget.cut(table, half_a_gigabyte, nullptr);
}

TEST(ChunkBudget, WithoutLimitsTablesAreCutAsPlanned) {
    const ChunkBudget budget(0, 0, 4);
    EXPECT_TRUE(cut(budget, large_table()).whole);
    EXPECT_EQ(cut(budget, large_table()).chunk_rows, 50'000U);
    EXPECT_FALSE(budget.cut(large_table(), 0, nullptr).whole);
}

struct Limited {
    std::uint64_t rows_per_second;
    std::uint64_t bytes_per_second;
    std::size_t workers;
    std::uint64_t chunk_rows;
};

TEST(ChunkBudget, AtTheTasksRatesAChunkTakesTenSeconds) {
    for (const Limited& test : std::initializer_list<Limited>{
             {4'000, 0, 1, 40'000},
             {4'000, 0, 4, 10'000},
             {0, 100'000, 1, 10'000},
             {4'000, 100'000, 1, 10'000},
             {1'000'000, 0, 4, 50'000},  // never more than planned
             {1, 0, 64, 100}}) {         // nor so few that the statement is all it costs
        SCOPED_TRACE(test.chunk_rows);
        const ChunkBudget budget(test.rows_per_second, test.bytes_per_second, test.workers);
        EXPECT_EQ(cut(budget, large_table()).chunk_rows, test.chunk_rows);
    }
    EXPECT_FALSE(cut(ChunkBudget(4'000, 0, 1), large_table()).whole);
    EXPECT_FALSE(cut(ChunkBudget(0, 4'000'000, 1), large_table()).whole);
    TablePair small = large_table();
    small.estimated_rows = 100;
    small.estimated_bytes = 10'000;
    EXPECT_TRUE(cut(ChunkBudget(4'000, 100'000, 4), small).whole);
}

TEST(ChunkBudget, SlowChunksMakeTheTablesThatFollowSmaller) {
    ChunkBudget budget(0, 0, 4);
    budget.took(std::chrono::seconds(19));
    EXPECT_EQ(cut(budget, large_table()).chunk_rows, 50'000U);
    budget.took(std::chrono::seconds(21));
    EXPECT_EQ(cut(budget, large_table()).chunk_rows, 12'500U);
    EXPECT_TRUE(cut(budget, large_table()).whole) << "100 MB are below a quarter of 512";
    budget.took(std::chrono::seconds(300));
    EXPECT_EQ(cut(budget, large_table()).chunk_rows, 3'125U);
    EXPECT_FALSE(cut(budget, large_table()).whole);
    budget.took(std::chrono::seconds(5));
    EXPECT_EQ(cut(budget, large_table()).chunk_rows, 3'125U);
    budget.took(std::chrono::seconds(1));
    budget.took(std::chrono::seconds(1));
    budget.took(std::chrono::seconds(1));
    EXPECT_EQ(cut(budget, large_table()).chunk_rows, 50'000U);
    for (int i = 0; i < 20; ++i) {
        budget.took(std::chrono::seconds(100));
    }
    EXPECT_EQ(cut(budget, large_table()).chunk_rows, 100U);
}

ChunkCompared chunk_of(std::uint32_t place, std::uint64_t rows, bool last) {
    ChunkCompared chunk{.chunk = {0, place, std::nullopt, KeyTuple{{.number = place}}}};
    if (place > 0) {
        chunk.chunk.after = KeyTuple{{.number = place - 1}};
    }
    if (last) {
        chunk.chunk.up_to.reset();
    }
    chunk.source_rows.rows = rows;
    return chunk;
}

TEST(ChunkBudget, AnInterruptedTableIsCutAsItWas) {
    ChunkBudget slow(0, 0, 4);
    slow.took(std::chrono::seconds(60));
    const ChunkBudget fresh(0, 0, 4);
    const auto chunk_rows = [](const ChunkBudget& budget, std::uint64_t rows) {
        const ChunksByPlace earlier{
            {{0, 0}, chunk_of(0, rows, false)}, {{9, 0}, chunk_of(9, 3, true)}};
        const TableCut how = budget.cut(large_table(), half_a_gigabyte, &earlier);
        EXPECT_FALSE(how.whole);
        return how.chunk_rows;
    };
    for (const std::uint64_t rows : {9'000U, 12'500U, 18'000U}) {
        EXPECT_EQ(chunk_rows(fresh, rows), 12'500U) << "it was slow, and is not any more";
    }
    for (const std::uint64_t rows : {30'000U, 50'000U, 74'000U}) {
        EXPECT_EQ(chunk_rows(slow, rows), 50'000U) << "it was not, and is slow now";
    }
    const ChunksByPlace last_only{{{9, 0}, chunk_of(9, 3, true)}};
    EXPECT_EQ(fresh.cut(large_table(), half_a_gigabyte, &last_only).chunk_rows, 50'000U);
    const ChunksByPlace whole{{{0, 0}, chunk_of(0, 1'000'000, true)}};
    const ChunksByPlace in_pieces{
        {{3, 1}, chunk_of(3, 25'000, false)}, {{3, 2}, chunk_of(4, 25'000, false)}};
    EXPECT_EQ(slow.cut(large_table(), half_a_gigabyte, &in_pieces).chunk_rows, 50'000U);
    slow.took(std::chrono::seconds(60));
    EXPECT_TRUE(slow.cut(large_table(), half_a_gigabyte, &whole).whole);
}

/// 20 rows a second for one worker: chunks of 200 rows, though 1,000 were planned.
TEST(ChunkBudget, AVerificationCutsByTheTasksRates) {
    TwoServers servers;
    servers.chunk_rows = 1'000;
    servers.request.workers = 1;
    servers.request.rows_per_second = 20;
    servers.request.clock.sleep = [](std::chrono::milliseconds /*time*/) {};
    servers.add_plain(1'000);
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(report.tables.at(0).chunks, 5U);
}

/// Three tables of 1,000 rows and a megabyte, of which each read of `a` takes 30 s and one of the
/// others no time.
struct SlowTable {
    TwoServers servers{};

    SlowTable() {
        servers.chunk_rows = 400;
        servers.request.workers = 1;
        servers.request.clock.now = [this] {
            return std::chrono::steady_clock::time_point(
                servers.source.diary().count("read shop.a ") * std::chrono::seconds(30));
        };
        std::vector<MemoryRow> rows;
        for (std::uint64_t id = 1; id <= 1'000; ++id) {
            rows.push_back({number_cell(id)});
        }
        for (const char* const name : {"a", "b", "c"}) {
            TableDefinition table = define_table({"shop", name}, {"id bigint"}, 1);
            table.data_bytes = 1'000'000;
            servers.add(table, rows);
        }
    }

    /// Of each table.
    [[nodiscard]] std::vector<std::uint64_t> chunks() {
        std::vector<std::uint64_t> counts;
        for (const TableComparison& table : servers.run().tables) {
            counts.push_back(table.chunks);
        }
        return counts;
    }
};

TEST(ChunkBudget, AVerificationCutsBehindSlowChunksSmallerAndBehindFastOnesAsPlanned) {
    EXPECT_EQ(SlowTable().chunks(), (std::vector<std::uint64_t>{7, 10, 3}));
}

/// Each of them meets chunks of its own, and others would be slow: where tables are cut must not
/// depend on that.
TEST(ChunkBudget, AShardCutsAsIfNoChunkWereSlow) {
    SlowTable alone;
    alone.servers.request.whole_below_bytes = 2'000'000;
    EXPECT_EQ(alone.chunks(), (std::vector<std::uint64_t>{1, 10, 1}));
    SlowTable of_shard;
    of_shard.servers.request.whole_below_bytes = 2'000'000;
    of_shard.servers.request.shard = Shard{1, 1};
    EXPECT_EQ(of_shard.chunks(), (std::vector<std::uint64_t>{1, 1, 1}));
}

}  // namespace
}  // namespace cutover::test::chunk_budget_test
