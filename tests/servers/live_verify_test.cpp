/// `cutover verify` while another process follows the source and the source is written to: what it
/// says holds at one place of the source's log, and whoever follows is let go whatever happens.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <map>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "mysql/rendezvous.hpp"
#include "tests/places.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/kill_case.hpp"
#include "tests/servers/support/live_case.hpp"
#include "tests/servers/support/long_table.hpp"

namespace cutover::test::live_verify_test {
namespace {

using Json = nlohmann::json;

/// What the tables of the outcome are not, if it is not what they should be.
std::string not_equal(const Json& outcome) {
    std::string tables;
    for (const Json& table : outcome["tables"]) {
        if (table["verdict"] != "EQUAL") {
            tables += table.dump() + "\n";
        }
    }
    return tables + outcome["objects"].dump() + outcome["notes"].dump();
}

/// For how long whoever follows stands still where both sides meet: as promised, and where the
/// machine has much else to do, but never until it goes on by itself.
constexpr double promised_seconds_held = 1.0;
constexpr double most_seconds_held = 5.0;

TEST(LiveVerify, IsExactAtAPlaceWhileWritesGoOn) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        std::multiset<double> held;
        LiveCase live(pair);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        live.follow.start_writing(3);
        for (int i = 0; i < 4; ++i) {
            const ProgramRun verified = live.verify();
            EXPECT_EQ(verified.exit_code, 0) << verified.err;
            const Json outcome = Json::parse(verified.out);
            EXPECT_EQ(outcome["outcome"], "equal") << not_equal(outcome);
            EXPECT_TRUE(outcome["met_at"].is_string());
            EXPECT_GT(outcome["held_seconds"], 0.0);
            EXPECT_LT(outcome["held_seconds"], most_seconds_held);
            held.insert(outcome["held_seconds"].get<double>());
            for (const Json& table : outcome["tables"]) {
                const auto position = table["position"].get<std::string>();
                EXPECT_EQ(outcome["met_at"].get<std::string>().rfind(position, 0), 0U) << position;
            }
        }
        live.damage();
        const ProgramRun verified = live.verify();
        EXPECT_EQ(verified.exit_code, 1) << verified.err;
        const Json outcome = Json::parse(verified.out);
        EXPECT_EQ(outcome["discrepancy_count"], 1);
        EXPECT_EQ(outcome["discrepancies"][0]["table"], "copy.still");
        EXPECT_EQ(outcome["discrepancies"][0]["columns"][0]["destination"], "other");
        live.follow.stop_writing();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
        EXPECT_LT(*std::next(held.begin()), promised_seconds_held) << "half of them";
    }
}

/// Their rows are of no moment; where nobody writes to them they are what they were.
TEST(LiveVerify, TablesWithoutSnapshotsAreUnprovenOnceTheyAreWrittenTo) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        live.servers.source.execute(
            "USE `copy`; CREATE TABLE busy (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=MyISAM; "
            "CREATE TABLE steady (id INT PRIMARY KEY) ENGINE=MyISAM; INSERT INTO steady VALUES "
            "(1)");
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        std::atomic<bool> stop{false};
        std::thread writing([&] {
            Session session(live.servers.source.endpoint(), SessionRole::writing);
            while (!stop) {
                session.execute("INSERT INTO `copy`.busy VALUES (), (), ()", "writing");
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
        });
        const ProgramRun verified = live.verify();
        stop = true;
        writing.join();
        EXPECT_EQ(verified.exit_code, 4) << verified.out << verified.err;
        const Json tables = Json::parse(verified.out)["tables"];
        for (const Json& table : tables) {
            const bool is_busy = table["source"] == "copy.busy";
            EXPECT_EQ(table["verdict"], is_busy ? "UNPROVEN" : "EQUAL") << table.dump();
            EXPECT_EQ(table["reason"].dump().find("MyISAM") != std::string::npos, is_busy);
        }
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

/// Numbers that a transaction took and gave up are in no log; triggers are made at the switch.
TEST(LiveVerify, TakesNothingThatWaitsForTheSwitchForADifference) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        live.servers.source.execute(
            "USE `copy`; CREATE TABLE counted (id INT AUTO_INCREMENT PRIMARY KEY, n INT) "
            "ENGINE=InnoDB; INSERT INTO counted (n) VALUES (1); BEGIN; INSERT INTO counted (n) "
            "VALUES (2), (3); ROLLBACK");
        ProgramRun verified = live.verify();
        EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
        live.servers.source.execute(
            "USE `copy`; CREATE TRIGGER counting BEFORE INSERT ON counted FOR EACH ROW SET "
            "NEW.n=1");
        verified = live.verify();
        EXPECT_EQ(verified.exit_code, 4) << verified.out << verified.err;
        const Json objects = Json::parse(verified.out)["objects"];
        for (const Json& object : objects) {
            EXPECT_EQ(object["verdict"], object["kind"] == "trigger" ? "UNPROVEN" : "EQUAL")
                << object.dump();
        }
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
        EXPECT_EQ(live.verify().exit_code, 1) << "nobody follows: it is missing";
    }
}

/// At 400 rows a second it takes some four seconds, of which no snapshot is kept for more than one
/// and what is left of a chunk then.
TEST(LiveVerify, InSlicesIsExactWhileTheTableChanges) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        const FollowCase follow(servers);
        LongTable table(servers.source);
        follow.catch_up();
        CutoverProcess run = follow.start("forever");
        wait_for_applier(servers, run);
        table.start_writing();
        const auto in_slices = [](bool is_read) {
            // What servers digest is not divided: with one worker the third chunk meets a slice's
            // end.
            std::vector<std::string> flags{
                "--json",
                "--progress",
                "none",
                "--slice",
                "1",
                "--workers",
                is_read ? "3" : "1",
                "--tables",
                "copy.long",
                "--set",
                "/limits/rows_per_second=400"};
            if (!is_read) {
                flags.emplace_back("--prefilter");
            }
            return flags;
        };
        for (const bool is_read : {true, false}) {
            const ProgramRun verified = follow.run("verify", in_slices(is_read));
            EXPECT_EQ(verified.exit_code, is_read ? 0 : 4) << verified.out << verified.err;
            const Json outcome = Json::parse(verified.out);
            EXPECT_NE(
                outcome["notes"].dump().find("copy.long was compared in pieces"), std::string::npos)
                << outcome["notes"];
            EXPECT_GE(outcome["tables"][0]["chunks"], 3);
            EXPECT_EQ(outcome["tables"][0]["rows_prefiltered"] == 0, is_read);
            EXPECT_EQ(outcome["discrepancy_count"], 0) << verified.out;
        }
        EXPECT_GT(table.written(), 20) << "hardly anything changed meanwhile";

        LongTable::damage(servers.destination);
        for (const bool is_read : {true, false}) {
            const ProgramRun damaged = follow.run("verify", in_slices(is_read));
            EXPECT_EQ(damaged.exit_code, 1) << damaged.out << damaged.err;
            const Json difference = Json::parse(damaged.out);
            EXPECT_EQ(difference["discrepancy_count"], 1) << damaged.out;
            EXPECT_EQ(difference["discrepancies"][0]["key"]["id"], LongTable::damaged);
            EXPECT_EQ(difference["discrepancies"][0]["columns"].size(), 1U);
        }
        const Json report = Json::parse(follow.run("report", {"--json"}).out);
        EXPECT_GE(report["coverage"]["met_at"].size(), 2U) << report["coverage"];
        EXPECT_LT(report["coverage"]["held_seconds"], most_seconds_held);
        table.stop();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

/// An applier stands for five seconds at most; so much for a slow machine on top of that.
constexpr int longest_hold_seconds = 15;

/// How long whoever follows takes, from now on, to apply what is then written to the source.
std::chrono::duration<double> time_to_go_on(const LiveCase& live, CutoverProcess& run) {
    const auto began = std::chrono::steady_clock::now();
    live.servers.source.execute(random_transactions(21, 5));
    EXPECT_TRUE(live.follow.has_applied_all(run, longest_hold_seconds)) << run.output();
    return std::chrono::steady_clock::now() - began;
}

void kill_verify_at(const LiveCase& live, const std::string& step, const char* moment) {
    const TemporaryFolder folder;
    CutoverProcess verification = live.follow.start_verify(
        folder.path() / "output",
        {std::string("LD_PRELOAD=") + step_kill_library, "ASAN_OPTIONS=verify_asan_link_order=0",
         "CUTOVER_STEP_NUMBER=1", "CUTOVER_STEP_TEXT=" + step,
         std::string("CUTOVER_STEP_MOMENT=") + moment});
    EXPECT_EQ(verification.wait(), 128 + SIGKILL) << verification.output();
}

/// Where the applier stands when the verification dies it has not to wait out its five seconds. Of
/// all times that this is tried the fastest is judged, which tells the two apart on a slow machine.
TEST(LiveVerify, LetsTheApplierGoHoweverItEnds) {
    struct Step {
        const char* text;
        bool is_held;  ///< The applier surely stands at that step.
    };

    constexpr Step steps[] = {
        {"INSERT INTO `cutover`.`rendezvous`", false},
        {"START TRANSACTION WITH CONSISTENT SNAPSHOT", true},
        {"UPDATE `cutover`.`rendezvous` SET goal", true},
        {"RELEASE_LOCK", false}};
    std::map<std::string, std::chrono::duration<double>> fastest;
    for (const PairOfKinds& pair : pairs_of_kinds) {
        LiveCase live(pair);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        MysqlRendezvous looking(live.servers.destination.tcp_endpoint(), "copy");
        for (const Step& step : steps) {
            for (const char* const moment : {"sent", "answered"}) {
                SCOPED_TRACE(std::string(pair.name) + ", " + step.text + " " + moment);
                kill_verify_at(live, step.text, moment);
                const auto taken = time_to_go_on(live, run);
                const RendezvousState state = looking.state().value();
                EXPECT_FALSE(state.is_caller_there);
                EXPECT_FALSE(state.standing);
                if (step.is_held) {
                    EXPECT_TRUE(state.has_given_up) << "it did not stand";
                    auto& least = fastest.try_emplace(step.text, taken).first->second;
                    least = std::min(least, taken);
                }
            }
        }
        const ProgramRun verified = live.verify();
        EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
    for (const auto& [step, taken] : fastest) {
        EXPECT_LT(taken.count(), 4) << step << ": it stood until its time was up";
    }
}

std::string host_name() {
    std::array<char, 256> name{};
    EXPECT_EQ(gethostname(name.data(), name.size() - 1), 0);
    return name.data();
}

/// As behind a pulled cable: the server keeps the session of the one that called.
TEST(LiveVerify, WhoStaysAwayIsNotWaitedForForLong) {
    LiveCase live(pairs_of_kinds[0]);
    CutoverProcess run = live.follow.start("forever");
    live.wait_for(run);
    MysqlRendezvous caller(live.servers.destination.tcp_endpoint(), "copy");
    EXPECT_TRUE(caller.call());
    MysqlRendezvous other(live.servers.destination.tcp_endpoint(), "copy");
    EXPECT_FALSE(other.call()) << "one verification at a time";
    std::optional<RendezvousState> state;
    EXPECT_TRUE(comes_true([&] {
        state = other.state();
        return state && state->standing;
    }));
    const std::string status = live.follow.status(false);
    EXPECT_NE(status.find("held          it stands at "), std::string::npos) << status;
    const std::string who =
        "(process " + std::to_string(getpid()) + " on " + host_name() + " since ";
    EXPECT_NE(
        Json::parse(live.follow.status(true))["held"].get<std::string>().find(who),
        std::string::npos)
        << status;
    live.servers.source.execute(random_transactions(31, 5));
    // Asked again and again, the caller's session never is idle for so long that it is ended.
    EXPECT_TRUE(comes_true(
        [&] { return caller.state().value().has_given_up; },
        std::chrono::seconds(longest_hold_seconds)))
        << "it stands for as long as the session is there";
    EXPECT_TRUE(caller.state().value().is_caller_there) << "the session's end let it go";
    EXPECT_TRUE(live.follow.has_applied_all(run)) << run.output();
    caller.leave();
    const ProgramRun verified = live.verify();
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait(), 0) << run.output();
}

/// What was not followed yet is no difference that a verdict may hide: it is one, and said why.
TEST(LiveVerify, SaysThatNobodyFollows) {
    LiveCase live(pairs_of_kinds[0]);
    live.servers.source.execute("INSERT INTO `copy`.still VALUES (-1, 'late')");
    const ProgramRun verified = live.verify();
    EXPECT_EQ(verified.exit_code, 1) << verified.err;
    EXPECT_NE(verified.out.find("Nobody follows the source at the moment"), std::string::npos)
        << verified.out;
}

}  // namespace
}  // namespace cutover::test::live_verify_test
