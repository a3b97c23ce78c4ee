/// limits.max_source_threads_running while verifying.
#include <atomic>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/two_servers.hpp"

namespace cutover::test::busy_source_test {
namespace {

/// Time that passes when somebody sleeps; from any thread.
struct SharedClock {
    std::atomic<std::int64_t> milliseconds{1};

    [[nodiscard]] Clock clock() {
        return {
            [this] {
                return std::chrono::steady_clock::time_point(
                    std::chrono::milliseconds(milliseconds.load()));
            },
            [this](std::chrono::milliseconds duration) { milliseconds += duration.count(); }};
    }
};

struct HeldObserver : VerifyObserver {
    std::atomic<int> waits{0};
    std::atomic<int> goes_on{0};

    void held(const std::string& why) override { ++(why.empty() ? goes_on : waits); }
};

struct BusyPair {
    TwoServers servers{};
    SharedClock time{};
    HeldObserver observer{};

    BusyPair() {
        servers.add_plain(20);
        servers.request.clock = time.clock();
        servers.request.max_source_threads_running = 5;
    }

    VerifyReport verify() {
        Task task;
        task.objects.databases["shop"] = {};
        VerifyRequest& request = servers.request;
        request.source_catalog = servers.source.catalog({"shop"});
        request.plan = make_plan(
            task, request.source_catalog, servers.source.server().facts,
            servers.destination.server().facts);
        for (TablePlan& table : request.plan.tables) {
            table.chunk_rows = 4;
        }
        return cutover::verify(
            request, servers.source, servers.destination, servers.evidence, observer);
    }
};

TEST(VerifyABusySource, ReadingWaitsUntilItIsCalm) {
    BusyPair pair;
    std::atomic<int> asked{0};
    pair.servers.source.load = [&asked] { return ++asked < 4 ? 40U : 1U; };
    EXPECT_EQ(pair.verify().outcome(), "equal");
    EXPECT_EQ(pair.observer.waits, 3);
    EXPECT_EQ(pair.observer.goes_on, 1);
    std::size_t asked_before = 0;
    for (const std::string& line : pair.servers.source.diary().lines()) {
        if (line.rfind("read", 0) == 0 || line.rfind("boundaries", 0) == 0) {
            break;
        }
        asked_before += line == "threads_running" ? 1U : 0U;
    }
    EXPECT_EQ(asked_before, 4U) << "something was read while the source was busy";
    EXPECT_EQ(pair.servers.destination.diary().count("threads_running"), 0U);
}

TEST(VerifyABusySource, ALoadThatCannotBeAskedForIsNoFailure) {
    BusyPair pair;
    pair.servers.source.load = []() -> std::uint64_t {
        throw ServerError(Recovery::none, ExitCode::refused, {1227, "42000"}, "denied");
    };
    EXPECT_EQ(pair.verify().outcome(), "equal");
    EXPECT_EQ(pair.observer.waits, 0);
}

/// Both sides wait: the destination for its replicas' sake, and the source with it.
TEST(VerifyABusySource, ReadingWaitsForTheDestinationsReplicas) {
    BusyPair pair;
    pair.servers.request.max_source_threads_running = 0;
    pair.servers.request.max_replica_lag = std::chrono::seconds(10);
    std::atomic<int> asked{0};
    pair.servers.destination.followers = [&asked] {
        const std::chrono::seconds behind(++asked < 3 ? 40 : 10);
        return std::vector<Replica>{{.name = "far:3306", .behind = behind, .why_unknown = ""}};
    };
    EXPECT_EQ(pair.verify().outcome(), "equal");
    EXPECT_EQ(pair.observer.waits, 2);
    EXPECT_EQ(pair.observer.goes_on, 1);
    EXPECT_EQ(pair.servers.source.diary().count("replicas"), 0U);
    for (const MemoryDatabase* side : {&pair.servers.source, &pair.servers.destination}) {
        EXPECT_EQ(side->diary().count("read"), 5U);
    }
}

/// The limit is of other threads than this program's; a reader of the destination is none of them.
TEST(VerifyABusySource, OnlyReadersOfTheSourceAreItsOwn) {
    BusyPair pair;
    pair.servers.request.workers = 1;
    pair.servers.request.max_source_threads_running = 1;
    std::atomic<int> asked{0};
    pair.servers.source.load = [&asked]() -> std::uint64_t { return ++asked % 2 == 1 ? 3 : 0; };
    EXPECT_EQ(pair.verify().outcome(), "equal");
    EXPECT_GE(pair.observer.waits, 1);
}

TEST(VerifyABusySource, NobodyAsksWithoutALimit) {
    BusyPair pair;
    pair.servers.request.max_source_threads_running = 0;
    pair.servers.source.load = [] { return 1'000U; };
    EXPECT_EQ(pair.verify().outcome(), "equal");
    EXPECT_EQ(pair.servers.source.diary().count("threads_running"), 0U);
}

}  // namespace
}  // namespace cutover::test::busy_source_test
