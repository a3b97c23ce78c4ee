/// What can happen to a connection while cutover follows: reset inside a row, silence without an
/// end, bytes that come by threes, and one that arrives as another one. Between cutover and the
/// source's log, which has checksums, and between it and the destination. Statements have none, so
/// that a byte that is changed on its way there is found by TLS or by nobody.
#include <chrono>
#include <csignal>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/chaos/support/counts.hpp"
#include "tests/places.hpp"
#include "tests/servers/support/follow_case.hpp"
#include "tests/servers/support/kill_case.hpp"
#include "tests/servers/support/relay.hpp"

namespace cutover::test::connection_fault_test {
namespace {

using std::chrono::milliseconds;

struct FaultKind {
    const char* name;
    Relay::Fault fault;
    Relay::Stream stream;
};

const FaultKind kinds_of_faults[] = {
    {"the log reset", Relay::Fault::reset, Relay::Stream::log},
    {"the log by threes", Relay::Fault::slices, Relay::Stream::log},
    {"the log corrupted", Relay::Fault::corruption, Relay::Stream::log},
    {"the log silent", Relay::Fault::black_hole, Relay::Stream::log},
    {"statements reset", Relay::Fault::reset, Relay::Stream::statements},
    {"statements by threes", Relay::Fault::slices, Relay::Stream::statements},
    {"statements silent", Relay::Fault::black_hole, Relay::Stream::statements},
};

/// One run of cutover that follows through relays; everything that happens to it is in its way.
class FaultCase {
  public:
    explicit FaultCase(const PairOfKinds& pair)
        : servers_(pair),
          follow_(servers_),
          source_relay_(servers_.source.port()),
          destination_relay_(servers_.destination.port()) {
        servers_.source.execute("SET GLOBAL binlog_checksum = CRC32");
        follow_.catch_up();
        follow_.go_through(source_relay_.port(), destination_relay_.port());
    }

    void follow_disturbed(Moments& moments) {
        CutoverProcess run = follow_.start(
            "forever", {std::string("LD_PRELOAD=") + step_kill_library,
                        "ASAN_OPTIONS=verify_asan_link_order=0", "CUTOVER_WAITS_DIVISOR=10"});
        follow_.start_writing(static_cast<unsigned>(moments.number(1'000'000)));
        for (const FaultKind& kind : kinds_of_faults) {
            SCOPED_TRACE(kind.name);
            disturb(kind, moments, run);
        }
        follow_.stop_writing();
        EXPECT_TRUE(follow_.has_applied_all(run)) << run.output();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
        follow_.expect_equal();
    }

  private:
    void disturb(const FaultKind& kind, Moments& moments, CutoverProcess& run) {
        const bool at_source = kind.stream == Relay::Stream::log;
        Relay& relay = at_source ? source_relay_ : destination_relay_;
        relay.disturb(kind.fault, kind.stream, moments.number(20'000));
        wait_until(run, [&] { return relay.has_disturbed(); });
        EXPECT_TRUE(relay.has_disturbed()) << run.output();
        if (kind.fault == Relay::Fault::black_hole && !at_source) {
            // A statement may take minutes: there it is the network that gives up first.
            std::this_thread::sleep_for(moments.up_to(milliseconds(2000)));
            relay.end_black_holes();
        }
        EXPECT_TRUE(follow_.has_applied_all(run)) << "goes on no more: " << run.output();
        count_chaos(1, std::string("connection faults, ") + kind.name);
    }

    template<typename Reached>
    static void wait_until(CutoverProcess& run, const Reached& reached) {
        for (int i = 0; i < 3000 && !reached() && !run.has_ended(); ++i) {
            std::this_thread::sleep_for(milliseconds(20));
        }
    }

    CopyServers servers_;
    FollowCase follow_;
    Relay source_relay_;
    Relay destination_relay_;
};

TEST(ConnectionFault, OfEveryKindNothingIsLostOrTaken) {
    Moments moments;
    for (int round = 0; round < kill_rounds(); ++round) {
        for (const PairOfKinds& pair : pairs_of_kinds) {
            SCOPED_TRACE(pair.name);
            FaultCase(pair).follow_disturbed(moments);
        }
    }
}

}  // namespace
}  // namespace cutover::test::connection_fault_test
