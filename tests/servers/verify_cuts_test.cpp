/// A connection cut at any packet of a verification that does not only read all rows once: rows
/// that differ are read again, or what servers digest alike is not read. It never hides a
/// difference, and never makes one.
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.hpp"
#include "tests/servers/support/pair_verification.hpp"
#include "tests/servers/support/relay.hpp"

namespace cutover::test::verify_cuts_test {
namespace {

/// 100 rows that differ in two: 5 and 50.
struct CutCase {
    explicit CutCase(const char* name) : pair(unlike_pair(), name) {
        std::string values;
        for (int id = 1; id <= 100; ++id) {
            values += fmt::format("{}({},'v{}')", id == 1 ? "" : ",", id, id);
        }
        pair.at_both(
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(20)) ENGINE=InnoDB;"
            "INSERT INTO t VALUES " +
            values + "; ANALYZE TABLE t");
        pair.at_destination("UPDATE t SET v='damaged' WHERE id=50");
        part();
    }

    /// MySQL to MariaDB, so that either has its turn as the one that is cut off.
    static const PairOfKinds& unlike_pair() {
        return pairs_of_kinds.at(pairs_of_kinds.size() > 1 ? 1 : 0);
    }

    void part() const { pair.at_destination("UPDATE t SET v='on its way' WHERE id=5"); }

    void meet() const { pair.at_destination("UPDATE t SET v='v5' WHERE id=5"); }

    ServerPair pair;
};

/// One verification after the other through a relay in front of one side.
class CutVerification : VerifyObserver {
  public:
    CutVerification(const CutCase& test, bool of_source)
        : test_(test),
          of_source_(of_source),
          relay_((of_source ? test.pair.source() : test.pair.destination()).port()) {}

    VerifyReport run() {
        test_.part();
        before_ = relay_.packets();
        Endpoint source = test_.pair.source().tcp_endpoint();
        Endpoint destination = test_.pair.destination().tcp_endpoint();
        (of_source_ ? source : destination).port = relay_.port();
        PairVerification verification(test_.pair, source, destination);
        verification.chunk_rows = 20;
        verification.request.workers = 1;
        verification.request.whole_below_bytes = 0;
        ask(verification.request);
        return verification.run(*this);
    }

    std::function<void(VerifyRequest&)> ask{};

    Relay& relay() { return relay_; }

    /// One begins.
    void note_look() { looks_.push_back(relay_.packets() - before_); }

    /// Packets of the run up to the verdict; of many looks alike the first two and the last.
    [[nodiscard]] std::vector<std::uint64_t> packets() const {
        std::vector<std::uint64_t> some;
        for (std::uint64_t packet = (looks_.empty() ? begin_ : looks_.front()) + 1; packet <= end_;
             ++packet) {
            if (looks_.size() < 4 || packet <= looks_[2] || packet > looks_.back()) {
                some.push_back(packet);
            }
        }
        return some;
    }

  private:
    void begun(std::size_t /*tables*/, std::uint64_t /*rows*/) override {
        looks_.clear();
        begin_ = relay_.packets() - before_;
    }

    void table_compared(const TableComparison& /*table*/) override {
        end_ = relay_.packets() - before_;
    }

    const CutCase& test_;
    bool of_source_;
    Relay relay_;
    std::uint64_t before_ = 0;
    std::uint64_t begin_ = 0;
    std::uint64_t end_ = 0;
    std::vector<std::uint64_t> looks_{};
};

/// What a verdict says, if there is one: no row is called different that is not, all that are
/// where it is DIFFERENT, and no more was left unread than where nothing was cut.
void expect_right(const VerifyReport& report, const VerifyReport& clean) {
    const TableComparison& table = report.tables.at(0);
    EXPECT_NE(table.verdict, TableVerdict::equal) << verdicts(report);
    EXPECT_LE(table.rows_prefiltered, clean.tables.at(0).rows_prefiltered) << verdicts(report);
    if (table.verdict == TableVerdict::different) {
        EXPECT_EQ(report.discrepancy_count, clean.discrepancy_count) << verdicts(report);
    }
    for (const Discrepancy& one : report.discrepancies) {
        const std::string id = one.key.at(0).value.value_or("NULL");
        EXPECT_TRUE(id == "5" || id == "50") << id;
    }
}

/// Where a verification begins is VerifyFaults' matter, and behind the verdict there is nothing
/// left to prove.
void cut_everywhere(CutVerification& verification, std::uint64_t differences) {
    const VerifyReport clean = verification.run();
    EXPECT_EQ(clean.tables.at(0).verdict, TableVerdict::different) << verdicts(clean);
    EXPECT_EQ(clean.discrepancy_count, differences);
    const std::vector<std::uint64_t> packets = verification.packets();
    ASSERT_GT(packets.size(), 10U);
    std::uint64_t failed = 0;
    for (const std::uint64_t packet : packets) {
        SCOPED_TRACE(fmt::format("packet {} of {}", packet, packets.back()));
        verification.relay().cut(
            packet, packet % 2 == 0 ? Relay::Loss::request : Relay::Loss::answer);
        try {
            expect_right(verification.run(), clean);
        } catch (const Error&) {
            ++failed;  // and says so
        }
        EXPECT_TRUE(verification.relay().has_cut());
    }
    EXPECT_GT(failed, packets.size() / 4);
}

/// Row 5 has arrived by the second look; time is only counted.
TEST(VerifyCuts, RowsThatAreReadAgainAreNeverEqualByACut) {
    const CutCase test("verify_cut_again");
    for (const bool of_source : {true, false}) {
        SCOPED_TRACE(of_source ? "source" : "destination");
        ManualClock time;
        CutVerification verification(test, of_source);
        verification.ask = [&](VerifyRequest& request) {
            request.recheck = std::chrono::seconds(60);
            request.clock = time.clock();
            request.clock.sleep = [&, sleep = request.clock.sleep](auto duration) {
                sleep(duration);
                test.meet();
                verification.note_look();
            };
        };
        cut_everywhere(verification, 1);
    }
}

TEST(VerifyCuts, WhatServersDigestIsNeverAlikeByACut) {
    const CutCase test("verify_cut_digest");
    for (const bool of_source : {true, false}) {
        SCOPED_TRACE(of_source ? "source" : "destination");
        CutVerification verification(test, of_source);
        verification.ask = [](VerifyRequest& request) { request.prefilter = true; };
        cut_everywhere(verification, 2);
    }
}

}  // namespace
}  // namespace cutover::test::verify_cuts_test
