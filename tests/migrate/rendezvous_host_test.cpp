/// Each of the two ways in which an applier that stands still is let go, without the other: the
/// caller's session has ended while no time passes, and time passes while the session is there.
#include "migrate/rendezvous_host.hpp"

#include <functional>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "tests/fakes/memory_database.hpp"
#include "tests/fakes/migrate_fakes.hpp"

namespace cutover::test::rendezvous_host_test {
namespace {

const LogPlace here{.file = "binlog.000001", .offset = 400};

/// Somebody has called, and the host has heard it.
struct HostCase {
    HostCase() {
        {
            const std::scoped_lock lock(destination.server().mutex);  // the host asks already
            destination.server().meeting = RendezvousState{.is_applier_there = true};
        }
        caller = destination.rendezvous("task");
        EXPECT_TRUE(caller->call());
        for (int i = 0; i < 10'000 && !host.is_due(here); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        EXPECT_TRUE(host.is_due(here)) << "it does not hear the call";
    }

    [[nodiscard]] RendezvousState state() const { return caller->state().value(); }

    Task task{};
    TaskPlan plan{};
    Catalog catalog{};
    MemoryDatabase source{"source"};
    MemoryDatabase destination{"destination"};
    std::unique_ptr<Rendezvous> caller{};
    EvidenceDiary evidence{};
    ObserverDiary observer{};
    std::unique_ptr<ProgressStore> progress = destination.progress("task");
    std::chrono::steady_clock::time_point now{};
    std::function<void(std::chrono::milliseconds)> meanwhile{};  ///< Each time that it sleeps.
    MigrateRequest request{
        .task = task,
        .plan = plan,
        .source_facts = source.facts(),
        .destination_facts = destination.facts(),
        .source_catalog = catalog,
        .destination_catalog = catalog,
        .clock = {
            [this] { return now; }, [this](std::chrono::milliseconds pause) { meanwhile(pause); }}};
    Migration migration{
        .request = request,
        .source = source,
        .destination = destination,
        .evidence = evidence,
        .observer = observer,
        .progress = *progress};
    RendezvousHost host{migration};
};

TEST(RendezvousHost, LetsGoWhoseSessionHasEnded) {
    HostCase test;
    int sleeps = 0;
    test.meanwhile = [&](std::chrono::milliseconds) {
        EXPECT_EQ(test.state().standing, here);
        if (++sleeps == 3) {
            test.caller->leave();
        } else if (sleeps > 3) {
            ADD_FAILURE() << "it stands for nobody";
            test.now += std::chrono::hours(1);
        }
    };
    test.host.stand(here);
    EXPECT_EQ(sleeps, 3);
    EXPECT_TRUE(test.state().has_given_up);
    EXPECT_FALSE(test.host.is_due(here));
}

TEST(RendezvousHost, StandsForFiveSecondsAtMost) {
    HostCase test;
    const auto begun = test.now;
    test.meanwhile = [&](std::chrono::milliseconds pause) {
        EXPECT_EQ(test.state().standing, here);
        test.now += pause;
        if (test.now - begun > std::chrono::minutes(1)) {
            ADD_FAILURE() << "it stands for as long as the session is there";
            test.caller->leave();
        }
    };
    test.host.stand(here);
    EXPECT_TRUE(test.state().is_caller_there);
    EXPECT_TRUE(test.state().has_given_up);
    EXPECT_GT(test.now - begun, std::chrono::milliseconds(4990));
    EXPECT_LT(test.now - begun, std::chrono::milliseconds(5010));
    EXPECT_FALSE(test.host.is_due(here)) << "it is not held by the same call again";
}

}  // namespace
}  // namespace cutover::test::rendezvous_host_test
