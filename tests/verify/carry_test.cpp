/// `--since-last` of a table that a server does not let be read. What is carried of those that it
/// does is shown on real servers.
#include "verify/carry.hpp"

#include <utility>

#include <gtest/gtest.h>

#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/two_servers.hpp"
#include "verify/touched_batch.hpp"

namespace cutover::test::carry_test {
namespace {

/// shop.t was EQUAL, and by the destination's log more of its rows changed than are read at once.
struct CarryCase {
    CarryCase() {
        servers.add_plain(10);
        baseline.equal[{"shop", "t"}] = servers.run().tables.at(0);
        tables.push_back(
            {.pair = pair_table(
                 servers.request.plan.tables.at(0),
                 &servers.destination.table({"shop", "t"}).definition, {})});
        for (TouchedRows* const side : {&source, &destination}) {
            side->tables.resize(1);
        }
        TouchedBatch rows(0);
        for (std::size_t i = 0; i < 10'000; ++i) {
            rows.add("i" + std::to_string(i), {});
        }
        destination.rows.add(rows.take());
    }

    /// Where the first piece that is read there meets this.
    std::string carry(Recovery recovery) {
        const auto refuse = [recovery] {
            throw ServerError(
                recovery, ExitCode::could_not_finish, {1205, "HY000"}, "not this table");
        };
        FaultyDatabase faulty(servers.destination, {.at_call = 2, .raise = refuse});
        here = servers.source.snapshot(1, {});
        there = faulty.snapshot(1, {});
        lanes.emplace(*here, *there, pace, pace);
        reads_before = reads();
        return carry_over(tables, {baseline, source, destination, true}, pass()).at(0);
    }

    [[nodiscard]] PassOptions pass() { return {.lanes = *lanes, .clock = clock, .budget = budget}; }

    [[nodiscard]] std::size_t reads() const {
        return servers.destination.diary().count("read shop.t");
    }

    TwoServers servers{};
    Baseline baseline{};
    std::vector<TableUnderWay> tables{};
    TouchedRows source{};
    TouchedRows destination{};
    std::size_t reads_before = 0;
    std::unique_ptr<Snapshot> here{};
    std::unique_ptr<Snapshot> there{};
    Clock clock = real_clock();
    Pace pace{0, 0, clock};
    ChunkBudget budget{0, 0, 1};
    std::optional<LanePairs> lanes{};
};

/// Each wait takes half a minute, and there may be thousands of pieces.
TEST(Carry, ATableThatIsLockedIsWaitedForOnce) {
    CarryCase test;
    EXPECT_EQ(test.carry(Recovery::retry_statement), "not this table");
    EXPECT_EQ(test.reads(), test.reads_before) << "the pieces behind the one that waited";
    EXPECT_EQ(test.tables[0].tally.unreadable, "not this table");
    EXPECT_FALSE(test.tables[0].carried);
    EXPECT_EQ(test.tables[0].access->load(), TableAccess::locked) << "nor is it read whole";
}

TEST(Carry, ATableWhoseKeysAreRefusedIsReadWhole) {
    CarryCase test;
    EXPECT_EQ(test.carry(Recovery::none), "not this table");
    EXPECT_EQ(test.reads(), test.reads_before);
    EXPECT_EQ(test.tables[0].tally.unreadable, "");
    EXPECT_FALSE(test.tables[0].carried);
    EXPECT_EQ(test.tables[0].access->load(), TableAccess::open);
}

/// Whoever has it locked may wait for the sessions of this very moment.
TEST(Carry, ALockThatWasMetEndsTheMoment) {
    CarryCase test;
    static_cast<void>(test.carry(Recovery::retry_statement));
    TableUnderWay other{.pair = test.tables[0].pair};
    const EarlierChunks none;
    ChunkFeed feed({&test.tables[0], &other}, none, {});
    PassOptions options = test.pass();
    options.until = test.clock.now() + std::chrono::hours(1);
    EXPECT_FALSE(feed.run(options));
    EXPECT_EQ(test.reads(), test.reads_before);
    EXPECT_TRUE(feed.run(options)) << "at another moment";
    EXPECT_GT(other.tally.chunks, 0U);
    EXPECT_EQ(test.tables[0].tally.chunks, 0U);
}

}  // namespace
}  // namespace cutover::test::carry_test
