/// `cutover verify` while another process follows the source and its definitions change: never
/// DIFFERENT for that, and what stays as it is is judged all the same.
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/live_case.hpp"
#include "tests/servers/support/long_table.hpp"
#include "tests/servers/support/sleeping_session.hpp"

namespace cutover::test::live_definitions_test {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

/// Statements that change definitions of the source's tables, one after the other; in the middle
/// they wait until a verification has begun and ended.
class ChangingDefinitions {
  public:
    explicit ChangingDefinitions(const PrivateServer& source)
        : changing_([this, &source](const std::stop_token& stopping) {
              int statements = 0;
              for (const std::string& statement : changing_definitions()) {
                  source.execute("USE `copy`; " + statement);
                  std::this_thread::sleep_for(milliseconds(60));
                  if (++statements == statements_before_the_pause) {
                      wait_for_a_verification(stopping);
                  }
              }
              has_ended_ = true;
          }) {}

    /// Each that ends is told.
    void count_verification() { ++verified_; }

    void finish() { changing_.join(); }

    [[nodiscard]] bool has_ended() const { return has_ended_; }

  private:
    static constexpr int statements_before_the_pause = 13;

    /// The one under way, and the next.
    void wait_for_a_verification(const std::stop_token& stopping) const {
        const int goal = verified_ + 2;
        while (verified_ < goal && !stopping.stop_requested()) {
            std::this_thread::sleep_for(milliseconds(10));
        }
    }

    std::atomic<bool> has_ended_{false};
    std::atomic<int> verified_{0};
    std::jthread changing_;
};

/// A table whose definition was changed again and again may be UNPROVEN.
TEST(LiveDefinitions, ThatChangeAreMet) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        ChangingDefinitions changing(live.servers.source);
        int equal_meanwhile = 0;
        do {
            const ProgramRun verified = live.verify();
            EXPECT_TRUE(verified.exit_code == 0 || verified.exit_code == 4)
                << verified.out << verified.err;
            equal_meanwhile += verified.exit_code == 0 && !changing.has_ended() ? 1 : 0;
            changing.count_verification();
        } while (!changing.has_ended());
        EXPECT_GE(equal_meanwhile, 1) << "not even where none changed for a moment";
        changing.finish();
        const ProgramRun verified = live.verify();
        EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

TEST(LiveDefinitions, DamageIsFoundWhereOthersChange) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        live.damage();
        ChangingDefinitions changing(live.servers.source);
        int met_meanwhile = 0;
        do {
            const ProgramRun verified = live.verify();
            EXPECT_EQ(verified.exit_code, 1) << verified.out << verified.err;
            const Json outcome = Json::parse(verified.out);
            EXPECT_EQ(outcome["discrepancy_count"], 1) << verified.out;
            ASSERT_EQ(outcome["discrepancies"].size(), 1U);
            EXPECT_EQ(outcome["discrepancies"][0]["table"], "copy.still");
            EXPECT_EQ(outcome["discrepancies"][0]["columns"][0]["destination"], "other");
            for (const Json& table : outcome["tables"]) {
                EXPECT_EQ(table["verdict"] == "DIFFERENT", table["source"] == "copy.still")
                    << table.dump();
            }
            met_meanwhile += outcome["met_at"].is_string() && !changing.has_ended() ? 1 : 0;
            changing.count_verification();
        } while (!changing.has_ended());
        EXPECT_GE(met_meanwhile, 2) << "the changes ended before the verifications did";
        changing.finish();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

/// Whoever has it locked may wait for this very verification, and an application for them.
TEST(LiveDefinitions, ATableThatIsLockedIsUnprovenAndTheOthersAreReadAtAnotherMoment) {
    LiveCase live(pairs_of_kinds[0]);
    live.servers.source.execute(
        "CREATE TABLE `copy`.a_locked (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES still "
        "(id))");
    live.follow.catch_up();
    CutoverProcess run = live.follow.start("forever");
    live.wait_for(run);
    SleepingSession locking(live.servers.destination, "LOCK TABLES `copy`.a_locked WRITE");
    std::jthread writing([&](const std::stop_token& stopping) {
        for (unsigned seed = 21; !stopping.stop_requested(); ++seed) {
            live.servers.source.execute(random_transactions(seed, 5));
            std::this_thread::sleep_for(std::chrono::seconds(1));
        }
    });
    const ProgramRun verified = live.verify({"--workers", "1"});
    EXPECT_EQ(verified.exit_code, 4) << verified.out << verified.err;
    const Json outcome = Json::parse(verified.out);
    for (const Json& table : outcome["tables"]) {
        const bool is_locked = table["source"] == "copy.a_locked";
        EXPECT_EQ(table["verdict"], is_locked ? "UNPROVEN" : "EQUAL") << table.dump();
        EXPECT_EQ(table.dump().find("Lock wait timeout") != std::string::npos, is_locked);
    }
    const Json report = Json::parse(live.follow.run("report", {"--json"}).out);
    EXPECT_EQ(report["coverage"]["met_at"].size(), 2U) << report["coverage"];
    locking.end();
    writing = {};
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait(), 0) << run.output();
}

/// One that is half compared when its rows become other ones than it was paired for.
TEST(LiveDefinitions, ATypeThatChangesBetweenSlicesLeavesOneTableUnproven) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        LongTable table(live.servers.source);
        live.follow.catch_up();
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        const TemporaryFolder folder;
        CutoverProcess verification = live.follow.start_verify(
            folder.path() / "output", {},
            {"--json", "--slice", "1", "--workers", "3", "--set", "/limits/rows_per_second=400"});
        EXPECT_TRUE(comes_true([&] {
            return live.servers.source.sql(
                       "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE "
                       "'SELECT%FROM `copy`.`long`%' AND id <> CONNECTION_ID()") != "0\n";
        }));
        live.servers.source.execute("ALTER TABLE `copy`.`long` MODIFY n VARCHAR(30)");
        EXPECT_EQ(verification.wait(), 4) << verification.output();
        const std::string said = verification.output();
        const Json outcome = Json::parse(said.substr(said.find("\n{") + 1), nullptr, false);
        ASSERT_TRUE(outcome.is_object()) << said;
        for (const Json& one : outcome["tables"]) {
            EXPECT_EQ(one["verdict"], one["source"] == "copy.long" ? "UNPROVEN" : "EQUAL")
                << one.dump();
        }
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

}  // namespace
}  // namespace cutover::test::live_definitions_test
