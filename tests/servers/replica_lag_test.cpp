/// limits.max_replica_lag: real replicas of the destination, found, asked, and waited for.
#include <chrono>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "mysql/mysql_database.hpp"
#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/copy_fixture.hpp"
#include "tests/servers/support/replication.hpp"
#include "tests/servers/support/sleeping_session.hpp"

namespace cutover::test::replica_lag_test {
namespace {

/// Of one server, with all that it has logged. It does not say where it is, as is usual.
class RealReplica {
  public:
    explicit RealReplica(const PrivateServer& followed, ServerKind kind)
        : server_(kind, {"--server-id=4711"}) {
        start_replication(server_, followed);
    }

    ~RealReplica() {
        try {
            let_go();
            server_.execute("STOP SLAVE");
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what();
        }
    }

    RealReplica(const RealReplica&) = delete;
    RealReplica& operator=(const RealReplica&) = delete;

    [[nodiscard]] const PrivateServer& server() const { return server_; }

    /// From here on it receives changes and cannot carry them out.
    void hold() { holder_.emplace(server_, "FLUSH TABLES WITH READ LOCK"); }

    void let_go() { holder_.reset(); }

  private:
    PrivateServer server_;
    std::optional<SleepingSession> holder_{};
};

std::vector<Replica> replicas_of(Database& database) {
    return database.replicas().value_or(std::vector<Replica>());
}

/// Holds it, has `statements` written on the server that it follows, and returns when it is late.
void make_late(RealReplica& replica, const PrivateServer& followed, const std::string& statements) {
    replica.hold();
    followed.execute(statements);
    const auto database = open_database(followed.endpoint(), SessionRole::writing);
    EXPECT_TRUE(
        comes_true([&] { return replicas_of(*database).at(0).behind > std::chrono::seconds(1); }));
}

class ReplicaLag : public testing::TestWithParam<ServerKind> {};

TEST_P(ReplicaLag, IsAskedOfTheReplica) {
    const PrivateServer server(GetParam());
    RealReplica replica(server, GetParam());
    const auto database = open_database(server.endpoint(), SessionRole::writing);
    const auto is_level = [&] {
        const std::vector<Replica> replicas = replicas_of(*database);
        return replicas.size() == 1 && replicas[0].behind == std::chrono::seconds(0);
    };
    ASSERT_TRUE(comes_true(is_level));
    const std::string name = replicas_of(*database).at(0).name;  // by name or by address
    EXPECT_EQ(name.substr(name.find(':') + 1), std::to_string(replica.server().port()));

    make_late(replica, server, "CREATE DATABASE d; CREATE TABLE d.t (i INT PRIMARY KEY)");
    replica.let_go();
    EXPECT_TRUE(comes_true(is_level));

    replica.server().execute("STOP SLAVE SQL_THREAD");
    const Replica stopped = replicas_of(*database).at(0);
    EXPECT_FALSE(stopped.behind.has_value());
    EXPECT_EQ(stopped.why_unknown, "its replication does not run");
}

TEST_P(ReplicaLag, WithoutThePrivilegeNobodyIsSeen) {
    const PrivateServer& server = PrivateServer::shared(GetParam(), 0);
    server.execute("CREATE USER nobody@localhost");
    Endpoint endpoint = server.endpoint();
    endpoint.user = "nobody";
    const auto database = open_database(endpoint, SessionRole::read_only);
    EXPECT_FALSE(database->replicas().has_value());
    server.execute("DROP USER nobody@localhost");
}

INSTANTIATE_TEST_SUITE_P(Kinds, ReplicaLag, testing::ValuesIn(both_kinds), [](const auto& kind) {
    return kind.param == ServerKind::mariadb ? "mariadb" : "mysql";
});

std::string task_text(const CopyServers& servers) {
    return R"({"name": "spared", "types": ["schema", "full", "incremental"],
        "objects": {"copy": {}}, "ignore_checks": {"binlog.retention": "-"},
        "limits": {"max_replica_lag": "1s"}, "source": )" +
           endpoint_json(servers.source) + R"(, "destination": )" +
           endpoint_json(servers.destination) + "}";
}

TEST(LateReplica, IsWaitedForAndNamed) {
    const CopyServers servers(pairs_of_kinds[0]);
    RealReplica replica(servers.destination, pairs_of_kinds[0].destination);
    servers.source.execute(
        "CREATE TABLE `copy`.t (id INT NOT NULL PRIMARY KEY, v INT) CHARACTER SET utf8mb4;"
        "INSERT INTO `copy`.t VALUES (1, 1), (2, 2)");
    const TemporaryFolder folder;
    const std::string task = folder.write("task.json", task_text(servers));
    const std::vector<std::string> command{"migrate", task, "--until", "caught-up"};
    const ProgramRun copied = run_cutover(command);
    ASSERT_EQ(copied.exit_code, 0) << copied.err;
    const auto replica_is_level = [&] {
        return contents(replica.server(), "copy") == contents(servers.source, "copy");
    };
    ASSERT_TRUE(comes_true(replica_is_level));

    make_late(replica, servers.destination, "CREATE DATABASE aside; DROP DATABASE aside");
    servers.source.execute("INSERT INTO `copy`.t VALUES (3, 3); DELETE FROM `copy`.t WHERE id = 1");
    CutoverProcess process(command, (folder.path() / "output").string());
    EXPECT_TRUE(process.writes("limits.max_replica_lag is 1 s")) << process.output();
    const ProgramRun status = run_cutover({"status", task});
    EXPECT_NE(status.out.find("limits.max_replica_lag"), std::string::npos) << status.out;
    EXPECT_NE(status.out.find("cutover migrate (process "), std::string::npos) << status.out;
    EXPECT_FALSE(process.has_ended());
    CutoverProcess verification(
        {"verify", task, "--state", (folder.path() / "another").string()},
        (folder.path() / "verified").string());
    EXPECT_TRUE(verification.writes("the run that follows the source has to stand still"))
        << verification.output();
    EXPECT_FALSE(verification.has_ended());
    EXPECT_NE(contents(servers.destination, "copy"), contents(servers.source, "copy"));
    replica.let_go();
    EXPECT_EQ(process.wait(), 0) << process.output();
    EXPECT_NE(process.output().find("reading goes on"), std::string::npos);
    EXPECT_EQ(verification.wait(), 0) << verification.output();
    EXPECT_NE(verification.output().find("reading goes on"), std::string::npos);
    EXPECT_EQ(contents(servers.destination, "copy"), contents(servers.source, "copy"));
    EXPECT_TRUE(comes_true(replica_is_level));
    const ProgramRun after = run_cutover({"status", task});
    EXPECT_NE(after.out.find("nothing, seen from this machine"), std::string::npos) << after.out;
}

/// At rest, where no run that follows the source stands still for it.
TEST(LateReplica, IsWaitedForByVerifyWhereNobodyFollows) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        PrivateServer destination(pair.destination);  // with a log of this alone
        const CopyServers servers(PrivateServer::shared(pair.source, 0), destination);
        RealReplica replica(destination, pair.destination);
        for (const PrivateServer* server : {&servers.source, &servers.destination}) {
            server->execute(
                "CREATE DATABASE IF NOT EXISTS `copy` CHARACTER SET utf8mb4; CREATE TABLE `copy`.t "
                "(id INT NOT NULL PRIMARY KEY, v INT) CHARACTER SET utf8mb4; INSERT INTO `copy`.t "
                "VALUES (1, 1)");
        }
        ASSERT_TRUE(comes_true([&] {
            return contents(replica.server(), "copy") == contents(servers.destination, "copy");
        }));
        const TemporaryFolder folder;
        const std::string task = folder.write("task.json", task_text(servers));
        const ProgramRun before = run_cutover({"verify", task});
        ASSERT_EQ(before.exit_code, 0) << "the replica is not late" << before.out << before.err;

        servers.source.execute("INSERT INTO `copy`.t VALUES (2, 2)");
        make_late(replica, destination, "INSERT INTO `copy`.t VALUES (2, 2)");
        CutoverProcess verification({"verify", task}, (folder.path() / "verified").string());
        EXPECT_TRUE(verification.writes("limits.max_replica_lag is 1 s")) << verification.output();
        EXPECT_EQ(verification.output().find("has to stand still"), std::string::npos);
        std::this_thread::sleep_for(std::chrono::seconds(1));
        EXPECT_FALSE(verification.has_ended()) << verification.output();
        replica.let_go();
        EXPECT_EQ(verification.wait(), 0) << verification.output();
        EXPECT_NE(verification.output().find("reading goes on"), std::string::npos);
    }
}

}  // namespace
}  // namespace cutover::test::replica_lag_test
