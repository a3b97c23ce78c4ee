/// A source that is followed and written to, verified by an account that may not lock all of it:
/// with LOCK TABLES its moment is exact all the same, and without anything it is said what to
/// grant.
#include <csignal>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/live_shards.hpp"

namespace cutover::test::live_account_test {
namespace {

const std::vector<std::string> as_limited{"--tables", "copy.*", "--set", "/source/user=limited"};

/// Those that all of these tests are about: MariaDB tells anybody where its snapshots are.
std::vector<PairOfKinds> pairs_from_mysql56() {
    std::vector<PairOfKinds> pairs;
    for (const PairOfKinds& pair : pairs_of_kinds) {
        if (pair.source == ServerKind::mysql56) {
            pairs.push_back(pair);
        }
    }
    return pairs;
}

class LimitedAccount {
  public:
    explicit LimitedAccount(const PrivateServer& source) : source_(source) {
        source_.execute(
            "CREATE USER limited@localhost; GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, REPLICATION "
            "SLAVE, REPLICATION CLIENT ON *.* TO limited@localhost; GRANT LOCK TABLES ON `copy`.* "
            "TO limited@localhost");
    }

    ~LimitedAccount() { source_.execute("DROP USER limited@localhost"); }

    LimitedAccount(const LimitedAccount&) = delete;
    LimitedAccount& operator=(const LimitedAccount&) = delete;

    void lose_lock_tables() const {
        source_.execute("REVOKE LOCK TABLES ON `copy`.* FROM limited@localhost");
    }

  private:
    const PrivateServer& source_;
};

/// Commits to a table that no task moves, so many that its log never stands still for long, until
/// it ends.
class Noise {
  public:
    explicit Noise(const PrivateServer& source) : source_(source) {
        source_.execute(
            "CREATE DATABASE noise; USE noise; CREATE TABLE n (n INT, goes_on INT) ENGINE=InnoDB; "
            "INSERT INTO n VALUES (0, 1);\nDELIMITER //\nCREATE PROCEDURE make() BEGIN WHILE "
            "(SELECT goes_on FROM n) DO UPDATE n SET n=n+1; DO SLEEP(0.001); END WHILE; "
            "END//\nDELIMITER ;");
        writer_ = std::thread([this] { source_.execute("CALL noise.make()"); });
    }

    ~Noise() {
        source_.execute("UPDATE noise.n SET goes_on=0");
        writer_.join();
        source_.execute("DROP DATABASE noise");
    }

    Noise(const Noise&) = delete;
    Noise& operator=(const Noise&) = delete;

  private:
    const PrivateServer& source_;
    std::thread writer_{};
};

TEST(LiveVerify, TakesLockTablesWhereReloadIsMissingAndSaysWhatToGrantOnMysql56) {
    for (const PairOfKinds& pair : pairs_from_mysql56()) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        const LimitedAccount account(live.servers.source);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        live.follow.start_writing(12);
        {
            const Noise noise(live.servers.source);
            for (int i = 0; i < 3; ++i) {
                const ProgramRun verified = live.verify(as_limited);
                EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
            }
            live.damage();
            EXPECT_EQ(live.verify(as_limited).exit_code, 1) << "what differs is found";
            account.lose_lock_tables();
            const ProgramRun refused = live.verify(as_limited);
            EXPECT_EQ(refused.exit_code, 3) << refused.out << refused.err;
            EXPECT_NE(
                refused.err.find(
                    "grant this account there RELOAD, or LOCK TABLES on the databases of the task, "
                    "and REPLICATION CLIENT"),
                std::string::npos)
                << refused.err;
        }
        live.follow.stop_writing();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

TEST(LiveShards, TakeLockTablesWhereReloadIsMissingOnMysql56) {
    for (const PairOfKinds& pair : pairs_from_mysql56()) {
        SCOPED_TRACE(pair.name);
        LiveShards shop(pair);
        LiveCase& live = shop.live;
        const LimitedAccount account(live.servers.source);
        shop.set_arguments(as_limited);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        live.follow.start_writing(13);
        EXPECT_EQ(shop.run_all(), (std::vector<int>{4, 4, 4})) << run.output();
        shop.expect_merged_equal();
        {
            const Noise noise(live.servers.source);
            const auto third = shop.start(3);
            const auto second = shop.start(2);
            const auto first = shop.start(1);
            const int exit_code = first->wait();
            if (exit_code == 4) {  // the log stood still for a moment after all
                EXPECT_EQ(second->wait(), 4) << second->output();
                EXPECT_EQ(third->wait(), 4) << third->output();
                shop.expect_merged_equal();
            } else {
                EXPECT_EQ(exit_code, 3) << first->output();
                EXPECT_NE(first->output().find("grant it RELOAD there"), std::string::npos)
                    << first->output();
            }
        }
        live.follow.stop_writing();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

}  // namespace
}  // namespace cutover::test::live_account_test
