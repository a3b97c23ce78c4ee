/// Either server is killed and comes back on its data and port, again and again, while one run of
/// cutover follows the source under writes. The destination also with relaxed durability, where it
/// forgets what it had said to be committed: rows and position together, and so nothing is lost.
/// The source keeps its log: one that forgets its own end has told its readers of transactions that
/// never were, and no reader can put that right; a log that is shorter than what was applied is a
/// gap (log_gap_test.cpp).
#include <chrono>
#include <csignal>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/chaos/support/counts.hpp"
#include "tests/servers/support/follow_case.hpp"
#include "tests/servers/support/kill_case.hpp"

namespace cutover::test::server_kill_test {
namespace {

using std::chrono::milliseconds;

struct Durability {
    const char* name;
    std::vector<std::string> arguments;
};

const Durability safe{"safe", {"--sync-binlog=1", "--innodb-flush-log-at-trx-commit=1"}};

const Durability durabilities[] = {
    {"forgets a second of commits", {"--sync-binlog=0", "--innodb-flush-log-at-trx-commit=0"}},
    {"leaves them to the system", {"--sync-binlog=0", "--innodb-flush-log-at-trx-commit=2"}},
    safe,
};

/// Kills one of them a while after something was applied.
void kill_one(FollowCase& follow, bool is_source, Moments& moments, CutoverProcess& run) {
    const std::uint64_t before = follow.applied();
    for (int i = 0; i < 1500 && follow.applied() <= before && !run.has_ended(); ++i) {
        std::this_thread::sleep_for(milliseconds(20));
    }
    EXPECT_GT(follow.applied(), before) << run.output();
    std::this_thread::sleep_for(moments.up_to(milliseconds(700)));
    if (is_source) {
        follow.servers.source.kill_and_restart();
        count_chaos(1, "source servers killed");
        return;
    }
    const std::uint64_t committed = follow.applied();
    follow.servers.destination.kill();
    run.signal(SIGSTOP);  // what it does again must not be counted as kept
    follow.servers.destination.start();
    const std::uint64_t kept = follow.applied();
    run.signal(SIGCONT);
    count_chaos(1, "destination servers killed");
    count_chaos(
        kept < committed ? static_cast<int>(committed - kept) : 0,
        "commits forgotten by destinations");
}

void kill_servers(const PairOfKinds& pair, const Durability& durability, Moments& moments) {
    SCOPED_TRACE(fmt::format("{}, the destination {}", pair.name, durability.name));
    PrivateServer source(pair.source, safe.arguments);
    PrivateServer destination(pair.destination, durability.arguments);
    const CopyServers servers(source, destination);
    FollowCase follow(servers);
    follow.source_may_fail = true;
    follow.catch_up();
    follow.start_writing(static_cast<unsigned>(moments.number(1'000'000)));
    CutoverProcess run = follow.start("forever");
    // A destination that forgets the claim itself makes the run stop with exit code 3, as if
    // another one had taken the task over: safe to run again, but not what is tested here.
    std::this_thread::sleep_for(milliseconds(1500));
    for (int kill = 0; kill < 4 && !run.has_ended(); ++kill) {
        kill_one(follow, moments.number(3) == 1, moments, run);
    }
    follow.stop_writing();
    EXPECT_TRUE(follow.has_applied_all(run)) << run.output();
    run.signal(SIGTERM);
    EXPECT_EQ(run.wait(), 0) << run.output();
    follow.expect_equal();
    EXPECT_GT(follow.acknowledged(), 0U);
}

TEST(ServerKill, WhileItFollowsNothingIsLost) {
    Moments moments;
    const std::size_t tried = kill_rounds() > 1 ? std::size(durabilities) : 1;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            for (std::size_t i = 0; i < tried; ++i) {
                kill_servers(pair, durabilities[i], moments);
            }
        }
    }
}

}  // namespace
}  // namespace cutover::test::server_kill_test
