/// Section 10 of the issue: signals at any moment, and two runs of one task at once.
#include <cmath>
#include <csignal>
#include <iostream>
#include <random>
#include <thread>

#include "tests/servers/support/bad_input.hpp"
#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/sleeping_session.hpp"

namespace cutover::test::bad_input_signal_test {
namespace {

using std::chrono::milliseconds;

/// The command line of a copy that takes about `seconds`.
std::vector<std::string> slow_copy(const BadTask& task, unsigned seconds) {
    std::vector<std::string> command = task.command_line("migrate", task.text());
    command.erase(command.begin());
    command.insert(
        command.end(), {"--set", "/limits/rows_per_second=" + std::to_string(200'000 / seconds)});
    return command;
}

/// Signals at moments of every order of magnitude, from before the first connection to long into
/// the copy: code 5 each time, and the last run finishes what they left.
void interrupt_at_random(const BadTask& task, unsigned seed) {
    constexpr double longest_milliseconds = 1500;
    constexpr int runs = 8;
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> exponent(1, std::log10(longest_milliseconds));
    for (int i = 0; i < runs; ++i) {
        const int number = i % 2 == 0 ? SIGINT : SIGTERM;
        const milliseconds delay(static_cast<int>(std::pow(10, exponent(random))));
        SCOPED_TRACE(std::to_string(delay.count()) + " ms, signal " + std::to_string(number));
        CutoverProcess run(
            slow_copy(task, 20), (task.folder.path() / ("run" + std::to_string(i))).string());
        std::this_thread::sleep_for(delay);
        run.signal(number);
        const int code = run.wait();
        // Before main() nobody can answer a signal, nor has anything begun.
        const bool not_begun = code == 128 + number && run.output().empty();
        EXPECT_TRUE(code == 5 || not_begun) << code << run.output();
        if (code == 5) {
            EXPECT_NE(run.output().find("run the same command again"), std::string::npos)
                << run.output();
        }
    }
    const ProgramRun finished = task.run("migrate", task.text());
    EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
    task.expect_copied();
}

TEST(Signals, AtAnyMomentOfACopyEndItWithCode5AndItResumes) {
    const unsigned seed = std::random_device{}();
    std::cout << "seed " << seed << '\n';
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(std::string(pair.name) + ", seed " + std::to_string(seed));
        const BadTask task(
            PrivateServer::shared(pair.source, 0), PrivateServer::shared(pair.destination, 1));
        grow(task);
        interrupt_at_random(task, seed);
    }
}

TEST(Signals, EndAVerificationWithCode5AndItResumes) {
    const BadTask task(
        PrivateServer::shared(ServerKind::mariadb, 0),
        PrivateServer::shared(ServerKind::mariadb, 1));
    grow(task);
    ASSERT_EQ(task.run("migrate", task.text()).exit_code, 0);
    std::vector<std::string> command = task.command_line("verify", task.text());
    command.erase(command.begin());
    for (const int number : {SIGINT, SIGTERM}) {
        SleepingSession lock(task.source, "LOCK TABLES bad.t WRITE");
        CutoverProcess run(
            command, (task.folder.path() / ("verify" + std::to_string(number))).string());
        EXPECT_TRUE(comes_true([&] { return is_a_table_waited_for(task.source); }));
        run.signal(number);
        lock.end();
        EXPECT_EQ(run.wait(), 5) << run.output();
        EXPECT_NE(run.output().find("interrupted"), std::string::npos) << run.output();
    }
    const ProgramRun verified = task.run("verify", task.text());
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST(Signals, ASecondOneEndsTheProgramAtOnce) {
    const BadTask task(
        PrivateServer::shared(ServerKind::mariadb, 0),
        PrivateServer::shared(ServerKind::mariadb, 1));
    SleepingSession lock(task.source, "LOCK TABLES bad.t WRITE");
    CutoverProcess run(slow_copy(task, 1), (task.folder.path() / "run").string());
    EXPECT_TRUE(comes_true([&] { return is_a_table_waited_for(task.source); }));
    run.signal(SIGINT);
    std::this_thread::sleep_for(milliseconds(200));
    EXPECT_FALSE(run.has_ended()) << "it did not wait for what is locked: " << run.output();
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait(std::chrono::seconds(60)), 5) << run.output();
    lock.end();
    EXPECT_EQ(task.run("migrate", task.text()).exit_code, 0);
    task.expect_copied();
}

TEST(TwoRuns, OfOneTaskFromTwoMachinesAreOneTooMany) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const BadTask task(
            PrivateServer::shared(pair.source, 0), PrivateServer::shared(pair.destination, 1));
        grow(task);
        CutoverProcess first(slow_copy(task, 60), (task.folder.path() / "first").string());
        EXPECT_TRUE(comes_true([&] {
            return task.destination.sql("SELECT IS_USED_LOCK('cutover/bad-input') IS NOT NULL") ==
                   "1\n";
        })) << first.output();
        const ProgramRun second = task.run(
            "migrate", task.text(), {"--state", (task.folder.path() / "elsewhere").string()});
        EXPECT_EQ(second.exit_code, 3) << second.out << second.err;
        EXPECT_NE(second.err.find("another run of task"), std::string::npos) << second.err;
        first.signal(SIGTERM);
        EXPECT_EQ(first.wait(), 5) << first.output();
        EXPECT_EQ(task.run("migrate", task.text()).exit_code, 0);
        task.expect_copied();
    }
}

}  // namespace
}  // namespace cutover::test::bad_input_signal_test
