/// What breaks while a source that is followed is verified in slices: sessions that read, and
/// either server. The verification ends without a verdict, or with one of a later moment; it is
/// never a wrong one, whoever follows goes on, and the next verification is exact.
#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/live_case.hpp"
#include "tests/servers/support/long_table.hpp"
#include "tests/servers/support/pair_name.hpp"

namespace cutover::test::live_faults_test {
namespace {

using Json = nlohmann::json;

/// A session that reads rows of the long table; "": there is none.
std::string reader(const PrivateServer& server) {
    const std::string numbers =
        server
            .try_sql(
                "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT%FROM "
                "`copy`.`long`%' AND id <> CONNECTION_ID()")
            .out;
    return numbers.substr(0, numbers.find('\n'));
}

class LiveFaults : public testing::TestWithParam<PairOfKinds> {
  protected:
    LiveFaults() : run_(caught_up().start("forever")) {
        wait_for_applier(servers_, run_);
        follow_.source_may_fail = true;
        follow_.start_writing(51);
        table_.start_writing();
    }

    void damage() {
        LongTable::damage(destination_);
        is_damaged_ = true;
    }

    /// Strikes while rows are read: at 400 rows a second that takes some four seconds, of which a
    /// slice is one.
    void expect_no_wrong_verdict(const char* what, const std::function<void()>& strike) {
        SCOPED_TRACE(what);
        const TemporaryFolder folder;
        CutoverProcess verification = follow_.start_verify(
            folder.path() / "output", {},
            {"--tables", "copy.long", "--slice", "1", "--workers", "2", "--set",
             "/limits/rows_per_second=400"});
        while (reader(source_).empty() && !verification.has_ended()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        ASSERT_FALSE(verification.has_ended()) << verification.output();
        strike();
        const int ended = verification.wait();
        EXPECT_TRUE(ended == (is_damaged_ ? 1 : 0) || ended == 3 || ended == 4)
            << ended << verification.output();
        EXPECT_FALSE(run_.has_ended()) << run_.output();
        EXPECT_TRUE(follow_.has_applied_all(run_)) << run_.output();
        is_damaged_ ? expect_the_damaged_row_and_no_other() : expect_equal();
    }

    /// Of several that read, whichever is at it.
    static void kill_reader(const PrivateServer& server) {
        bool has_killed = false;
        for (int i = 0; i < 3000 && !has_killed; ++i) {
            const std::string number = reader(server);
            has_killed = !number.empty() && server.try_sql("KILL " + number).exit_code == 0;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        EXPECT_TRUE(has_killed) << "nobody read";
    }

    /// The session that holds the task's lock idles all the time, and some kill such sessions.
    void cut_the_applier_off() {
        ASSERT_TRUE(follow_.has_applied_all(run_)) << run_.output();
        const auto holder = [&] { return destination_.sql("SELECT IS_USED_LOCK('cutover/copy')"); };
        std::string number = "NULL\n";
        ASSERT_TRUE(comes_true([&] { return (number = holder()) != "NULL\n"; }))
            << "nobody can know that the source is followed";
        destination_.execute("KILL " + number);
        EXPECT_TRUE(comes_true([&] { return holder() != number; }));
    }

    /// Though nobody holds the task's lock when it begins; rows on their way are no differences.
    void expect_met() {
        const ProgramRun verified =
            follow_.run("verify", {"--tables", "copy.long", "--json", "--progress", "none"});
        EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
        EXPECT_FALSE(Json::parse(verified.out)["met_at"].is_null())
            << verified.out << run_.output();
    }

    void end() {
        table_.stop();
        follow_.stop_writing();
        run_.signal(SIGTERM);
        EXPECT_EQ(run_.wait(), 0) << run_.output();
    }

    PrivateServer source_{GetParam().source};
    PrivateServer destination_{GetParam().destination};

  private:
    void expect_equal() const {
        const ProgramRun verified = follow_.run("verify", {"--progress", "none"});
        EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    }

    void expect_the_damaged_row_and_no_other() const {
        const ProgramRun verified =
            follow_.run("verify", {"--json", "--progress", "none", "--slice", "1"});
        EXPECT_EQ(verified.exit_code, 1) << verified.out << verified.err;
        Json outcome = Json::parse(verified.out);
        EXPECT_EQ(outcome["discrepancy_count"], 1) << verified.out;
        EXPECT_EQ(outcome["discrepancies"][0]["table"], "copy.long");
        EXPECT_EQ(outcome["discrepancies"][0]["key"]["id"], LongTable::damaged);
    }

    [[nodiscard]] const FollowCase& caught_up() const {
        follow_.catch_up();
        return follow_;
    }

    CopyServers servers_{source_, destination_};
    FollowCase follow_{servers_};
    LongTable table_{source_};
    CutoverProcess run_;
    bool is_damaged_ = false;
};

TEST_P(LiveFaults, NothingThatBreaksMakesAWrongVerdict) {
    expect_no_wrong_verdict("a session of the source", [&] { kill_reader(source_); });
    expect_no_wrong_verdict("the destination", [&] { destination_.kill_and_restart(); });
    damage();
    expect_no_wrong_verdict("a session of the destination", [&] { kill_reader(destination_); });
    expect_no_wrong_verdict("the source", [&] { source_.kill_and_restart(); });
    end();
}

TEST_P(LiveFaults, AnApplierThatIsComingBackIsMet) {
    for (int i = 0; i < 3; ++i) {
        cut_the_applier_off();
        expect_met();
    }
    end();
}

INSTANTIATE_TEST_SUITE_P(OnEveryPair, LiveFaults, testing::ValuesIn(pairs_of_kinds), pair_name);

}  // namespace
}  // namespace cutover::test::live_faults_test
