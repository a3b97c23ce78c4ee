/// `cutover verify --since-last` while another process follows the source and the source is written
/// to: each goes on from the one before, from the place where both met.
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/live_case.hpp"
#include "tests/servers/support/long_table.hpp"
#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test::since_last_live_test {
namespace {

/// Three rows of `still` change, never the one that LiveCase damages.
std::string last_rows_change(int round) {
    return "UPDATE `copy`.still SET v='round " + std::to_string(round) +
           "' ORDER BY id DESC LIMIT 3";
}

/// At a place that both met at, `still` by the rows that changed alone.
Json carried_live(const FollowCase& follow, int exit_code) {
    Json outcome = since_last(follow, exit_code);
    EXPECT_TRUE(outcome["met_at"].is_string()) << outcome.dump();
    const Json& still = table(outcome, "still");
    EXPECT_GT(still["rows_carried"], 0) << outcome["notes"].dump();
    EXPECT_LT(still["rows_carried"], still["source_rows"]) << "nothing of it was read";
    return outcome;
}

TEST(SinceLastLive, GoesOnFromMeetingToMeeting) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        live.follow.start_writing(5);
        EXPECT_TRUE(verify_outcome(live.follow)["met_at"].is_string());
        std::string met_before;
        for (int round = 1; round < 5; ++round) {
            live.servers.source.execute(last_rows_change(round));
            const Json outcome = carried_live(live.follow, 0);
            EXPECT_EQ(outcome["outcome"], "equal") << outcome.dump();
            EXPECT_EQ(outcome["discrepancy_count"], 0);
            EXPECT_NE(outcome["met_at"], met_before) << "the source was not written to";
            met_before = outcome["met_at"];
        }

        live.damage();
        live.servers.source.execute(last_rows_change(5));
        const Json damaged = carried_live(live.follow, 1);
        EXPECT_EQ(damaged["discrepancy_count"], 1) << damaged.dump();
        ASSERT_EQ(damaged["discrepancies"].size(), 1U);
        EXPECT_EQ(damaged["discrepancies"][0]["table"], "copy.still");
        EXPECT_EQ(damaged["discrepancies"][0]["columns"][0]["destination"], "other");
        for (const Json& one : damaged["tables"]) {
            EXPECT_EQ(one["verdict"], one["source"] == "copy.still" ? "DIFFERENT" : "EQUAL")
                << one.dump();
        }
        live.follow.stop_writing();
        EXPECT_TRUE(live.follow.has_applied_all(run)) << run.output();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
        const Json at_rest = since_last(live.follow, 1);
        EXPECT_EQ(at_rest["discrepancy_count"], 1) << "what was found is not forgotten";
    }
}

/// The logs are read from the first slice on, and would say once more what was read in a later one.
TEST(SinceLastLive, ReadsWhatALaterSliceReadWhole) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        live.servers.source.execute("CREATE TABLE `copy`.zlate LIKE `copy`.ledger");
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        EXPECT_TRUE(live.follow.has_applied_all(run)) << run.output();
        const TemporaryFolder folder;
        CutoverProcess sliced = live.follow.start_verify(
            folder.path() / "output", {}, {"--slice", "1", "--set", "/limits/rows_per_second=300"});
        for (int row = 1; !sliced.has_ended(); ++row) {
            live.servers.source.execute(
                "INSERT INTO `copy`.zlate VALUES (" + std::to_string(row) + ")");
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        EXPECT_EQ(sliced.wait(), 0) << sliced.output();
        live.servers.source.execute("UPDATE `copy`.zlate SET n=-1 LIMIT 1");
        EXPECT_TRUE(live.follow.has_applied_all(run)) << run.output();
        const Json outcome = since_last(live.follow);
        EXPECT_EQ(table(outcome, "zlate")["rows_carried"], 0);
        expect_noted(outcome, "it was read at another moment");
        expect_what_reading_all_says(live.follow, outcome);
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

/// What is carried was equal where both met first, whatever slices come after that for the rest.
TEST(SinceLastLive, WhatIsCarriedIsOfTheFirstSlice) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        EXPECT_TRUE(verify_outcome(live.follow)["met_at"].is_string());
        LongTable not_verified_yet(live.servers.source);
        EXPECT_TRUE(live.follow.has_applied_all(run)) << run.output();
        not_verified_yet.start_writing();
        const Json outcome = verify_outcome(
            live.follow, {"--since-last", "--slice", "1", "--workers", "1", "--set",
                          "/limits/rows_per_second=400"});
        not_verified_yet.stop();
        const Json report = Json::parse(live.follow.run("report", {"--json"}).out);
        const Json places = report["coverage"]["met_at"];
        ASSERT_GE(places.size(), 2U) << places;
        const Json& still = table(outcome, "still");
        EXPECT_GT(still["rows_carried"], 0) << outcome["notes"].dump();
        EXPECT_EQ(places.front().get<std::string>().rfind(still["position"], 0), 0U)
            << places << still["position"];
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

}  // namespace
}  // namespace cutover::test::since_last_live_test
