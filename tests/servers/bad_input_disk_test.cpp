/// Section 10 of the issue: a full disk under the destination server, under the source server and
/// under cutover's own state. The disk is full for the process it is about (FullDisk), so real
/// servers give the errors that they give; afterwards there is room again, and the same command
/// finishes.
#include <filesystem>
#include <thread>

#include "tests/servers/support/bad_input.hpp"
#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/full_disk.hpp"

namespace cutover::test::bad_input_disk_test {
namespace {

using std::chrono::milliseconds;

/// As servers come: with a binary log, one whose log's disk is full does not fail but waits.
const std::vector<std::string> without_log{"--skip-log-bin"};

/// A copy of 200,000 rows.
std::vector<std::string> slow_copy(const BadTask& task, unsigned rows_per_second) {
    std::vector<std::string> command = task.command_line("migrate", task.text());
    command.erase(command.begin());
    command.insert(
        command.end(), {"--set", "/limits/rows_per_second=" + std::to_string(rows_per_second)});
    return command;
}

void wait_for_rows(const BadTask& task, CutoverProcess& run) {
    const std::string done =
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'cutover' AND "
        "table_name = 'note'";
    while (!run.has_ended()) {
        if (task.destination.sql(done) != "0\n" &&
            task.destination.sql("SELECT IFNULL(SUM(done), 0) FROM cutover.chunk") != "0\n") {
            return;
        }
        std::this_thread::sleep_for(milliseconds(10));
    }
}

TEST(FullDisk, OfTheDestinationEndsTheRunAndTheNextOneGoesOn) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(kind == ServerKind::mariadb ? "MariaDB" : "MySQL 5.6");
        PrivateServer destination(kind, without_log, FullDisk::environment());
        const BadTask task(PrivateServer::shared(ServerKind::mariadb, 0), destination);
        const FullDisk disk(destination.folder());
        grow(task);
        const std::string output = (task.folder.path() / "output").string();
        CutoverProcess run(slow_copy(task, 20'000), output);
        const std::filesystem::path rows = destination.folder() / "data" / "bad" / "t.ibd";
        constexpr std::uintmax_t some_bytes = 6U << 20U;
        std::error_code absent;
        while (!run.has_ended() && (!std::filesystem::exists(rows, absent) ||
                                    std::filesystem::file_size(rows, absent) < some_bytes)) {
            std::this_thread::sleep_for(milliseconds(5));
        }
        disk.fill();
        EXPECT_EQ(run.wait(), 3) << run.output();
        for (const char* const words :
             {"copying chunk", "bad.t", "is full", "127.0.0.1:", "free space on that server"}) {
            EXPECT_NE(run.output().find(words), std::string::npos) << words << run.output();
        }
        const ProgramRun again = task.run("migrate", task.text());
        EXPECT_EQ(again.exit_code, 3) << again.out << again.err;
        disk.free();
        const ProgramRun finished = task.run("migrate", task.text());
        EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
        task.expect_copied();
    }
}

/// Reading rows needs no room, but information_schema makes temporary tables.
TEST(FullDisk, OfTheSourceIsNamedAndChangesNothing) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(kind == ServerKind::mariadb ? "MariaDB" : "MySQL 5.6");
        PrivateServer source(kind, {}, FullDisk::environment());
        const BadTask task(source, PrivateServer::shared(ServerKind::mariadb, 1));
        grow(task);
        {
            const FullDisk disk(source.folder());
            disk.fill();
            for (const char* const command : {"precheck", "migrate", "verify"}) {
                SCOPED_TRACE(command);
                task.expect_refused(
                    task.run(command, task.text()), ExitCode::could_not_finish,
                    {"while reading the definitions", "28",
                     "127.0.0.1:" + std::to_string(source.port()), "free space on that server"});
            }
        }
        EXPECT_EQ(task.run("migrate", task.text()).exit_code, 0);
        task.expect_copied();
    }
}

/// Once its definitions are read, rows are read from a source that has no room left.
TEST(FullDisk, OfTheSourceDoesNotDisturbACopyUnderWay) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(kind == ServerKind::mariadb ? "MariaDB" : "MySQL 5.6");
        PrivateServer source(kind, {}, FullDisk::environment());
        const BadTask task(source, PrivateServer::shared(ServerKind::mariadb, 1));
        grow(task);
        const FullDisk disk(source.folder());
        CutoverProcess run(slow_copy(task, 40'000), (task.folder.path() / "output").string());
        wait_for_rows(task, run);
        disk.fill();
        // Its end looks at the source's definitions again.
        EXPECT_EQ(run.wait(), 3) << run.output();
        EXPECT_NE(run.output().find("copying 100 %"), std::string::npos) << run.output();
        EXPECT_NE(run.output().find("free space on that server"), std::string::npos);
        task.expect_copied();
        disk.free();
        const ProgramRun finished = task.run("migrate", task.text());
        EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
        EXPECT_EQ(task.run("verify", task.text()).exit_code, 0);
    }
}

/// cutover itself on a full disk.
class FullState : public BadInput {
  protected:
    [[nodiscard]] ProgramRun run(
        const std::string& command, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments = task.command_line(command, task.text(), more);
        arguments.insert(arguments.end(), {"--state", state.string()});
        return run_program(arguments, "", FullDisk::environment(disk.string()));
    }

    std::filesystem::path disk = task.folder.path() / "disk";
    std::filesystem::path state = disk / "state";
};

TEST_F(FullState, StopsEveryCommandBeforeItChangesAnything) {
    std::filesystem::create_directory(disk);
    const FullDisk full(disk);
    full.fill();
    for (const char* const command : {"precheck", "migrate", "verify"}) {
        SCOPED_TRACE(command);
        task.expect_refused(
            run(command), ExitCode::could_not_finish,
            {state.string(), "No space left on device", "free some space there"});
    }
    full.free();
    EXPECT_EQ(run("migrate").exit_code, 0);
    full.fill();
    const ProgramRun verified = run("verify");
    EXPECT_EQ(verified.exit_code, 3) << verified.out << verified.err;
    EXPECT_NE(verified.err.find("space"), std::string::npos) << verified.err;
    full.free();
    EXPECT_EQ(run("verify").exit_code, 0);
}

TEST_F(FullState, ThatFillsUpWhileRowsAreCopiedLosesNone) {
    std::filesystem::create_directory(disk);
    const FullDisk full(disk);
    grow(task);
    std::vector<std::string> command = slow_copy(task, 20'000);
    command.insert(command.end(), {"--state", state.string()});
    CutoverProcess copy(
        command, (task.folder.path() / "output").string(), FullDisk::environment(disk.string()));
    wait_for_rows(task, copy);
    full.fill();
    EXPECT_EQ(copy.wait(), 3) << copy.output();
    EXPECT_NE(copy.output().find(state.string()), std::string::npos) << copy.output();
    EXPECT_NE(copy.output().find("free space"), std::string::npos) << copy.output();
    full.free();
    const ProgramRun finished = run("migrate");
    EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
    task.expect_copied();
    EXPECT_EQ(run("verify").exit_code, 0);
}

TEST_F(FullState, AReportThatCannotBeWrittenIsNoSuccess) {
    std::filesystem::create_directory(disk);
    ASSERT_EQ(run("migrate").exit_code, 0);
    const std::string page = (task.folder.path() / "nowhere" / "report.html").string();
    const ProgramRun report = run_program(
        task.command_line("report", task.text(), {"--state", state.string(), "--html", page}));
    EXPECT_EQ(report.exit_code, 3) << report.out << report.err;
    EXPECT_NE(report.err.find(page), std::string::npos) << report.err;
    EXPECT_FALSE(std::filesystem::exists(page));
}

}  // namespace
}  // namespace cutover::test::bad_input_disk_test
