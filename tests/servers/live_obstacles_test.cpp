/// What others do on the source while a verification meets whoever follows it: a SELECT that takes
/// long, a transaction that stays open, both. Nobody is held up by that for as long as a second,
/// neither the one that follows nor any write on the source.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "mysql/session.hpp"
#include "tests/servers/support/live_case.hpp"

namespace cutover::test::live_obstacles_test {
namespace {

using Json = nlohmann::json;
using Seconds = std::chrono::duration<double>;
using Time = std::chrono::steady_clock;

constexpr double a_second = 1.0;

/// A SELECT that has run for some seconds and goes on until it is ended.
class LongSelect {
  public:
    explicit LongSelect(const PrivateServer& server)
        : server_(server), reading_([&server] {
              static_cast<void>(server.try_sql("SELECT SLEEP(600) FROM `copy`.still LIMIT 1"));
          }) {
        while (number().empty()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }

    ~LongSelect() { end(); }

    LongSelect(const LongSelect&) = delete;
    LongSelect& operator=(const LongSelect&) = delete;

    void end() {
        if (reading_.joinable()) {
            server_.execute("KILL " + number());
            reading_.join();
        }
    }

  private:
    [[nodiscard]] std::string number() const {
        return server_.sql(
            "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(600)%' "
            "AND time >= 2");
    }

    const PrivateServer& server_;
    std::thread reading_;
};

/// Has written to a table that the source locks with the others, and does nothing.
class OpenTransaction {
  public:
    explicit OpenTransaction(const PrivateServer& server)
        : session_(server.endpoint(), SessionRole::writing) {
        session_.execute("BEGIN", "beginning");
        session_.execute("INSERT INTO `copy`.open_for_long VALUES (1)", "writing");
        std::this_thread::sleep_for(std::chrono::milliseconds(2100));
    }

    void end() { session_.execute("ROLLBACK", "rolling back"); }

  private:
    Session session_;
};

/// Writes to the table that the SELECT reads, and to the one that the transaction has written to.
class Probe {
  public:
    explicit Probe(const PrivateServer& server)
        : writer_([this, &server](const std::stop_token& stopping) {
              Session session(server.endpoint(), SessionRole::writing);
              for (int id = 1; !stopping.stop_requested(); ++id) {
                  write(session, "still VALUES (" + std::to_string(1'000'000 + id) + ", 'probe')");
                  write(session, "open_for_long VALUES (" + std::to_string(1 + id) + ")");
                  std::this_thread::sleep_for(std::chrono::milliseconds(5));
              }
          }) {}

    /// Stops it.
    [[nodiscard]] double longest() {
        writer_.request_stop();
        writer_.join();
        return longest_.count();
    }

  private:
    void write(Session& session, const std::string& what) {
        const auto begun = Time::now();
        session.execute("INSERT INTO `copy`." + what, "writing");
        longest_ = std::max<Seconds>(longest_, Time::now() - begun);
    }

    Seconds longest_{};
    std::jthread writer_;
};

/// A followed source that is written to.
class ObstacleCase {
  public:
    explicit ObstacleCase(const PairOfKinds& pair)
        : source(pair.source, {"--performance-schema=ON"}),
          live({source, PrivateServer::shared(pair.destination, 1)}),
          run_(started()) {
        live.wait_for(run_);
        live.follow.start_writing(41);
    }

    void expect_met_at_once() const {
        Probe probe(source);
        const ProgramRun verified = live.verify();
        EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
        Json outcome = Json::parse(verified.out);
        EXPECT_GT(outcome["held_seconds"], 0.0);
        EXPECT_LT(outcome["held_seconds"], a_second);
        EXPECT_LT(probe.longest(), a_second) << "a write on the source waited";
    }

    void finish() {
        live.follow.stop_writing();
        run_.signal(SIGTERM);
        EXPECT_EQ(run_.wait(), 0) << run_.output();
    }

    PrivateServer source;  ///< Which threads wait is seen in it, too (mysql/brief_lock.cpp).
    LiveCase live;

  private:
    [[nodiscard]] CutoverProcess started() const {
        source.execute(  // MariaDB locks a table that is empty whole, for the first who writes
            "CREATE TABLE `copy`.open_for_long (id INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO "
            "`copy`.open_for_long VALUES (0)");
        return live.follow.start("forever");
    }

    CutoverProcess run_;
};

TEST(LiveObstacles, ALongSelectHoldsNobody) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        ObstacleCase test(pair);
        const LongSelect select(test.source);
        test.expect_met_at_once();
        test.finish();
    }
}

TEST(LiveObstacles, AnOpenTransactionHoldsNobody) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        ObstacleCase test(pair);
        OpenTransaction transaction(test.source);
        test.expect_met_at_once();
        transaction.end();
        test.finish();
    }
}

/// Without a lock nothing shows that all sessions of a MySQL saw one moment: it is waited for, and
/// only the verification waits.
TEST(LiveObstacles, WhereBothAreInTheWayTheVerificationAloneWaits) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        ObstacleCase test(pair);
        LongSelect select(test.source);
        OpenTransaction transaction(test.source);
        Probe probe(test.source);
        const TemporaryFolder folder;
        CutoverProcess verification = test.live.follow.start_verify(folder.path() / "output", {});
        if (pair.source == ServerKind::mysql56) {
            EXPECT_TRUE(verification.writes("would have everybody wait")) << verification.output();
            std::this_thread::sleep_for(std::chrono::seconds(3));
            EXPECT_FALSE(verification.has_ended()) << verification.output();
        } else {
            EXPECT_EQ(verification.wait(), 0) << verification.output();
        }
        EXPECT_LT(probe.longest(), a_second) << "a write on the source waited";
        select.end();
        EXPECT_EQ(verification.wait(), 0) << verification.output();
        transaction.end();
        test.finish();
    }
}

}  // namespace
}  // namespace cutover::test::live_obstacles_test
