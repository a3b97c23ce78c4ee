/// Every verdict, on servers in memory. What matters most: nothing that was not proven is EQUAL.
#include "verify/verify.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/two_servers.hpp"

namespace cutover::test::verify_test {
namespace {

std::string verdict(const VerifyReport& report) {
    return report.tables.empty() ? "none" : to_text(report.tables.front().verdict);
}

TEST(Verify, EqualTablesAreEqualWithFullCoverage) {
    TwoServers servers;
    servers.add_plain(50);
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(report.exit_code(), ExitCode::yes);
    const TableComparison& table = report.tables.at(0);
    EXPECT_EQ(table.source_rows.rows, 50U);
    EXPECT_EQ(table.source_rows, table.destination_rows);
    EXPECT_EQ(table.source_count, 50U);
    EXPECT_EQ(table.destination_count, 50U);
    EXPECT_EQ(table.chunks, 13U);
    EXPECT_EQ(report.discrepancy_count, 0U);
}

TEST(Verify, ChangesNothingOnEitherSide) {
    TwoServers servers;
    servers.add_plain(10);
    servers.rows_there().pop_back();
    EXPECT_EQ(servers.run().outcome(), "different");
    for (const MemoryDatabase* side : {&servers.source, &servers.destination}) {
        EXPECT_EQ(side->diary().count("ddl"), 0U);
        EXPECT_EQ(side->diary().count("write"), 0U);
        EXPECT_EQ(side->diary().count("progress"), 0U);
    }
}

TEST(Verify, EqualChunksAreReadOnceOnly) {
    TwoServers servers;
    servers.add_plain(40);
    servers.rows_there().at(39).at(1) = text_cell("damaged");
    EXPECT_EQ(servers.run().discrepancy_count, 1U);
    EXPECT_EQ(servers.source.diary().count("read shop.t (*, i4]"), 1U);
    EXPECT_EQ(servers.source.diary().count("read shop.t (i36, *]"), 3U);
}

TEST(Verify, ASmallTableIsReadByOneStatementThatItsServerCounted) {
    TwoServers servers;
    servers.request.whole_below_bytes = 1U << 20U;
    servers.add_plain(50);
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(report.tables.at(0).chunks, 1U);
    EXPECT_EQ(report.tables.at(0).source_count, 50U);
    EXPECT_EQ(report.tables.at(0).destination_count, 50U);
    for (const MemoryDatabase* side : {&servers.source, &servers.destination}) {
        EXPECT_EQ(side->diary().count("read shop.t (*, *]"), 1U);
        EXPECT_EQ(side->diary().count("rows sent"), 1U);
        EXPECT_EQ(side->diary().count("boundaries"), 0U);
        EXPECT_EQ(side->diary().count("count"), 0U);
    }
}

TEST(Verify, AServerThatDoesNotTellWhatItSentIsAskedToCount) {
    TwoServers servers;
    servers.request.whole_below_bytes = 1U << 20U;
    servers.add_plain(50);
    servers.destination.server().tells_rows_sent = false;
    EXPECT_EQ(servers.run().outcome(), "equal");
    EXPECT_EQ(servers.source.diary().count("count"), 1U);
    EXPECT_EQ(servers.destination.diary().count("count"), 1U);
}

TEST(Verify, ASmallTableThatDiffersIsCutAndOnlyItsDifferingChunkIsReadAgain) {
    TwoServers servers;
    servers.request.whole_below_bytes = 1U << 20U;
    servers.add_plain(40);
    servers.rows_there().at(39).at(1) = text_cell("damaged");
    const VerifyReport report = servers.run();
    EXPECT_EQ(describe(report.discrepancies), "changed 40 name");
    EXPECT_EQ(report.tables.at(0).chunks, 10U);
    EXPECT_EQ(report.tables.at(0).source_rows.rows, 40U);
    EXPECT_EQ(servers.source.diary().count("read shop.t (*, *]"), 1U);
    EXPECT_EQ(servers.source.diary().count("read shop.t (*, i4]"), 1U);
    EXPECT_EQ(servers.source.diary().count("read shop.t (i36, *]"), 3U);
}

struct VerdictCase {
    const char* name;
    std::function<void(TwoServers&)> arrange;
    const char* verdict;
    const char* outcome;
    const char* reason;  ///< A part of it.
};

const VerdictCase verdict_cases[] = {
    {"both empty", [](TwoServers& s) { s.rows_here().clear(), s.rows_there().clear(); }, "EQUAL",
     "equal", ""},
    {"destination empty", [](TwoServers& s) { s.rows_there().clear(); }, "DIFFERENT", "different",
     "20 missing rows"},
    {"source empty", [](TwoServers& s) { s.rows_here().clear(); }, "DIFFERENT", "different",
     "20 extra rows"},
    {"no table there", [](TwoServers& s) { s.destination.server().tables.clear(); }, "DIFFERENT",
     "different", "no such table"},
    {"no column there",
     [](TwoServers& s) {
         s.destination.table({"shop", "t"}).definition.columns.at(1).name = "nom";
     },
     "DIFFERENT", "different", "no column name"},
    {"other type there",
     [](TwoServers& s) {
         s.destination.table({"shop", "t"}).definition.columns.at(2).data_type = "float";
     },
     "DIFFERENT", "different", "column price"},
    {"sampled", [](TwoServers& s) { s.request.sample_percent = 40; }, "UNPROVEN", "incomplete",
     "2 of 5 chunks, 8 of 20 rows (40.0 %)"},
    {"sampled but a little", [](TwoServers& s) { s.request.sample_percent = 0.001; }, "UNPROVEN",
     "incomplete", "1 of 5 chunks"},
    {"sampled, all different",
     [](TwoServers& s) {
         s.request.sample_percent = 20;
         for (MemoryRow& row : s.rows_there()) {
             row.at(1) = text_cell("x");
         }
     },
     "DIFFERENT", "different", "4 changed rows"},
    {"pattern matches nothing", [](TwoServers& s) { s.request.table_patterns = {"shop.x*"}; },
     "none", "incomplete", ""},
    {"pattern matches", [](TwoServers& s) { s.request.table_patterns = {"sh?p.t"}; }, "EQUAL",
     "equal", ""},
};

TEST(Verify, GivesTheVerdictThatIsProven) {
    for (const VerdictCase& test : verdict_cases) {
        SCOPED_TRACE(test.name);
        TwoServers servers;
        servers.add_plain(20);
        test.arrange(servers);
        const VerifyReport report = servers.run();
        EXPECT_EQ(verdict(report), test.verdict);
        EXPECT_EQ(report.outcome(), test.outcome);
        const std::string reason = report.tables.empty() ? "" : report.tables.front().reason;
        EXPECT_NE(reason.find(test.reason), std::string::npos) << reason;
    }
}

TEST(Verify, NothingSelectedIsIncomplete) {
    TwoServers servers;
    EXPECT_EQ(servers.run().outcome(), "incomplete");
    EXPECT_EQ(VerifyReport{}.exit_code(), ExitCode::incomplete);
}

TEST(Verify, APatternThatMatchesNothingIsNamed) {
    TwoServers servers;
    servers.add_plain(20);
    servers.request.table_patterns = {"shop.t", "shop.tt*"};
    const VerifyReport report = servers.run();
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_EQ(report.notes[0], "No table of the task matches the pattern shop.tt*.");
    EXPECT_EQ(report.outcome(), "equal");
}

TEST(Verify, ProgressGoesByChunksToTheEnd) {
    TwoServers servers;
    servers.add_plain(20);
    servers.rows_there().at(3).at(1) = text_cell("damaged");

    struct Listener : VerifyObserver {
        std::vector<double> done{};
        std::size_t differ = 0;

        void chunk_compared(const ChunkHeadway& chunk) override { done.push_back(chunk.done); }

        void all_chunks_compared(std::size_t tables_that_differ) override {
            differ = tables_that_differ;
        }
    } listener;

    servers.run();
    (void)verify(servers.request, servers.source, servers.destination, servers.evidence, listener);
    ASSERT_GT(listener.done.size(), 2U);
    EXPECT_TRUE(std::is_sorted(listener.done.begin(), listener.done.end()));
    EXPECT_NEAR(listener.done.back(), 1, 1e-9);
    EXPECT_EQ(listener.differ, 1U);
}

TEST(Verify, SessionsThatSeeDifferentMomentsProveNothingOfAServerThatMoved) {
    for (const bool moves : {false, true}) {
        TwoServers servers;
        servers.add_plain(20);
        servers.source.means = SnapshotMeans::none;

        struct Mover : VerifyObserver {
            MemoryServer* server = nullptr;

            void chunk_compared(const ChunkHeadway& /*headway*/) override {
                if (server != nullptr) {
                    const std::scoped_lock lock(server->mutex);
                    server->position = "binlog.000001:999";
                }
            }
        } mover;

        mover.server = moves ? &servers.source.server() : nullptr;
        servers.run();
        const VerifyReport report =
            verify(servers.request, servers.source, servers.destination, servers.evidence, mover);
        EXPECT_EQ(verdict(report), moves ? "UNPROVEN" : "EQUAL");
        EXPECT_EQ(report.source_position_before != report.source_position_after, moves);
    }
}

/// How many calls it made of that side, which one fault concerns.
std::size_t run_with(TwoServers& servers, bool of_source, const Fault& fault) {
    FaultyDatabase faulty(of_source ? servers.source : servers.destination, fault);
    of_source ? servers.run(faulty, servers.destination) : servers.run(servers.source, faulty);
    return faulty.calls();
}

void expect_failure(TwoServers& servers, bool of_source, std::size_t at_call) {
    for (const FaultKind kind : {FaultKind::before, FaultKind::after}) {
        EXPECT_THROW(run_with(servers, of_source, {.at_call = at_call, .kind = kind}), ServerError);
    }
}

void expect_no_failure_is_equal(std::uint64_t whole_below_bytes) {
    TwoServers clean;
    clean.request.whole_below_bytes = whole_below_bytes;
    clean.add_plain(10);
    for (const bool of_source : {true, false}) {
        const std::size_t calls = run_with(clean, of_source, {});
        ASSERT_GE(calls, 10U);
        for (std::size_t n = 1; n <= calls; ++n) {
            SCOPED_TRACE(n);
            expect_failure(clean, of_source, n);
        }
    }
}

TEST(Verify, FailureAtAnyCallIsNeverEqual) {
    expect_no_failure_is_equal(0);
    expect_no_failure_is_equal(1U << 20U);
}

struct RefusedCase {
    Recovery recovery = Recovery::none;
    unsigned code = 0;
    const char* words = "";
};

/// For good, or for as long as somebody waits to change the definition.
constexpr std::array refused_cases{
    RefusedCase{Recovery::none, 1194, "the table is marked as crashed"},
    RefusedCase{Recovery::retry_statement, 1205, "Lock wait timeout exceeded"}};

bool is_unproven(const VerifyReport& report, const RefusedCase& refused) {
    if (report.outcome() == "different") {  // only what the logs say of it is not known
        EXPECT_EQ(report.discrepancies.size(), 1U);
        return false;
    }
    EXPECT_EQ(report.outcome(), "incomplete");
    EXPECT_NE(report.tables.at(0).reason.find(refused.words), std::string::npos);
    EXPECT_TRUE(report.discrepancies.empty()) << "of a table that could not be read";
    return true;
}

/// Whether a refused statement of the destination, the n-th, leaves the table unproven.
bool is_unproven(TwoServers& servers, const RefusedCase& refused, std::size_t n) {
    const auto refuse = [&] {
        throw ServerError(
            refused.recovery, ExitCode::could_not_finish, {refused.code, "HY000"}, refused.words);
    };
    FaultyDatabase faulty(servers.destination, {.at_call = n, .raise = refuse});
    try {
        return is_unproven(servers.run(servers.source, faulty), refused);
    } catch (const ServerError& error) {
        EXPECT_EQ(error.code(), refused.code);
        return false;
    }
}

std::size_t times_unproven(TwoServers& servers, const RefusedCase& refused) {
    const std::size_t calls = run_with(servers, false, {});
    std::size_t unproven = 0;
    for (std::size_t n = 1; n <= calls; ++n) {
        SCOPED_TRACE(n);
        unproven += is_unproven(servers, refused, n) ? 1U : 0U;
    }
    return unproven;
}

/// The table cannot be read, the rest can.
TEST(Verify, ARefusedReadIsUnprovenOrFailsButIsNeverEqual) {
    for (const RefusedCase& refused : refused_cases) {
        SCOPED_TRACE(refused.words);
        TwoServers servers;
        servers.add_plain(10);
        const std::size_t while_comparing = times_unproven(servers, refused);
        EXPECT_GE(while_comparing, 6U);
        servers.rows_there().at(3).at(1) = text_cell("damaged");
        const std::size_t and_narrowing = times_unproven(servers, refused);
        EXPECT_GT(and_narrowing, while_comparing);
        servers.request.recheck = std::chrono::milliseconds(1);
        EXPECT_GT(times_unproven(servers, refused), and_narrowing) << "not while it is read again";
    }
}

std::size_t rows_that_vanished_and_were_noticed(std::uint64_t whole_below_bytes) {
    TwoServers servers;
    servers.request.whole_below_bytes = whole_below_bytes;
    servers.add_plain(10);
    // On both sides alike: the digests agree, and only the independent count knows better.
    std::size_t noticed = 0;
    for (std::size_t n = 1; n <= 16; ++n) {
        FaultyDatabase here(servers.source, {.at_call = n, .kind = FaultKind::lose_rows});
        FaultyDatabase there(servers.destination, {.at_call = n, .kind = FaultKind::lose_rows});
        servers.request.workers = 1;
        try {
            const VerifyReport report = servers.run(here, there);
            if (report.outcome() != "equal") {
                ++noticed;
                continue;
            }
            // The block was lost in a pass that was made again, or there was no such call.
            EXPECT_EQ(report.tables.at(0).source_rows.rows, 10U) << n;
            EXPECT_EQ(report.tables.at(0).destination_rows.rows, 10U) << n;
        } catch (const ServerError&) {
            ++noticed;
        }
    }
    return noticed;
}

TEST(Verify, RowsThatVanishOnTheWayAreMissed) {
    EXPECT_GE(rows_that_vanished_and_were_noticed(0), 8U);
    EXPECT_GE(rows_that_vanished_and_were_noticed(1U << 20U), 8U);
}

}  // namespace
}  // namespace cutover::test::verify_test
