/// limits.max_source_threads_running on a real source that others keep busy: migrate and verify
/// wait, say so, and then do their work.
#include <sstream>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test::busy_source_test {
namespace {

std::string task_text(
    const CopyServers& servers,
    unsigned limit,
    const std::string& types = R"(["schema", "full"])") {
    return R"({"name": "busy", "types": )" + types + R"(, "objects": {"copy": {}}, "source": )" +
           endpoint_json(servers.source) + R"(, "destination": )" +
           endpoint_json(servers.destination) +
           R"(, "limits": {"workers": 4, "max_source_threads_running": )" + std::to_string(limit) +
           "}}";
}

/// Six sessions that do something until they are told to stop.
class Crowd {
  public:
    explicit Crowd(const PrivateServer& server) : server_(server) {
        for (int i = 0; i < 6; ++i) {
            threads_.emplace_back([&server] {
                try {
                    server.execute("SELECT SLEEP(120)");
                } catch (const std::exception&) {
                    // MariaDB answers a killed statement with an error, MySQL with a row.
                }
            });
        }
        while (running().size() < 6) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

    ~Crowd() { stop(); }

    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    void stop() {
        for (const std::string& session : running()) {
            server_.execute("KILL QUERY " + session);
        }
        threads_.clear();
    }

  private:
    [[nodiscard]] std::vector<std::string> running() const {
        std::istringstream lines(server_.sql(
            "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'"));
        std::vector<std::string> sessions;
        for (std::string line; std::getline(lines, line);) {
            sessions.push_back(line);
        }
        return sessions;
    }

    const PrivateServer& server_;
    std::vector<std::jthread> threads_{};
};

void make_small_table(const PrivateServer& source) {
    source.execute(
        "CREATE TABLE `copy`.t (id INT NOT NULL PRIMARY KEY, v INT) CHARACTER SET utf8mb4;"
        "INSERT INTO `copy`.t VALUES (1, 1), (2, 2)");
}

/// Runs it on a source that six sessions keep busy, more than the limit of three, for a while.
void expect_waits_until_it_is_calm(
    const PrivateServer& source, std::vector<std::string> command, const std::string& output) {
    Crowd crowd(source);
    CutoverProcess process(std::move(command), output);
    EXPECT_TRUE(process.writes("limits.max_source_threads_running is 3")) << process.output();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    EXPECT_FALSE(process.has_ended()) << "it read although the source was busy";
    crowd.stop();
    EXPECT_EQ(process.wait(), 0) << process.output();
    EXPECT_NE(process.output().find("reading waits: "), std::string::npos);
    EXPECT_NE(process.output().find("reading goes on"), std::string::npos);
}

TEST(BusySource, MigrateAndVerifyWaitUntilItIsCalm) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        make_small_table(servers.source);
        const TemporaryFolder folder;
        const std::string task = folder.write("task.json", task_text(servers, 3));
        for (const char* const command : {"migrate", "verify"}) {
            SCOPED_TRACE(command);
            expect_waits_until_it_is_calm(
                servers.source, {command, task}, (folder.path() / command).string());
        }
        EXPECT_EQ(contents(servers.destination, "copy"), contents(servers.source, "copy"));
    }
}

TEST(BusySource, FollowingWaitsUntilItIsCalm) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        make_small_table(servers.source);
        const TemporaryFolder folder;
        const std::string task = folder.write(
            "task.json",
            task_text(
                servers, 3,
                R"(["schema", "full", "incremental"], "ignore_checks": {"binlog.retention": "-"})"));
        const std::vector<std::string> command{"migrate", task, "--until", "caught-up"};
        EXPECT_EQ(run_cutover(command).exit_code, 0);
        servers.source.execute("INSERT INTO `copy`.t VALUES (3, 3); DELETE FROM `copy`.t LIMIT 1");
        expect_waits_until_it_is_calm(servers.source, command, (folder.path() / "output").string());
        EXPECT_EQ(contents(servers.destination, "copy"), contents(servers.source, "copy"));
    }
}

/// With four workers and a limit of one: the program's own sessions are not what it waits for.
TEST(BusySource, TheProgramDoesNotWaitForItself) {
    const CopyServers servers(pairs_of_kinds[0]);
    servers.source.execute(
        "CREATE TABLE `copy`.t (id INT NOT NULL PRIMARY KEY, v VARCHAR(200)) CHARACTER SET utf8mb4;"
        "USE `copy`; INSERT INTO t SELECT seq, REPEAT('x', 200) FROM seq_1_to_50000");
    const TemporaryFolder folder;
    const std::string task = folder.write("task.json", task_text(servers, 1));
    const ProgramRun migration = run_cutover({"migrate", task});
    EXPECT_EQ(migration.exit_code, 0) << migration.err;
    EXPECT_EQ(run_cutover({"verify", task}).exit_code, 0);
}

}  // namespace
}  // namespace cutover::test::busy_source_test
