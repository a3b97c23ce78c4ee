/// A verification that is divided between moments while the source is followed, on servers in
/// memory.
#include <gtest/gtest.h>

#include "tests/fakes/two_servers.hpp"

namespace cutover::test::slices_test {
namespace {

using std::chrono::milliseconds;

/// Each chunk takes five minutes, and so a snapshot lasts for three of them. Whenever sessions are
/// opened, the source has been written to, and the destination has all of it.
class SlicesCase : public VerifyObserver {
  public:
    explicit SlicesCase(std::uint64_t rows = 40, std::uint64_t chunk_rows = 3) {
        servers.chunk_rows = chunk_rows;
        servers.add_plain(rows);
        servers.destination.server().meeting = RendezvousState{.is_applier_there = true};
        servers.request.workers = 1;
        servers.request.task = "task";
        servers.request.clock = {
            [this] { return now_ + read_takes * servers.source.diary().count("read shop.t "); },
            [this](milliseconds pause) {
                now_ += pause;
                stand();
            }};
        servers.request.look_again = [this] {
            return SourceGround{servers.request.plan, servers.request.source_catalog};
        };
    }

    void chunk_compared(const ChunkHeadway& /*chunk*/) override { now_ += std::chrono::minutes(5); }

    VerifyReport run() {
        rendezvous_ = servers.destination.rendezvous("task");
        servers.request.rendezvous = rendezvous_.get();
        return servers.run(*this);
    }

    TwoServers servers{};
    std::function<void(std::uint64_t meeting)> write{};  ///< Before each meeting.
    std::uint64_t meetings = 0;
    std::chrono::seconds read_takes{0};  ///< Of these minutes.

  private:
    void stand() {
        MemoryServer& there = servers.destination.server();
        if (there.meeting->number != meetings) {
            meetings = there.meeting->number;
            servers.source.server().position = "binlog.000001:" + std::to_string(100 * meetings);
            if (write) {
                write(meetings);
            }
        }
        there.meeting->standing =
            there.meeting->goal.value_or(LogPlace{.file = "binlog.000001", .offset = 4});
        there.applied = there.meeting->standing;
    }

    std::chrono::steady_clock::time_point now_{};
    std::unique_ptr<Rendezvous> rendezvous_{};
};

TEST(Slices, EachChunkIsEqualAtItsOwnMoment) {
    SlicesCase test;
    test.write = [&](std::uint64_t meeting) {
        for (MemoryDatabase* const side : {&test.servers.source, &test.servers.destination}) {
            auto& rows = side->table({"shop", "t"}).rows;
            rows.at(meeting).at(1) = text_cell("changed before meeting " + std::to_string(meeting));
            rows.back().at(1) = text_cell("again " + std::to_string(meeting));
            rows.erase(rows.begin() + 20);
        }
    };
    const VerifyReport report = test.run();
    EXPECT_EQ(report.outcome(), "equal") << report.tables.at(0).reason;
    EXPECT_EQ(test.meetings, 5U) << "14 chunks, three at a time";
    EXPECT_EQ(report.tables.at(0).source_position, "binlog.000001:500");
    EXPECT_EQ(report.tables.at(0).source_count, report.tables.at(0).source_rows.rows);
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_NE(
        report.notes.front().find("from binlog.000001:100 to binlog.000001:500"), std::string::npos)
        << report.notes.front();
}

/// The first chunk is slow, so the others are read in four pieces each; where one ended, rows come
/// and go before the next.
TEST(Slices, EachPieceOfAChunkIsEqualAtItsOwnMoment) {
    SlicesCase test(1'600, 400);
    test.read_takes = std::chrono::seconds(30);
    test.write = [&](std::uint64_t meeting) {
        for (MemoryDatabase* const side : {&test.servers.source, &test.servers.destination}) {
            auto& rows = side->table({"shop", "t"}).rows;
            rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(100 * meeting - 1));
            rows.at(100 * meeting).at(1) = text_cell("changed before " + std::to_string(meeting));
            rows.push_back(rows.back());
            ++rows.back().at(0).number;
        }
    };
    const VerifyReport report = test.run();
    const TableComparison& table = report.tables.at(0);
    EXPECT_EQ(report.outcome(), "equal") << table.reason;
    EXPECT_GE(table.chunks, 13U);
    EXPECT_GE(test.meetings, 5U) << "three of them at a time";
    EXPECT_EQ(table.source_count, table.source_rows.rows);
}

TEST(Slices, DifferencesOfEverySliceAreFound) {
    SlicesCase test;
    test.servers.rows_there().at(1).at(1) = text_cell("damaged");
    test.servers.rows_there().at(19).at(1) = text_cell("damaged");
    test.servers.rows_there().at(38).at(1) = text_cell("damaged");
    const VerifyReport report = test.run();
    EXPECT_EQ(report.outcome(), "different");
    EXPECT_EQ(report.discrepancy_count, 3U);
    EXPECT_EQ(describe(report.discrepancies), "changed 2 name; changed 20 name; changed 39 name");
}

/// No COUNT(*) is of all moments: what was digested counts, and what was sent of the rest.
TEST(Slices, OfAChunkThatIsHalvedBothPartsAreCounted) {
    SlicesCase test(4000, 1200);
    test.servers.request.prefilter = true;
    test.servers.rows_there().at(1299).at(1) = text_cell("damaged");
    const VerifyReport report = test.run();
    EXPECT_EQ(describe(report.discrepancies), "changed 1300 name");
    EXPECT_EQ(test.meetings, 2U) << "4 chunks, three at a time";
    const TableComparison& table = report.tables.at(0);
    EXPECT_EQ(table.verdict, TableVerdict::different) << table.reason;
    EXPECT_EQ(table.rows_prefiltered, 4000U - 300);
    EXPECT_EQ(table.source_rows.rows, 4000U);
    EXPECT_EQ(table.source_count, 4000U);
    EXPECT_EQ(table.destination_count, 4000U);
}

/// Whether it is there at all is not known of a row that moves from a later chunk to one that was
/// compared; but it is the same row on both sides.
TEST(Slices, ARowThatTheDestinationLacksIsFoundInItsSlice) {
    SlicesCase test;
    test.write = [&](std::uint64_t meeting) {
        if (meeting == 3) {
            test.servers.rows_there().pop_back();
        }
    };
    const VerifyReport report = test.run();
    EXPECT_EQ(describe(report.discrepancies), "missing 40");
    EXPECT_EQ(report.tables.at(0).verdict, TableVerdict::different);
}

TEST(Slices, ADefinitionThatChangesInBetweenIsNotProven) {
    SlicesCase test;
    int looks = 0;
    test.servers.request.look_again = [&] {
        SourceGround ground{test.servers.request.plan, test.servers.request.source_catalog};
        if (++looks > 2) {
            ground.catalog.tables.at(0).create_statement = "CREATE TABLE `t` (`id` int)";
        }
        return ground;
    };
    const VerifyReport report = test.run();
    EXPECT_EQ(report.tables.at(0).verdict, TableVerdict::unproven);
    EXPECT_NE(report.tables.at(0).reason.find("definition was changed"), std::string::npos);
}

}  // namespace
}  // namespace cutover::test::slices_test
