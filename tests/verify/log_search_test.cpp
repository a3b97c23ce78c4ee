/// How much of a log is searched; what the searches find is shown on real servers.
#include "verify/log_search.hpp"

#include <utility>

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.hpp"
#include "tests/fakes/memory_database.hpp"

namespace cutover::test::log_search_test {
namespace {

/// Goes on by 10 bytes each time it is read, which takes 7 seconds.
class SlowStream : public ChangeStream {
  public:
    SlowStream(LogPlace place, ManualClock& clock) : place_(std::move(place)), clock_(clock) {}

    void read(const ChangeSink& sink) override {
        clock_.now += std::chrono::seconds(7);
        sink(Change{});
        place_.offset += 10;
    }

    [[nodiscard]] const LogPlace& place() const override { return place_; }

    [[nodiscard]] const LogMarks& marks() const override { return marks_; }

  private:
    LogPlace place_;
    LogMarks marks_{};
    ManualClock& clock_;
};

class LoggedDatabase : public MemoryDatabase {
  public:
    explicit LoggedDatabase(ManualClock& clock) : MemoryDatabase("logged"), clock_(clock) {}

    std::string position() override { return "log.3:24"; }

    std::optional<std::vector<LogFile>> log_files() override {
        return std::vector<LogFile>{{"log.1", 100}, {"log.2", 100}, {"log.3", 500}, {"log.4", 9}};
    }

    std::unique_ptr<ChangeStream> changes(const ChangeRequest& request) override {
        return std::make_unique<SlowStream>(
            LogPlace{.file = "log.3", .offset = request.from.offset}, clock_);
    }

  private:
    ManualClock& clock_;
};

class Search : public testing::Test {
  protected:
    LogSearched run(const LogPlace& up_to = {}) {
        return search_log(
            {.server = server,
             .up_to = up_to,
             .budget = budget,
             .limits = limits,
             .clock = clock.clock()},
            [this](const Change& /*change*/, const LogPlace& /*place*/) {
                return ++changes < wanted;
            });
    }

    ManualClock clock{};
    LoggedDatabase server{clock};
    LogBudget budget{.bytes = 250, .newest_file = 30};
    SideLimits limits{};
    int changes = 0;
    int wanted = 100;
};

TEST_F(Search, BeginsAsFarBackAsTheBytesReach) {
    EXPECT_EQ(run().from, "log.1") << "24 and two times 100";
    EXPECT_EQ(budget.bytes, 26U);
    EXPECT_EQ(changes, 2) << "up to the end and no further";
    EXPECT_EQ(run().from, "log.3") << "what is left";
    EXPECT_EQ(budget.bytes, 2U);
    budget.bytes = 223;
    EXPECT_EQ(run().from, "log.2");
    EXPECT_EQ(run({.file = "log.1", .offset = 4}).from, "log.1") << "not behind where it ends";
}

TEST_F(Search, ReadsTheNewestFileThoughItIsLonger) {
    budget = {.bytes = 10, .newest_file = 24};
    EXPECT_EQ(run().from, "log.3");
    EXPECT_EQ(budget.bytes, 0U);
    EXPECT_EQ(budget.newest_file, 0U) << "the next slice must not read it once more";
    budget.newest_file = 23;
    const LogSearched searched = run();
    EXPECT_EQ(searched.from, "");
    EXPECT_EQ(
        searched.why_not,
        "the source's binary log is longer in its newest file than this run may read");
    EXPECT_EQ(changes, 2) << "of the first search";
}

TEST_F(Search, EndsWhereItsTimeDoes) {
    EXPECT_EQ(run().why_not, "") << "14 of 20 seconds";
    EXPECT_EQ(run().why_not, "reading the source's binary log took longer than it may in one run");
    EXPECT_EQ(changes, 3) << "the second search had six seconds";
}

TEST_F(Search, EndsWhereNothingMoreIsWanted) {
    wanted = 1;
    const LogSearched searched = run();
    EXPECT_EQ(searched.from, "log.1");
    EXPECT_EQ(searched.why_not, "");
    EXPECT_EQ(changes, 1);
}

TEST_F(Search, ReadsHalfAMinutesWorth) {
    budget = {};
    budget.pace(3);
    EXPECT_EQ(budget.bytes, 90U);
    EXPECT_EQ(budget.newest_file, 90U);
    EXPECT_EQ(run().from, "log.3");
    EXPECT_EQ(budget.bytes, 66U);
    EXPECT_EQ(budget.newest_file, 66U);
    const LogBudget without;
    for (const std::uint64_t rate : {std::uint64_t{1} << 30U, ~std::uint64_t{0} / 30 + 1}) {
        LogBudget fast;
        fast.pace(rate);
        EXPECT_NEAR(static_cast<double>(fast.bytes), static_cast<double>(without.bytes), 30);
        EXPECT_NEAR(
            static_cast<double>(fast.newest_file), static_cast<double>(without.newest_file), 30);
    }
}

TEST_F(Search, WhatItWaitsForIsNotOfItsTime) {
    Pace pace(0, 1, clock.clock());
    limits.pace = &pace;
    EXPECT_EQ(run().why_not, "");
    EXPECT_EQ(clock.slept, std::chrono::seconds(18)) << "9 for each 10 bytes, and a second saved";
    EXPECT_EQ(budget.time, std::chrono::seconds(6));
}

TEST_F(Search, SaysWhatIsNotListed) {
    EXPECT_EQ(
        run({.file = "log.9", .offset = 4}).why_not,
        "the source's binary log does not list the file log.9");
    EXPECT_EQ(changes, 0);
}

}  // namespace
}  // namespace cutover::test::log_search_test
