#include "runtime/load_gate.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/manual_clock.hpp"

namespace cutover::load_gate_test {
namespace {

/// A server that shows one figure after the other, and the last one from then on; with some of this
/// program's readers.
struct Server {
    std::vector<std::uint64_t> figures{};
    std::size_t asked = 0;

    std::string look(std::uint64_t readers) {
        const std::uint64_t figure = figures.at(std::min(asked++, figures.size() - 1));
        return figure > readers ? std::to_string(figure - readers) + " others" : "";
    }
};

struct Bench {
    test::ManualClock time{};
    Server server{};
    std::vector<std::string> reports{};
    LoadGate gate;

    explicit Bench(std::vector<std::uint64_t> figures)
        : server{std::move(figures)},
          gate(
              {.looks = {nullptr, [this](std::uint64_t readers) { return server.look(readers); }},
               .clock = time.clock(),
               .report = [this](const std::string& why) { reports.push_back(why); }}) {}
};

TEST(LoadGate, WithoutALookEverybodyPasses) {
    test::ManualClock time;
    LoadGate gate({.looks = {nullptr, nullptr}, .clock = time.clock()});
    gate.pass();
    EXPECT_EQ(time.sleeps, 0);
}

TEST(LoadGate, WaitsUntilTheLoadHasComeDown) {
    Bench bench({25, 11, 0});
    bench.gate.pass();
    EXPECT_EQ(bench.reports, (std::vector<std::string>{"25 others", "11 others", ""}));
    EXPECT_EQ(bench.time.slept, std::chrono::seconds(2));
    bench.gate.pass();
    EXPECT_EQ(bench.server.asked, 3U) << "it was looked at in this second";
}

TEST(LoadGate, AskingManyTimesLooksOnceASecond) {
    Bench bench({0});
    for (int i = 0; i < 1'000; ++i) {
        bench.gate.pass();
        bench.time.now += std::chrono::milliseconds(10);
    }
    EXPECT_EQ(bench.server.asked, 10U);
    EXPECT_TRUE(bench.reports.empty()) << "nobody waited, so there is nothing to say";
}

TEST(LoadGate, LooksKnowHowManyReadersThereAre) {
    Bench bench({3, 3, 2});
    const LoadGate::Reading one(bench.gate);
    const LoadGate::Reading two(bench.gate);
    {
        const LoadGate::Reading three(bench.gate);
        bench.gate.pass();
        EXPECT_TRUE(bench.reports.empty());
    }
    bench.time.now += std::chrono::seconds(1);
    bench.gate.pass();
    EXPECT_EQ(bench.reports, (std::vector<std::string>{"1 others", ""}));
}

TEST(LoadGate, AServerThatDoesNotAnswerHoldsNobody) {
    test::ManualClock time;
    LoadGate gate(
        {.looks = {[](std::uint64_t) -> std::string {
             throw ServerError(
                 Recovery::retry_session, ExitCode::could_not_finish, {2013, ""}, "x");
         }},
         .clock = time.clock()});
    gate.pass();
    EXPECT_EQ(time.sleeps, 0);
}

TEST(LoadGate, AnInterruptionEndsTheWait) {
    LoadGate gate(
        {.looks = {[](std::uint64_t) { return std::string("9 others"); }},
         .clock = {std::chrono::steady_clock::now, [](auto) { throw Interrupted(); }}});
    EXPECT_THROW(gate.pass(), Interrupted);
}

TEST(LoadGate, ManyThreadsPassWhenItOpens) {
    std::atomic<std::uint64_t> threads{9};
    std::atomic<int> passed{0};
    LoadGate gate(
        {.looks = {[&](std::uint64_t) { return std::string(threads > 1 ? "busy" : ""); }},
         .clock = {
             [] {  // a hundred times as fast, for the gate looks once a second
                 return std::chrono::steady_clock::time_point(
                     std::chrono::steady_clock::now().time_since_epoch() * 100);
             },
             [](std::chrono::milliseconds) {
                 std::this_thread::sleep_for(std::chrono::milliseconds(1));
             }}});
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
}  // namespace cutover::load_gate_test
