/// Tables without keys, servers that order keys differently, bounded lists and memory, resuming.
#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/two_servers.hpp"
#include "verify/row_compare.hpp"

namespace cutover::test::narrow_test {
namespace {

TEST(Narrow, KeylessRowsAreAMultiset) {
    TwoServers servers;
    servers.add_plain(5, 0);
    servers.rows_here().push_back(servers.rows_here().at(0));
    servers.rows_there().push_back(servers.rows_there().at(1));
    servers.rows_there().push_back(servers.rows_there().at(1));
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.discrepancy_count, 3U);
    const std::string text = describe(report.discrepancies);
    EXPECT_NE(text.find("missing 1 name1 0.25"), std::string::npos) << text;
    EXPECT_NE(text.find("extra 2 name2 0.5 x2"), std::string::npos) << text;
}

/// Text keys; the destination orders them backwards, so its chunks are not the source's.
void order_backwards(TwoServers& servers) {
    std::vector<MemoryRow> rows;
    for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}) {
        rows.push_back({text_cell(name), number_cell(1)});
    }
    servers.add(define_table({"shop", "t"}, {"name varchar", "n bigint"}, 1), rows);
    MemoryTable& there = servers.destination.table({"shop", "t"});
    there.definition.columns.at(0).collation = "other_ci";
    there.less = [](const KeyTuple& a, const KeyTuple& b) { return key_less(b, a); };
}

TEST(Narrow, AnotherOrderOfKeysIsNoDifference) {
    TwoServers servers;
    order_backwards(servers);
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(report.tables.at(0).chunks, 1U);
    EXPECT_EQ(report.tables.at(0).destination_rows.rows, 11U);
}

TEST(Narrow, UnderAnotherOrderOnlyRealDifferencesAreFound) {
    TwoServers servers;
    order_backwards(servers);
    servers.rows_there().at(4).at(1) = number_cell(2);
    servers.rows_there().erase(servers.rows_there().begin());
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.discrepancy_count, 2U);
    EXPECT_EQ(describe(report.discrepancies), "missing a; changed e n");
}

/// An order that differs at one place only, so that every row is read once but one of them in
/// another chunk over there.
TEST(Narrow, ARowAcrossAChunksEdgeIsNoDifference) {
    TwoServers servers;
    order_backwards(servers);
    servers.destination.table({"shop", "t"}).less = [](const KeyTuple& a, const KeyTuple& b) {
        const auto rank = [](const KeyTuple& key) {
            const std::string& name = key.at(0).bytes;
            return name == "d" ? std::string("e") : (name == "e" ? std::string("d") : name);
        };
        return rank(a) < rank(b);
    };
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(report.discrepancy_count, 0U);
}

TEST(Narrow, ASampleProvesNothingWhereOrdersDiffer) {
    TwoServers servers;
    order_backwards(servers);
    servers.request.sample_percent = 50;
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "incomplete");
    EXPECT_EQ(report.discrepancy_count, 0U);
}

TEST(Narrow, TheListIsBoundedTheCountIsNot) {
    for (const std::uint64_t limit : {0U, 1U, 7U, 1000U}) {
        TwoServers servers;
        servers.add_plain(300);
        for (MemoryRow& row : servers.rows_there()) {
            row.at(2) = real_cell(-1);
        }
        servers.request.max_discrepancies = limit;
        const VerifyReport report = servers.run();
        EXPECT_EQ(report.discrepancy_count, 300U);
        EXPECT_EQ(report.discrepancies.size(), std::min<std::uint64_t>(limit, 300));
    }
}

/// However little memory there is, the counts are the same.
TEST(Narrow, CountsDoNotDependOnMemory) {
    TwoServers servers;
    servers.add_plain(150);
    auto& there = servers.rows_there();
    for (std::size_t i = 0; i < there.size(); i += 3) {
        there[i].at(1) = text_cell("changed");
    }
    there.erase(there.begin() + 30, there.begin() + 60);
    servers.run();
    const auto here = servers.source.snapshot(1, {});
    const auto copy = servers.destination.snapshot(1, {});
    Pace pace(0, 0, real_clock());
    const TablePair pair = pair_table(
        servers.request.plan.tables.at(0), &servers.destination.table({"shop", "t"}).definition,
        {});
    for (const std::size_t rows_held : {1U, 10U, 100U, 1000U, 100'000U}) {
        for (const std::size_t bytes_held : {1U, 1000U, 1'000'000U}) {
            if (rows_held == 1 && bytes_held == 1) {
                continue;  // a pass over the table for every row of it
            }
            LanePair lanes{{here->lane(0), pace}, {copy->lane(0), pace}};
            const Narrowed found = narrow(
                pair, lanes, {{Chunk{}}, 270},
                {.listed = 20, .rows_held = rows_held, .bytes_held = bytes_held});
            EXPECT_EQ(found.missing, 30U);
            EXPECT_EQ(found.changed, 50U - 10U);
            EXPECT_EQ(found.extra, 0U);
            EXPECT_EQ(found.listed.size(), 20U);
        }
    }
}

TEST(Narrow, RoundedAndFoldedRowsAreCounted) {
    TwoServers servers;
    servers.add_plain(20);
    servers.rows_there().at(3).at(2) = real_cell(1.0000001);
    servers.rows_there().at(9).at(2) = real_cell(3);
    servers.request.floats = {.mode = FloatRule::Mode::dts, .double_digits = 3};
    const VerifyReport rounded = servers.run();
    EXPECT_EQ(rounded.tables.at(0).equal_only_rounded, 1U);
    EXPECT_EQ(describe(rounded.discrepancies), "changed 10 price");
    EXPECT_EQ(rounded.tables.at(0).float_rule, "dts(38,3)");

    TwoServers other;
    other.add_plain(5);
    other.source.server().facts.flavour = Flavour::mysql;
    other.rows_here().at(2).at(2) = real_cell(-0.0);
    other.rows_there().at(2).at(2) = real_cell(0.0);
    const VerifyReport folded = other.run();
    EXPECT_EQ(folded.outcome(), "equal");
    EXPECT_EQ(folded.tables.at(0).equal_only_folded, 1U);
}

TEST(Resume, TakesOnlyTheChunksThatAreStillMissing) {
    TwoServers servers;
    servers.add_plain(40);
    FaultyDatabase faulty(servers.source, {.at_call = 20});
    EXPECT_THROW(servers.run(faulty, servers.destination), ServerError);
    const std::vector<ChunkCompared> done = unfinished_chunks(servers.evidence.records);
    ASSERT_GE(done.size(), 1U);
    ASSERT_LT(done.size(), 10U);

    const std::size_t reads = servers.source.diary().count("read");
    servers.request.earlier = done;
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(report.resumed_chunks, done.size());
    EXPECT_EQ(servers.source.diary().count("read") - reads, 10U - done.size());
    EXPECT_TRUE(unfinished_chunks(servers.evidence.records).empty());
}

TEST(Resume, BeginsAnewWhereAnythingChanged) {
    const std::function<void(TwoServers&)> changes[] = {
        [](TwoServers& s) { s.destination.server().position = "binlog.000009:9"; },
        [](TwoServers& s) { s.source.server().position = "binlog.000009:9"; },
        [](TwoServers& s) { s.source.server().facts.identity = "another"; },
        [](TwoServers& s) {
            s.destination.table({"shop", "t"}).definition.columns.at(2).name += "x";
        },
        [](TwoServers& s) { s.request.floats.mode = FloatRule::Mode::dts; },
        [](TwoServers& s) { s.chunk_rows = 5; },
        [](TwoServers& s) { s.request.earlier.at(0).chunk.up_to = KeyTuple{}; },
    };
    for (const auto& change : changes) {
        TwoServers servers;
        servers.add_plain(40);
        FaultyDatabase faulty(servers.source, {.at_call = 30});
        EXPECT_THROW(servers.run(faulty, servers.destination), ServerError);
        servers.request.earlier = unfinished_chunks(servers.evidence.records);
        servers.rows_there().at(0).at(1) = text_cell("moved");
        change(servers);
        EXPECT_EQ(servers.run().outcome(), "different");
    }
}

}  // namespace
}  // namespace cutover::test::narrow_test
