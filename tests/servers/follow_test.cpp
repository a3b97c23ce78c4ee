/// Incremental migration by the whole program on real servers, while the source is written to.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/follow_case.hpp"
#include "tests/servers/support/kill_case.hpp"

namespace cutover::test::follow_test {
namespace {

using std::chrono::milliseconds;

constexpr const char* following = "following the source";

TEST(Follow, ACopyUnderWritesCatchesUp) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        follow.start_writing(100);
        follow.catch_up();
        follow.stop_writing();
        EXPECT_GT(follow.applied(), 0U);
        follow.catch_up();
        follow.expect_equal();
        EXPECT_NE(follow.status(true).find("\"lag_seconds\": 0,"), std::string::npos)
            << follow.status(true);
        EXPECT_NE(follow.status(false).find("lag           none"), std::string::npos)
            << follow.status(false);
    }
}

TEST(Follow, UntilASignalAndOnFromThere) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        CutoverProcess run = follow.start("forever");
        EXPECT_TRUE(run.writes(following));
        servers.source.execute(random_transactions(7, 50));
        EXPECT_TRUE(comes_true([&] { return follow.applied() > 20; })) << run.output();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
        servers.source.execute(random_transactions(8, 50));
        follow.catch_up();
        follow.expect_equal();
    }
}

TEST(Follow, KilledAtRandomInstantsItLosesAndDoublesNothing) {
    Moments moments;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            SCOPED_TRACE(std::string(pair.name) + ", " + moments.seed());
            const CopyServers servers(pair);
            FollowCase follow(servers);
            follow.catch_up();
            follow.start_writing(static_cast<unsigned>(moments.number(1'000'000)));
            for (int kill = 0; kill < 6; ++kill) {
                const std::uint64_t before = follow.applied();
                CutoverProcess run = follow.start("forever");
                EXPECT_TRUE(comes_true([&] { return follow.applied() > before; })) << run.output();
                std::this_thread::sleep_for(moments.up_to(milliseconds(600)));
                run.signal(SIGKILL);
                EXPECT_EQ(run.wait(), 128 + SIGKILL) << run.output();
            }
            follow.stop_writing();
            follow.catch_up();
            EXPECT_GT(follow.applied(), 0U);
            follow.expect_equal();
        }
    }
}

/// Chunks are then of several moments of the source, keyless tables among them.
TEST(Follow, ACopyKilledUnderWritesGoesOn) {
    Moments moments;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            SCOPED_TRACE(std::string(pair.name) + ", " + moments.seed());
            const CopyServers servers(pair);
            FollowCase follow(servers, 300);
            follow.start_writing(static_cast<unsigned>(moments.number(1'000'000)));
            for (int kill = 0; kill < 4; ++kill) {
                CutoverProcess run = follow.start("forever");
                EXPECT_TRUE(comes_true([&] {
                    return run.output().rfind("copying rows") != std::string::npos ||
                           run.output().find(following) != std::string::npos;
                })) << run.output();
                std::this_thread::sleep_for(moments.up_to(milliseconds(900)));
                run.signal(SIGKILL);
                EXPECT_EQ(run.wait(), 128 + SIGKILL) << run.output();
            }
            follow.set_rows_per_second(0);
            follow.catch_up();
            follow.stop_writing();
            follow.catch_up();
            EXPECT_NE(
                servers.destination.sql(
                    "SELECT LENGTH(text) - LENGTH(REPLACE(text, '\\n', '')) FROM `cutover`.note "
                    "WHERE name='copy.moments'"),
                "1\n");
            follow.expect_equal();
        }
    }
}

/// More than is held in memory, over several tables; read while it is applied, and killed.
TEST(Follow, ALargeTransactionIsThereWholeOrNotAtAll) {
    Moments moments;
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(std::string(pair.name) + ", " + moments.seed());
        const CopyServers servers(pair);
        FollowCase follow(servers);
        servers.source.execute(
            "USE `copy`; CREATE TABLE large (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(2000))");
        follow.catch_up();
        std::string all =
            "USE `copy`; START TRANSACTION; INSERT INTO large (v) VALUES (REPEAT('x', "
            "1000));";
        constexpr int doublings = 14;
        for (int i = 0; i < doublings; ++i) {
            all += "INSERT INTO large (v) SELECT CONCAT(id, REPEAT('y', 900)) FROM large;";
        }
        servers.source.execute(all + "UPDATE large SET v = CONCAT(v, id) WHERE id % 7 = 0; COMMIT");
        servers.source.execute(random_transactions(9, 20));
        const std::string rows = "SELECT COUNT(*) FROM `copy`.large";
        for (int kill = 0; kill < 3; ++kill) {
            CutoverProcess run = follow.start("forever");
            EXPECT_TRUE(run.writes(following));
            const auto end = std::chrono::steady_clock::now() + moments.up_to(milliseconds(1500));
            while (std::chrono::steady_clock::now() < end) {
                const std::string there = servers.destination.sql(rows);
                EXPECT_TRUE(there == "0\n" || there == servers.source.sql(rows)) << there;
            }
            run.signal(SIGKILL);
            EXPECT_EQ(run.wait(), 128 + SIGKILL) << run.output();
        }
        follow.catch_up();
        follow.expect_equal();
    }
}

/// A machine that was frozen: its sessions are still there, and it goes on where it was.
TEST(Follow, ARunThatWakesUpAfterAnotherTookOverWritesNothing) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        CutoverProcess frozen = follow.start("forever");
        EXPECT_TRUE(frozen.writes(following));
        frozen.signal(SIGSTOP);
        follow.move_elsewhere();
        servers.source.execute(random_transactions(11, 40));
        CutoverProcess second = follow.start("caught-up");
        EXPECT_EQ(second.wait(), 3) << second.output();
        EXPECT_NE(second.output().find("another run of task"), std::string::npos)
            << second.output();
        const std::string holder = servers.destination.sql(
            "SELECT IS_USED_LOCK(CONCAT('cutover/', name)) FROM `cutover`.task");
        servers.destination.execute("KILL " + holder);
        follow.catch_up();
        servers.source.execute(random_transactions(12, 40));
        frozen.signal(SIGCONT);
        EXPECT_EQ(frozen.wait(), 3) << frozen.output();
        EXPECT_NE(frozen.output().find("another run has taken this task over"), std::string::npos)
            << frozen.output();
        follow.catch_up();
        follow.expect_equal();
    }
}

std::string in_copy(const std::string& statement) {
    return "SET time_zone='+00:00'; USE `copy`; " + statement;
}

TEST(Follow, DefinitionsChangeOnTheWay) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        follow.catch_up();
        for (const std::string& statement : changing_definitions()) {
            servers.source.execute(in_copy(statement));
        }
        follow.catch_up();
        follow.expect_equal();
    }
}

/// Each statement alone, so that what differs is the work of one.
TEST(Follow, EachChangeOfADefinitionArrives) {
    const CopyServers servers(pairs_of_kinds.front());
    FollowCase follow(servers);
    follow.catch_up();
    for (const std::string& statement : changing_definitions()) {
        SCOPED_TRACE(statement);
        servers.source.execute(in_copy(statement));
        follow.catch_up();
        follow.expect_equal();
    }
}

TEST(Follow, KilledWhileDefinitionsChange) {
    Moments moments;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            SCOPED_TRACE(std::string(pair.name) + ", " + moments.seed());
            const CopyServers servers(pair);
            FollowCase follow(servers);
            follow.catch_up();
            std::size_t next = 0;
            const std::vector<std::string> statements = changing_definitions();
            while (next < statements.size()) {
                CutoverProcess run = follow.start("forever");
                EXPECT_TRUE(run.writes(following));
                for (const std::size_t end = next + 7; next < std::min(end, statements.size());) {
                    servers.source.execute(in_copy(statements[next++]));
                }
                std::this_thread::sleep_for(moments.up_to(milliseconds(300)));
                run.signal(SIGKILL);
                EXPECT_EQ(run.wait(), 128 + SIGKILL) << run.output();
            }
            follow.catch_up();
            follow.expect_equal();
        }
    }
}

}  // namespace
}  // namespace cutover::test::follow_test
