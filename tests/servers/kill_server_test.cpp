/// What is copied survives everything that can happen between the program and its servers: either
/// server killed at any instant, the destination in the middle of a COMMIT, and a connection cut
/// at any packet, with or without the server having got it. CUTOVER_KILL_ROUNDS=20 makes a longer
/// run of it.
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/kill_case.hpp"
#include "tests/servers/support/relay.hpp"

namespace cutover::test::kill_server_test {
namespace {

using std::chrono::milliseconds;

void kill_servers_at_random(const PairOfKinds& pair, Moments& moments) {
    PrivateServer source(pair.source);
    PrivateServer destination(pair.destination);
    const CopyServers servers(source, destination);
    KillCase kill(servers, 15'000);
    CutoverProcess run = kill.start();
    kill.wait_for_rows(run);
    for (int i = 0; i < 4 && !run.has_ended(); ++i) {
        std::this_thread::sleep_for(moments.up_to(milliseconds(700)));
        (i % 2 == 0 ? destination : source).kill_and_restart();
    }
    EXPECT_EQ(run.wait(), 0) << run.output();
    kill.expect_done_chunks_stay();
    kill.expect_equal();
}

TEST(KillServer, EitherAtRandomInstants) {
    Moments moments;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            SCOPED_TRACE(std::string(pair.name) + ", " + moments.seed());
            kill_servers_at_random(pair, moments);
        }
    }
}

/// The server has the COMMIT, is killed at once, and comes back: was it done?
void kill_in_commit(const PairOfKinds& pair, Moments& moments) {
    PrivateServer destination(pair.destination);
    const CopyServers servers(PrivateServer::shared(pair.source, 0), destination);
    KillCase kill(servers, 0, KillSize::small);
    Relay relay(destination.port());
    kill.go_through(0, relay.port());
    relay.cut(7 + moments.number(30), Relay::Loss::answer, "COMMIT");
    CutoverProcess run = kill.start();
    while (!run.has_ended() && !relay.has_cut()) {
        std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
    std::this_thread::sleep_for(std::chrono::microseconds(moments.number(1500)));
    destination.kill_and_restart();
    EXPECT_EQ(run.wait(), 0) << run.output();
    EXPECT_TRUE(relay.has_cut()) << run.output();
    kill.expect_equal();
}

TEST(KillServer, TheDestinationInTheMiddleOfACommit) {
    Moments moments;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            SCOPED_TRACE(std::string(pair.name) + ", " + moments.seed());
            kill_in_commit(pair, moments);
        }
    }
}

enum class Side { source, destination };

/// Runs with one cut each, at packets from the first to the last that a whole run sends.
class CutConnections {
  public:
    CutConnections(const PairOfKinds& pair, Side side)
        : servers_(pair),
          kill_(servers_, 0, KillSize::small),
          relay_((side == Side::source ? servers_.source : servers_.destination).port()),
          packets_(packets_undisturbed(side)) {}

    void cut_one(Moments& moments, Relay::Loss loss) {
        kill_.clean_destination();
        const std::uint64_t number = moments.number(packets_);
        SCOPED_TRACE("packet " + std::to_string(number) + " of " + std::to_string(packets_));
        relay_.cut(number, loss);
        CutoverProcess run = kill_.start();
        const int exit_code = run.wait();
        EXPECT_TRUE(exit_code == 0 || exit_code == 3) << exit_code << run.output();
        if (exit_code != 0) {
            // Before the task was claimed: nothing is tried again, and nothing was written.
            EXPECT_EQ(run.output().find("copying rows"), std::string::npos) << run.output();
            kill_.expect_finishes("the same command again");
        }
        kill_.expect_equal();
    }

  private:
    std::uint64_t packets_undisturbed(Side side) {
        side == Side::source ? kill_.go_through(relay_.port(), 0)
                             : kill_.go_through(0, relay_.port());
        kill_.expect_finishes("undisturbed");
        const std::uint64_t packets = relay_.packets();
        kill_.expect_equal();
        return packets;
    }

    CopyServers servers_;
    KillCase kill_;
    Relay relay_;
    std::uint64_t packets_;
};

TEST(KillConnection, AtAnyPacketOnEitherSide) {
    Moments moments;
    for (const PairOfKinds& pair : pairs_of_kinds) {
        for (const Side side : {Side::source, Side::destination}) {
            SCOPED_TRACE(
                std::string(pair.name) + (side == Side::source ? ", source, " : ", destination, ") +
                moments.seed());
            CutConnections cuts(pair, side);
            for (int round = 0; round < 2 * kill_rounds(); ++round) {
                for (const Relay::Loss loss : {Relay::Loss::request, Relay::Loss::answer}) {
                    cuts.cut_one(moments, loss);
                }
            }
        }
    }
}

}  // namespace
}  // namespace cutover::test::kill_server_test
