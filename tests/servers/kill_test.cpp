/// What is copied survives everything that can happen to the program: killed at any instant and in
/// every phase, signals, and a stopped one that wakes up after another run has done its work.
/// Afterwards both servers hold the same, by an oracle that shares no code with cutover.
/// CUTOVER_KILL_ROUNDS=20 makes a longer run of it.
#include <csignal>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/kill_case.hpp"

namespace cutover::test::kill_test {
namespace {

using std::chrono::milliseconds;

void kill_at_random(const PairOfKinds& pair, Moments& moments) {
    const CopyServers servers(pair);
    KillCase kill(servers, 20'000);
    int killed = 0;
    int exit_code = -1;
    for (int run = 0; run < 10 && exit_code != 0; ++run) {
        CutoverProcess process = kill.start();
        std::this_thread::sleep_for(moments.up_to(milliseconds(1200)));
        process.signal(SIGKILL);
        exit_code = process.wait();
        killed += exit_code == 128 + SIGKILL ? 1 : 0;
        EXPECT_TRUE(exit_code == 0 || exit_code == 128 + SIGKILL) << process.output();
        kill.expect_done_chunks_stay();
    }
    EXPECT_GT(killed, 1);
    kill.expect_finishes("after the last kill");
    kill.expect_equal();
}

TEST(Kill, TheProgramAtRandomInstants) {
    Moments moments;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            SCOPED_TRACE(std::string(pair.name) + ", " + moments.seed());
            kill_at_random(pair, moments);
        }
    }
}

struct PhaseCase {
    const char* name;
    /// Has it been reached?
    std::function<bool(const KillCase&, const CutoverProcess&)> reached;
};

std::function<bool(const KillCase&, const CutoverProcess&)> says(const std::string& sentence) {
    return [sentence](const KillCase&, const CutoverProcess& run) {
        return run.output().rfind(sentence) != std::string::npos;
    };
}

bool builds_keys(const KillCase& kill, const CutoverProcess& /*run*/) {
    return kill.servers.destination.sql(
               "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'ALTER "
               "TABLE%ADD%'") != "0\n";
}

const PhaseCase phases[] = {
    {"claiming", says("taking the task")},
    {"schema", says("creating databases, tables and code")},
    {"snapshot", says("opening a consistent snapshot")},
    {"cutting", says("cutting tables into chunks")},
    {"copying", says("copying rows")},
    {"building keys", builds_keys},
    {"finishing", says("building what was put off")},
    {"triggers", says("creating triggers")},
};

/// One task goes through all phases, killed in each, a moment after it was reached.
void kill_in_every_phase(const PairOfKinds& pair, Moments& moments) {
    const CopyServers servers(pair);
    KillCase kill(servers, 40'000);
    int run_number = 0;
    for (const PhaseCase& phase : phases) {
        SCOPED_TRACE(phase.name);
        const std::string state = "state" + std::to_string(run_number++);
        CutoverProcess run = kill.start(state);
        while (!run.has_ended() && !phase.reached(kill, run)) {
            std::this_thread::sleep_for(milliseconds(1));
        }
        std::this_thread::sleep_for(moments.up_to(milliseconds(30)));
        run.signal(SIGKILL);
        const int exit_code = run.wait();
        EXPECT_TRUE(exit_code == 0 || exit_code == 128 + SIGKILL) << run.output();
        kill.expect_done_chunks_stay();
    }
    kill.expect_finishes("after the last kill");
    kill.expect_equal();
}

TEST(Kill, TheProgramInEveryPhase) {
    Moments moments;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            SCOPED_TRACE(std::string(pair.name) + ", " + moments.seed());
            kill_in_every_phase(pair, moments);
        }
    }
}

TEST(Kill, SignalsEndARunWithCode5AndItResumes) {
    const CopyServers servers(pairs_of_kinds[0]);
    KillCase kill(servers, 15'000);
    for (const int number : {SIGINT, SIGTERM}) {
        CutoverProcess run = kill.start();
        kill.wait_for_rows(run);
        run.signal(number);
        EXPECT_EQ(run.wait(), 5) << run.output();
    }
    kill.expect_finishes("after two signals");
    kill.expect_equal();
}

TEST(Kill, ARunThatWakesUpAfterAnotherFinishedCannotWriteOneRow) {
    const CopyServers servers(pairs_of_kinds[0]);
    KillCase kill(servers, 15'000);
    CutoverProcess zombie = kill.start();
    kill.wait_for_rows(zombie);
    zombie.signal(SIGSTOP);

    CutoverProcess refused = kill.start("other host");
    EXPECT_EQ(refused.wait(), 3) << refused.output();
    EXPECT_NE(refused.output().find("another run of task \"copy\""), std::string::npos)
        << refused.output();

    // Its host is gone, as far as anybody can tell: its sessions are ended by hand.
    servers.destination.execute(
        "SELECT GROUP_CONCAT('KILL ', id SEPARATOR ';') INTO @kill FROM "
        "information_schema.processlist WHERE id <> CONNECTION_ID() AND user = 'root'; "
        "EXECUTE IMMEDIATE CONCAT('BEGIN NOT ATOMIC ', @kill, '; END')");
    kill.expect_finishes("taking over", "other host");
    kill.expect_equal();
    const std::string progress = "SELECT epoch, phase FROM cutover.task";
    const std::string before = servers.destination.sql(progress);
    EXPECT_NE(before.find("done"), std::string::npos) << before;

    zombie.signal(SIGCONT);
    EXPECT_EQ(zombie.wait(), 3) << zombie.output();
    EXPECT_NE(zombie.output().find("taken this task over"), std::string::npos) << zombie.output();
    EXPECT_EQ(servers.destination.sql(progress), before);
    kill.expect_equal();
}

}  // namespace
}  // namespace cutover::test::kill_test
