/// `verify --recheck` of servers in memory, to which somebody writes between the looks.
#include <gtest/gtest.h>

#include "tests/fakes/faulty_database.hpp"
#include "tests/verify/recheck_case.hpp"

namespace cutover::test::recheck_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Recheck : public testing::TestWithParam<KeyKind> {
  protected:
    /// How many suspects a row that was updated makes: without a key it is two, one that has gone
    /// and one that has come.
    [[nodiscard]] static std::uint64_t suspects() { return GetParam() == KeyKind::none ? 2 : 1; }

    RecheckCase test{GetParam()};
};

TEST_P(Recheck, ARowThatArrivesWasInFlight) {
    test.write = [&](milliseconds passed) {
        if (passed >= seconds(2)) {
            test.there("new");
        }
    };
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::equal) << table.reason;
    EXPECT_EQ(table.rows_in_flight, suspects());
    EXPECT_LT(test.passed, seconds(4)) << "what has arrived needs no patience";
}

TEST_P(Recheck, ARowThatStaysApartDiffers) {
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::different) << table.reason;
    EXPECT_EQ(table.rows_in_flight, 0U);
    EXPECT_GE(test.passed, seconds(8));
    EXPECT_LT(test.passed, seconds(10));
}

/// The destination does not follow: that the source is now and then what it is proves nothing.
TEST_P(Recheck, ASourceThatComesAndGoesIsNotEqual) {
    for (const int beat : {300, 500, 1000, 2500, 5000}) {
        SCOPED_TRACE(beat);
        RecheckCase one(GetParam());
        one.servers.request.recheck = seconds(60);
        one.write = [&](milliseconds passed) {
            one.here(passed.count() / beat % 2 == 0 ? "new" : "old");
        };
        const TableComparison table = one.run();
        EXPECT_EQ(table.verdict, TableVerdict::unproven) << table.reason;
        EXPECT_NE(table.reason.find("never stood still"), std::string::npos) << table.reason;
        EXPECT_EQ(table.rows_in_flight, 0U);
    }
}

TEST_P(Recheck, ASourceThatComesBackForGoodIsEqualAfterPatience) {
    test.write = [&](milliseconds) { test.here("old"); };
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::equal) << table.reason;
    EXPECT_EQ(table.rows_in_flight, suspects());
    EXPECT_GE(test.passed, seconds(8));
}

TEST_P(Recheck, ASourceThatComesBackAndPartsAgainDiffers) {
    test.write = [&](milliseconds passed) {
        test.here(passed < seconds(5) ? "old" : "new");
        test.write_to_log(test.servers.destination);
    };
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::different) << table.reason;
    EXPECT_GE(test.passed, seconds(13)) << "its patience begins when it parts";
}

/// It moves at the end, so that there is no time left to see whether it stands still.
TEST_P(Recheck, ASourceThatMovesAtTheEndIsNotProven) {
    test.write = [&](milliseconds passed) {
        test.here(passed < seconds(7) || passed >= seconds(12) ? "old" : "new");
    };
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::unproven) << table.reason;
    EXPECT_EQ(table.rows_in_flight, 0U);
    EXPECT_GE(test.passed, seconds(16));
}

/// A tool that is 20 s behind, of which patience knows nothing: the rows that it was the first to
/// write arrive, and show how late it is.
TEST_P(Recheck, TheLagIsMeasuredByWhatArrives) {
    test.late(5);
    test.write = [&](milliseconds passed) {
        const auto arrived = static_cast<std::size_t>(passed / seconds(4));
        test.late(5 - std::min<std::size_t>(arrived, 5));
    };
    const VerifyReport report = test.servers.run();
    const TableComparison& table = report.tables.at(0);
    EXPECT_EQ(table.verdict, TableVerdict::equal) << table.reason;
    EXPECT_EQ(table.rows_in_flight, 5 * suspects());
    ASSERT_EQ(report.notes.size(), 3U);
    EXPECT_NE(report.notes[1].find("took 20 s or more to arrive"), std::string::npos)
        << report.notes[1];
    EXPECT_NE(report.notes[2].find("holds at no one position"), std::string::npos)
        << report.notes[2];
    EXPECT_EQ(table.source_position, "");
}

/// And what does not arrive differs, when it has stood still for longer than that.
TEST_P(Recheck, WhatDiffersStandsStillForLongerThanTheLag) {
    test.late(5);
    test.write = [&](milliseconds passed) { test.late(passed > seconds(7) ? 1 : 5); };
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::different) << table.reason;
    EXPECT_EQ(table.rows_in_flight, 4 * suspects());
    EXPECT_GE(test.passed, seconds(14));
    EXPECT_LT(test.passed, seconds(18));
}

/// A row that the source came back to waits; it has arrived once the destination follows again.
TEST_P(Recheck, ARowThatWaitsArrivesWithTheNextUpdate) {
    test.write = [&](milliseconds passed) {
        test.here(passed < seconds(3) ? "old" : "newer");
        test.there(passed < seconds(4) ? "old" : "newer");
    };
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::equal) << table.reason;
    EXPECT_EQ(table.rows_in_flight, suspects());
}

/// Nothing arrives within patience, so that no lag is seen, but the replica tells it.
TEST_P(Recheck, TheLagOfAReplicaCounts) {
    test.replicates([](milliseconds) { return seconds(15); });
    test.write = [&](milliseconds passed) { test.there(passed < seconds(20) ? "old" : "new"); };
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::equal) << table.reason;
    EXPECT_EQ(table.rows_in_flight, suspects());
}

TEST_P(Recheck, WhatDiffersStandsStillForTwiceTheLagOfAReplica) {
    test.replicates([](milliseconds) { return seconds(15); });
    const VerifyReport report = test.servers.run();
    EXPECT_EQ(report.tables.at(0).verdict, TableVerdict::different) << report.tables.at(0).reason;
    EXPECT_GE(test.passed, seconds(30));
    EXPECT_LT(test.passed, seconds(35));
    EXPECT_NE(report.notes.back().find("was 15 s behind"), std::string::npos)
        << report.notes.back();
}

/// As one does whose SQL thread waits for a lock: patience cannot end that.
TEST_P(Recheck, AReplicaThatFallsBackProvesNothing) {
    test.replicates(
        [](milliseconds passed) { return std::chrono::duration_cast<seconds>(passed); });
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::unproven) << table.reason;
    EXPECT_NE(table.reason.find("replication from b:3306 was"), std::string::npos) << table.reason;
    EXPECT_LT(test.passed, seconds(20));
}

TEST_P(Recheck, AReplicaThatIsTooLateProvesNothing) {
    test.replicates([](milliseconds) { return std::chrono::hours(25); });
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::unproven) << table.reason;
    EXPECT_NE(table.reason.find("was 90000 s behind"), std::string::npos) << table.reason;
    EXPECT_LT(test.passed, std::chrono::hours(49));
}

TEST_P(Recheck, AReplicaThatStandsStillProvesNothing) {
    test.replicates([](milliseconds) { return std::nullopt; });
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::unproven) << table.reason;
    EXPECT_EQ(
        table.reason.find(
            std::string(suspects() == 1 ? "1 of its rows differs" : "2 of its rows differ") +
            ", but the destination's replication from b:3306 stands still: its SQL thread does "
            "not run. "),
        0U)
        << table.reason;
    EXPECT_LT(test.passed, seconds(20));
}

/// From then on patience is counted, and only from then on.
TEST_P(Recheck, AReplicaThatGoesOnProvesWhatStandsStillAfterwards) {
    test.replicates([](milliseconds passed) {
        return passed < seconds(5) ? std::nullopt : std::optional(seconds(0));
    });
    EXPECT_EQ(test.run().verdict, TableVerdict::different);
    EXPECT_GE(test.passed, seconds(12));
    RecheckCase other(GetParam());
    other.replicates([](milliseconds passed) {
        return passed < seconds(7) || passed > seconds(9) ? std::optional(seconds(0))
                                                          : std::nullopt;
    });
    EXPECT_EQ(other.run().verdict, TableVerdict::unproven) << "there was no time left to see it";
}

/// What the source came back to is there, whoever brought it.
TEST_P(Recheck, ASourceThatComesBackNeedsNoReplica) {
    test.replicates([](milliseconds) { return std::nullopt; });
    test.write = [&](milliseconds) { test.here("old"); };
    EXPECT_EQ(test.run().verdict, TableVerdict::equal);
}

/// The tool tells nothing, and nothing arrives that would show that it is alive.
TEST_P(Recheck, NothingIsProvenWhereNothingArrivesOfASourceThatMoves) {
    test.write = [&](milliseconds) { test.write_to_log(test.servers.source); };
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::unproven) << table.reason;
    EXPECT_NE(table.reason.find("nothing was written to the destination"), std::string::npos)
        << table.reason;
    EXPECT_GE(test.passed, seconds(16)) << "it may show itself until then";
}

/// Longer than patience, so that the first look would end it: the source is seen to move all the
/// same.
TEST_P(Recheck, NothingIsProvenSoonerWhereReadingTakesLong) {
    FaultyDatabase counted(test.servers.source, {});
    test.servers.run(counted, test.servers.destination);
    for (std::size_t n = 1; n <= counted.calls(); ++n) {
        SCOPED_TRACE(n);
        RecheckCase one(GetParam());
        one.write = [&](milliseconds passed) {
            one.servers.source.server().position =
                "binlog.000001:" + std::to_string(1000 + passed / seconds(3));
        };
        FaultyDatabase slow(
            one.servers.source, {.at_call = n, .kind = FaultKind::beside, .raise = [&one] {
                                     one.passed += seconds(70);
                                     one.write(one.passed);
                                 }});
        const VerifyReport report = one.servers.run(slow, one.servers.destination);
        EXPECT_EQ(report.tables.at(0).verdict, TableVerdict::unproven) << report.tables[0].reason;
    }
}

TEST_P(Recheck, ARowOfTheSourceThatMovesIsEnough) {
    test.write = [&](milliseconds passed) { test.here(passed < seconds(2) ? "new" : "newer"); };
    EXPECT_EQ(test.run().verdict, TableVerdict::unproven);
}

TEST_P(Recheck, AnySignOfLifeOfTheDestinationProvesIt) {
    test.write = [&](milliseconds passed) {
        test.write_to_log(test.servers.source);
        if (passed > seconds(3)) {
            test.write_to_log(test.servers.destination);
        }
    };
    EXPECT_EQ(test.run().verdict, TableVerdict::different);
    EXPECT_LT(test.passed, seconds(10));
}

TEST_P(Recheck, ADestinationWhoseLogIsNotSeenShowsLifeInItsRowsAlone) {
    for (const bool arrives : {false, true}) {
        RecheckCase one(GetParam());
        one.servers.destination.server().position.clear();
        one.late(5);
        one.write = [&](milliseconds passed) {
            one.write_to_log(one.servers.source);
            one.late(arrives && passed > seconds(2) ? 1 : 5);
        };
        const VerifyReport report = one.servers.run();
        const TableComparison& table = report.tables.at(0);
        EXPECT_EQ(table.verdict, arrives ? TableVerdict::different : TableVerdict::unproven)
            << table.reason;
        EXPECT_EQ(table.reason.find("nothing was written"), std::string::npos) << table.reason;
        EXPECT_EQ(
            table.reason.find("whether anything was written to the destination in the last") !=
                std::string::npos,
            !arrives)
            << table.reason;
        const std::string notes = fmt::format("{}", fmt::join(report.notes, "; "));
        EXPECT_NE(
            notes.find("Whether the destination was written to was seen only"), std::string::npos)
            << notes;
    }
}

/// It may be written to all the while, and whoever replicates be dead.
TEST_P(Recheck, ASourceWhoseLogIsNotSeenMayMove) {
    test.servers.source.server().position.clear();
    const VerifyReport report = test.servers.run();
    const TableComparison& table = report.tables.at(0);
    EXPECT_EQ(table.verdict, TableVerdict::unproven) << table.reason;
    EXPECT_NE(table.reason.find("whether the source was written to is not seen"), std::string::npos)
        << table.reason;
    EXPECT_EQ(report.notes.back().find("Whether the source was written to was seen only"), 0U)
        << report.notes.back();
}

TEST_P(Recheck, AReplicaThatRunsProvesItByItself) {
    test.replicates([](milliseconds) { return seconds(0); });
    test.write = [&](milliseconds) { test.write_to_log(test.servers.source); };
    EXPECT_EQ(test.run().verdict, TableVerdict::different);
}

TEST_P(Recheck, AnAccountThatMayNotSeeReplicationIsToldSo) {
    test.servers.destination.follows = [] { return std::nullopt; };
    const VerifyReport report = test.servers.run();
    EXPECT_EQ(report.tables.at(0).verdict, TableVerdict::different);
    EXPECT_NE(
        report.notes.back().find("may not see whether the destination replicates"),
        std::string::npos)
        << report.notes.back();
}

/// Of equal rows without a key, the number of copies is what the destination has.
TEST(RecheckOfCopies, AreCounted) {
    RecheckCase test(KeyKind::none);
    const MemoryRow row = test.servers.rows_here().at(0);
    test.here("old");
    test.servers.rows_here().insert(test.servers.rows_here().end(), 2, row);
    test.servers.rows_there().push_back(row);
    int looks = 0;
    test.write = [&](milliseconds) {
        auto& rows = test.servers.rows_here();
        ++looks % 2 == 0 ? rows.push_back(row) : rows.pop_back();
    };
    EXPECT_EQ(test.run().verdict, TableVerdict::unproven);
    test.write = [&](milliseconds) {
        if (test.servers.rows_there().size() < test.servers.rows_here().size()) {
            test.servers.rows_there().push_back(row);
        }
    };
    test.servers.rows_here().resize(12, row);
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::equal) << table.reason;
    EXPECT_EQ(table.rows_in_flight, 1U);
}

std::string key_name(const testing::TestParamInfo<KeyKind>& parameter) {
    switch (parameter.param) {
        case KeyKind::none: return "without";
        case KeyKind::nullable: return "nullable";
        case KeyKind::primary: return "with";
    }
    return "";
}

INSTANTIATE_TEST_SUITE_P(
    Keys, Recheck, testing::Values(KeyKind::none, KeyKind::nullable, KeyKind::primary), key_name);

/// What the source writes afterwards it cannot bring.
TEST(RecheckOfATool, WithASignOfLifeOfBeforeARowPartedProvesNothing) {
    RecheckCase test(KeyKind::primary);
    test.there("new");
    test.servers.rows_there().at(5).at(1) = text_cell("foreign");  // there is something to look at
    test.write = [&](milliseconds passed) {
        test.write_to_log(test.servers.source);
        if (passed < seconds(1)) {
            test.write_to_log(test.servers.destination);
        }
        if (passed >= seconds(3)) {
            test.servers.rows_here().at(5).at(1) = text_cell("newer");
        }
    };
    const TableComparison table = test.run();
    EXPECT_EQ(table.verdict, TableVerdict::unproven) << table.reason;
    EXPECT_NE(
        table.reason.find("nothing was written to the destination in the last"), std::string::npos)
        << table.reason;
}

/// How many differ in all is not counted: that would take memory without a bound.
TEST(RecheckOfManyRows, OfMoreThanCanBeReadAgainNothingIsKnown) {
    for (const std::size_t most : {10U, 9U, 2U}) {
        RecheckCase test(KeyKind::primary);
        for (auto& row : test.servers.rows_there()) {
            row.at(1) = text_cell("other");
        }
        test.servers.request.most_read_again = most;
        const TableComparison table = test.run();
        const bool are_few = most == 10;
        EXPECT_EQ(table.verdict, are_few ? TableVerdict::different : TableVerdict::unproven);
        EXPECT_EQ(test.passed == seconds(0), !are_few) << "what is not read is not waited for";
        EXPECT_EQ(
            table.reason,
            are_few ? "10 changed rows"
                    : "more than " + std::to_string(most) +
                          " of its rows differ, too many to be read again one by one; verify when "
                          "the destination has caught up");
    }
}

}  // namespace
}  // namespace cutover::test::recheck_test
