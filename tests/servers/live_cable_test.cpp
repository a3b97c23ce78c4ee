/// The cable of a machine that verifies is pulled while it meets whoever follows the source: its
/// servers keep its sessions, and nobody hangs up. Whoever follows goes on, and so do the source's
/// writes.
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "mysql/session.hpp"
#include "tests/servers/support/live_case.hpp"
#include "tests/servers/support/relay.hpp"

namespace cutover::test::live_cable_test {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;
using Time = std::chrono::steady_clock;

struct Cut {
    const char* name = "";
    bool of_source = false;
    const char* statement = "";  ///< Its begin, 31 characters at most.
};

/// The applier stands at both, and a MySQL is locked.
std::vector<Cut> cuts_of(const PairOfKinds& pair) {
    return {
        {"to the source", true,
         pair.source == ServerKind::mysql56 ? "UNLOCK TABLES" : "START TRANSACTION WITH CONSISTE"},
        {"to the destination", false, "UPDATE `cutover`.`rendezvous` S"}};
}

void pull(const LiveCase& live, CutoverProcess& run, FollowCase& follow, const Cut& cut) {
    const PrivateServer& server = cut.of_source ? live.servers.source : live.servers.destination;
    Relay relay(server.port());
    cut.of_source ? follow.go_through(relay.port(), 0) : follow.go_through(0, relay.port());
    const TemporaryFolder folder;
    relay.cut(1, Relay::Loss::cable, cut.statement);
    CutoverProcess verification = follow.start_verify(folder.path() / "output", {});
    for (int i = 0; i < 6000 && !relay.has_cut() && !verification.has_ended(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ASSERT_TRUE(relay.has_cut()) << verification.output();
    const std::string held = Json::parse(follow.status(true))["held"].dump();
    EXPECT_NE(held.find(verification.name()), std::string::npos) << held;
    const auto begun = Time::now();
    Session writer(live.servers.source.endpoint(), SessionRole::writing);
    writer.execute("UPDATE `copy`.still SET v=CONCAT('c', v) WHERE id < 50", "writing");
    EXPECT_LT(Time::now() - begun, seconds(15)) << "the source stays locked";
    EXPECT_TRUE(follow.has_applied_all(run, 15)) << "the applier stands still " << run.output();
    follow.go_through(0, 0);
}

TEST(LiveCable, PulledInAMeetingHoldsNobodyForLong) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        if (pair.destination != ServerKind::mariadb) {
            continue;  // what an applier waits for is the same
        }
        LiveCase live(pair);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        for (const Cut& cut : cuts_of(pair)) {
            SCOPED_TRACE(std::string(pair.name) + ", " + cut.name);
            pull(live, run, live.follow, cut);
        }
        const ProgramRun verified = live.verify();
        EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

}  // namespace
}  // namespace cutover::test::live_cable_test
