#include "runtime/load_gate.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/manual_clock.hpp"

namespace cutover {
namespace {

/// A server that shows one figure after the other, and the last one from then on.
struct Server {
    std::vector<std::uint64_t> figures{};
    std::size_t asked = 0;

    std::uint64_t threads() {
        const std::size_t at = std::min(asked++, figures.size() - 1);
        return figures.at(at);
    }
};

struct Bench {
    test::ManualClock time{};
    Server server{};
    std::vector<std::string> reports{};
    LoadGate gate;

    Bench(unsigned limit, std::vector<std::uint64_t> figures)
        : server{std::move(figures)},
          gate(
              {.limit = limit,
               .clock = time.clock(),
               .threads_running = [this] { return server.threads(); },
               .report =
                   [this](const ServerLoad& load) {
                       reports.push_back(
                           (load.too_high ? "waits " : "goes on ") +
                           std::to_string(load.threads_running));
                   }}) {}
};

TEST(LoadGate, WithoutALimitNobodyAsks) {
    Bench bench(0, {1'000});
    bench.gate.pass();
    EXPECT_EQ(bench.server.asked, 0U);
    EXPECT_EQ(bench.time.sleeps, 0);
}

TEST(LoadGate, WaitsUntilTheLoadHasComeDown) {
    Bench bench(10, {25, 11, 10});
    bench.gate.pass();
    EXPECT_EQ(bench.reports, (std::vector<std::string>{"waits 25", "waits 11", "goes on 10"}));
    EXPECT_EQ(bench.time.slept, std::chrono::seconds(2));
    bench.gate.pass();
    EXPECT_EQ(bench.server.asked, 3U) << "it was looked at in this second";
}

TEST(LoadGate, AskingManyTimesLooksOnceASecond) {
    Bench bench(10, {3});
    for (int i = 0; i < 1'000; ++i) {
        bench.gate.pass();
        bench.time.now += std::chrono::milliseconds(10);
    }
    EXPECT_EQ(bench.server.asked, 10U);
    EXPECT_TRUE(bench.reports.empty()) << "nobody waited, so there is nothing to say";
}

TEST(LoadGate, OurOwnReadersAreNoReasonToWait) {
    Bench bench(2, {5});
    const LoadGate::Reading one(bench.gate);
    const LoadGate::Reading two(bench.gate);
    {
        const LoadGate::Reading three(bench.gate);
        bench.gate.pass();
        EXPECT_TRUE(bench.reports.empty());
    }
    bench.time.now += std::chrono::seconds(1);
    bench.server.figures.push_back(4);
    bench.server.asked = 0;
    bench.gate.pass();
    EXPECT_EQ(bench.reports.at(0), "waits 3");
}

TEST(LoadGate, AServerThatDoesNotAnswerHoldsNobody) {
    test::ManualClock time;
    LoadGate gate({.limit = 1, .clock = time.clock(), .threads_running = []() -> std::uint64_t {
                       throw ServerError(
                           Recovery::retry_session, ExitCode::could_not_finish, {2013, ""}, "x");
                   }});
    gate.pass();
    EXPECT_EQ(time.sleeps, 0);
}

TEST(LoadGate, AnInterruptionEndsTheWait) {
    LoadGate gate(
        {.limit = 1,
         .clock = {std::chrono::steady_clock::now, [](auto) { throw Interrupted(); }},
         .threads_running = [] { return std::uint64_t{9}; }});
    EXPECT_THROW(gate.pass(), Interrupted);
}

TEST(LoadGate, ManyThreadsPassWhenItOpens) {
    std::atomic<std::uint64_t> threads{9};
    std::atomic<int> passed{0};
    LoadGate gate(
        {.limit = 1,
         .clock = {
             [] {  // a hundred times as fast, for the gate looks once a second
                 return std::chrono::steady_clock::time_point(
                     std::chrono::steady_clock::now().time_since_epoch() * 100);
             },
             [](std::chrono::milliseconds) {
                 std::this_thread::sleep_for(std::chrono::milliseconds(1));
             }},
         .threads_running = [&] { return threads.load(); }});
    {
        std::vector<std::jthread> workers;
        workers.reserve(8);
        for (int i = 0; i < 8; ++i) {
            workers.emplace_back([&] {
                gate.pass();
                const LoadGate::Reading reading(gate);
                ++passed;
            });
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        EXPECT_EQ(passed, 0);
        threads = 0;
    }
    EXPECT_EQ(passed, 8);
}

}  // namespace
}  // namespace cutover
