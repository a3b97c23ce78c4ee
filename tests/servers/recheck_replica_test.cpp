/// `cutover verify --recheck` of a destination that replicates by itself: what it says of its own
/// lag and of its threads decides whether a lone row that has not arrived proves anything.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test::recheck_replica_test {
namespace {

using Json = nlohmann::json;

/// Two servers of the test's own, the second a replica of the first, both with five rows.
class ReplicaOfASource {
  public:
    explicit ReplicaOfASource(ServerKind kind)
        : source(kind), destination(kind, {"--server-id=4712"}) {
        task_ = folder_.write(
            "task.json",
            R"({"name": "replicated", "types": ["schema", "full"], "objects": {"copy": {}}, )"
            R"("source": )" +
                endpoint_json(source) + R"(, "destination": )" + endpoint_json(destination) + "}");
        destination.execute(
            "CHANGE MASTER TO master_host='127.0.0.1', master_user='root', master_port=" +
            std::to_string(source.port()) + "; START SLAVE");
        source.execute(
            "CREATE DATABASE `copy` CHARACTER SET utf8mb4; CREATE TABLE `copy`.t (id INT NOT NULL "
            "PRIMARY KEY, v INT) ENGINE=InnoDB; INSERT INTO `copy`.t VALUES (1, 1), (2, 2), (3, "
            "3), (4, 4), (5, 5)");
        wait_until_level();
    }

    void wait_until_level() const {
        EXPECT_TRUE(comes_true([this] {
            return contents(source, "copy") == contents(destination, "copy");
        })) << "nothing is replicated";
    }

    [[nodiscard]] Json verify(int exit_code, const std::string& patience = "2") const {
        const ProgramRun run = run_cutover(
            {"verify", task_, "--recheck", "--patience", patience, "--json", "--progress", "none"});
        EXPECT_EQ(run.exit_code, exit_code) << run.out << run.err;
        return Json::parse(run.out, nullptr, false);
    }

    /// One row has not arrived: what is said of it.
    [[nodiscard]] std::string unproven() const {
        const Json outcome = verify(4);
        EXPECT_EQ(outcome["discrepancy_count"], 0) << outcome.dump();
        EXPECT_EQ(outcome["tables"][0]["verdict"], "UNPROVEN") << outcome.dump();
        return outcome["tables"][0]["reason"].dump();
    }

    PrivateServer source;
    PrivateServer destination;

  private:
    TemporaryFolder folder_{};
    std::string task_{};
};

class RecheckOfAReplica : public testing::TestWithParam<ServerKind> {
  protected:
    ReplicaOfASource test{GetParam()};
};

TEST_P(RecheckOfAReplica, WhoseThreadsStandStillProvesNothing) {
    test.destination.execute("STOP SLAVE SQL_THREAD");
    test.source.execute("UPDATE `copy`.t SET v=10 WHERE id=1");
    std::string reason = test.unproven();
    EXPECT_NE(
        reason.find("1 of its rows differs, but the destination's replication from 127.0.0.1:"),
        std::string::npos)
        << reason;
    EXPECT_NE(reason.find("its SQL thread does not run. "), std::string::npos) << reason;

    test.destination.execute("STOP SLAVE IO_THREAD; START SLAVE SQL_THREAD");
    test.source.execute("UPDATE `copy`.t SET v=20 WHERE id=1");
    reason = test.unproven();
    EXPECT_NE(reason.find("its IO thread does not run. "), std::string::npos) << reason;

    test.destination.execute("START SLAVE");
    test.wait_until_level();
    (void)test.verify(0);
}

/// The row that replication broke at is not there; the others of the source are on their way.
TEST_P(RecheckOfAReplica, ThatBrokeProvesNothing) {
    test.destination.execute("DELETE FROM `copy`.t WHERE id=5");
    test.source.execute("UPDATE `copy`.t SET v=10 WHERE id=5; UPDATE `copy`.t SET v=10 WHERE id=1");
    EXPECT_TRUE(comes_true([this] {
        return test.destination.sql("SHOW SLAVE STATUS").find("\t1032\t") != std::string::npos;
    }));
    const std::string reason = test.unproven();
    EXPECT_NE(reason.find("its SQL thread does not run (error 1032). "), std::string::npos)
        << reason;
}

/// It says how late it is to be, so that patience is made longer than that.
TEST_P(RecheckOfAReplica, ThatIsToldToBeLateIsWaitedFor) {
    test.destination.execute("STOP SLAVE; CHANGE MASTER TO master_delay=6; START SLAVE");
    std::uint64_t in_flight = 0;
    for (int v = 10; v < 20 && in_flight == 0; ++v) {  // it arrived before a slow machine looked
        test.source.execute("UPDATE `copy`.t SET v=" + std::to_string(v) + " WHERE id=1");
        in_flight = test.verify(0)["tables"][0]["rows_in_flight"];
    }
    EXPECT_EQ(in_flight, 1U);

    test.destination.execute("UPDATE `copy`.t SET v=30 WHERE id=3");
    const Json differs = test.verify(1);
    EXPECT_EQ(differs["discrepancy_count"], 1) << differs.dump();
    EXPECT_NE(differs["notes"].dump().find("replication was "), std::string::npos)
        << differs["notes"].dump();
}

TEST_P(RecheckOfAReplica, ThatRunsProvesWhatDiffers) {
    test.destination.execute("UPDATE `copy`.t SET v=30 WHERE id=3");
    const Json differs = test.verify(1);
    EXPECT_EQ(differs["discrepancy_count"], 1) << differs.dump();
    EXPECT_EQ(differs["discrepancies"][0]["key"]["id"], "3") << differs.dump();
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, RecheckOfAReplica, testing::ValuesIn(both_kinds), [](const auto& kind) {
        return kind.param == ServerKind::mariadb ? "mariadb" : "mysql";
    });

/// Of another tool nothing is seen but what it writes.
TEST(RecheckOfAnyTool, NothingIsProvenWhileNothingArrives) {
    const CopyServers servers(pairs_of_kinds[0]);
    for (const PrivateServer* server : {&servers.source, &servers.destination}) {
        server->execute(
            "CREATE DATABASE IF NOT EXISTS `copy` CHARACTER SET utf8mb4; CREATE TABLE `copy`.t (id "
            "INT NOT NULL PRIMARY KEY, v INT) ENGINE=InnoDB; INSERT INTO `copy`.t VALUES (1, 1), "
            "(2, 2)");
    }
    servers.source.execute("UPDATE `copy`.t SET v=10 WHERE id=1; CREATE DATABASE aside");
    const TemporaryFolder folder;
    const std::string task = folder.write(
        "task.json", R"({"name": "any", "types": ["schema", "full"], "objects": {"copy": {}}, )"
                     R"("source": )" +
                         endpoint_json(servers.source) + R"(, "destination": )" +
                         endpoint_json(servers.destination) + "}");
    const auto verify = [&] {
        return run_cutover({"verify", task, "--recheck", "--patience", "2", "--json"});
    };
    EXPECT_EQ(verify().exit_code, 1) << "nothing is to be brought, so it differs";
    {
        const std::jthread writing([&](const std::stop_token& stopping) {
            while (!stopping.stop_requested()) {
                servers.source.execute(
                    "CREATE TABLE IF NOT EXISTS aside.u (i INT); INSERT INTO aside.u VALUES (1)");
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
            }
        });
        const ProgramRun unproven = verify();
        EXPECT_EQ(unproven.exit_code, 4) << unproven.out << unproven.err;
        EXPECT_NE(unproven.out.find("nothing was written to the destination"), std::string::npos)
            << unproven.out;
    }
    servers.source.execute("DROP DATABASE aside");
}

}  // namespace
}  // namespace cutover::test::recheck_replica_test
