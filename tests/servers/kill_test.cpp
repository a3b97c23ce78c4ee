/// What is copied survives everything: the program killed at any instant, either server killed,
/// signals, and a stopped program that wakes up after another run has done its work. Afterwards
/// both servers hold the same rows, by an oracle that shares no code with cutover.
#include <csignal>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test {
namespace {

using std::chrono::milliseconds;

/// 24 MB in chunks with keys that come after the rows, a keyless table with equal rows, and thirty
/// small tables.
void fill(const PrivateServer& source) {
    source.sql(
        "USE `copy`;"
        "CREATE TABLE digits (d INT NOT NULL PRIMARY KEY) CHARACTER SET utf8mb4;"
        "INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);"
        "CREATE TABLE large (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v VARCHAR(20), w INT, "
        "filler VARCHAR(1200), KEY by_v (v), KEY by_w (w, v)) CHARACTER SET latin1;"
        "INSERT INTO large (v, w, filler) SELECT CONCAT('v', a.d * b.d), c.d, REPEAT('x', 1000 + "
        "a.d) FROM digits a, digits b, digits c, digits e, (SELECT 0 d UNION SELECT 1) f;"
        "CREATE TABLE keyless (a INT, b VARCHAR(300)) CHARACTER SET latin1;"
        "INSERT INTO keyless SELECT a.d, REPEAT('y', 10 * b.d) FROM digits a, digits b, digits c, "
        "digits e;"
        "ANALYZE TABLE large; ANALYZE TABLE keyless;");
    std::string small = "USE `copy`;";
    for (int i = 0; i < 30; ++i) {
        const std::string name = "small" + std::to_string(i);
        small += "CREATE TABLE " + name + " LIKE keyless; INSERT INTO " + name +
                 " SELECT * FROM keyless LIMIT " + std::to_string(i * 3) + ";";
    }
    source.sql(small);
}

std::string task_text(const CopyServers& servers, unsigned rows_per_second) {
    const auto endpoint = [](const PrivateServer& server) {
        return R"({"host": "127.0.0.1", "user": "root", "port": )" + std::to_string(server.port()) +
               "}";
    };
    return R"({"name": "copy", "types": ["schema", "full"], "objects": {"copy": {}}, "source": )" +
           endpoint(servers.source) + R"(, "destination": )" + endpoint(servers.destination) +
           R"(, "retry": {"connection": "10m"}, "limits": {"workers": 3, "rows_per_second": )" +
           std::to_string(rows_per_second) + "}}";
}

std::string keys_of(const PrivateServer& server) {
    return server.sql(
        "SELECT table_name, index_name, column_name FROM information_schema.statistics WHERE "
        "table_schema = 'copy' ORDER BY table_name, index_name, seq_in_index");
}

/// A task file, its state, and what the runs said.
struct KillCase {
    explicit KillCase(const CopyServers& pair, unsigned rows_per_second)
        : servers(pair),
          task(folder.write("copy.json", task_text(pair, rows_per_second))),
          output((folder.path() / "output").string()) {
        fill(servers.source);
    }

    /// `state`: of the process; two on one machine could not share a folder, two hosts would not.
    [[nodiscard]] CutoverProcess start(const std::string& state = "state") const {
        return CutoverProcess(
            {"migrate", task, "--progress", "none", "--state", (folder.path() / state).string()},
            output + "-" + state);
    }

    /// Until chunks are committed and others are not.
    void wait_for_rows(CutoverProcess& run) const {
        const std::string count = "SELECT IFNULL((SELECT SUM(done) FROM cutover.chunk), 0)";
        while (!run.has_ended()) {
            const std::string tables = servers.destination.sql(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'cutover'");
            if (tables == "5\n" && servers.destination.sql(count) != "0\n") {
                return;
            }
            std::this_thread::sleep_for(milliseconds(20));
        }
    }

    void expect_finishes(const char* what, const std::string& state = "state") const {
        CutoverProcess run = start(state);
        EXPECT_EQ(run.wait(), 0) << what << '\n' << run.output();
    }

    void expect_equal() const {
        EXPECT_EQ(contents(servers.destination, "copy"), contents(servers.source, "copy"));
        EXPECT_EQ(keys_of(servers.destination), keys_of(servers.source));
    }

    const CopyServers& servers;
    TemporaryFolder folder{};
    std::string task;
    std::string output;
};

TEST(Kill, TheProgramAtRandomInstants) {
    const unsigned seed = std::random_device{}();
    std::cout << "seed " << seed << '\n';
    std::mt19937 random(seed);
    for (const CopyPair& pair : copy_pairs) {
        SCOPED_TRACE(std::string(pair.name) + ", seed " + std::to_string(seed));
        const CopyServers servers(pair);
        const KillCase kill(servers, 20'000);
        int killed = 0;
        int exit_code = -1;
        for (int run = 0; run < 10 && exit_code != 0; ++run) {
            CutoverProcess process = kill.start();
            std::this_thread::sleep_for(milliseconds(random() % 900));
            process.signal(SIGKILL);
            exit_code = process.wait();
            killed += exit_code == 128 + SIGKILL ? 1 : 0;
            EXPECT_TRUE(exit_code == 0 || exit_code == 128 + SIGKILL) << process.output();
        }
        EXPECT_GT(killed, 1);
        kill.expect_finishes("after the last kill");
        kill.expect_equal();
    }
}

TEST(Kill, EitherServerWhileItIsWorkedOn) {
    for (const CopyPair& pair : {copy_pairs[0], copy_pairs[1]}) {
        SCOPED_TRACE(pair.name);
        PrivateServer source(pair.source);
        PrivateServer destination(pair.destination);
        const CopyServers servers(source, destination);
        const KillCase kill(servers, 20'000);
        CutoverProcess run = kill.start();
        kill.wait_for_rows(run);
        destination.kill_and_restart();
        std::this_thread::sleep_for(milliseconds(400));
        EXPECT_FALSE(run.has_ended()) << run.output();
        source.kill_and_restart();
        EXPECT_EQ(run.wait(), 0) << run.output();
        kill.expect_equal();
    }
}

TEST(Kill, SignalsEndARunWithCode5AndItResumes) {
    const CopyServers servers(copy_pairs[0]);
    const KillCase kill(servers, 15'000);
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
    const CopyServers servers(copy_pairs[0]);
    const KillCase kill(servers, 15'000);
    CutoverProcess zombie = kill.start();
    kill.wait_for_rows(zombie);
    zombie.signal(SIGSTOP);

    CutoverProcess refused = kill.start("other host");
    EXPECT_EQ(refused.wait(), 3) << refused.output();
    EXPECT_NE(refused.output().find("another run of task \"copy\""), std::string::npos)
        << refused.output();

    // Its host is gone, as far as anybody can tell: its sessions are ended by hand.
    servers.destination.sql(
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
}  // namespace cutover::test
