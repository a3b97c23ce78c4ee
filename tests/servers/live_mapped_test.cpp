/// `cutover verify` while another process follows the source and the source is written to, of
/// tables that are over there under other names, without some columns and with a part of their
/// rows: the source's rows go through the same mapping, at the moment that both sides show.
#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/servers/support/conditions.hpp"
#include "tests/servers/support/live_case.hpp"
#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test::live_mapped_test {
namespace {

/// Rows that random transactions leave alone: one under the condition, and one that it keeps out.
constexpr const char* stays = "300000";
constexpr const char* is_kept_out = "300001";

/// At this rate all tables take longer than a slice.
const std::vector<std::string> in_slices{"--slice", "1",     "--workers",
                                         "1",       "--set", "/limits/rows_per_second=400"};

/// Followed, and written to until the end of it; not so fast that all takes ever longer to read.
struct MappedCase {
    explicit MappedCase(const PairOfKinds& pair) : servers(pair), run(begin()) {
        wait_for_applier(servers, run);
        writing_ = std::jthread([this](const std::stop_token& stop) {
            for (unsigned i = 1; !stop.stop_requested(); ++i) {
                servers.source.execute(
                    random_transactions(i, 10) + "INSERT INTO ledger VALUES (" + std::to_string(i) +
                    ")");
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
        });
    }

    void damage() const {
        servers.destination.execute(
            std::string("USE `copied`; UPDATE marked SET text='other' WHERE number=") + stays +
            "; INSERT INTO marked VALUES (" + is_kept_out + ", 'kept out', 1)");
    }

    void end() {
        writing_ = {};
        EXPECT_TRUE(follow.has_applied_all(run)) << run.output();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }

    CopyServers servers;
    FollowCase follow{servers, 0, objects_by_mapping()};
    CutoverProcess run;

  private:
    [[nodiscard]] CutoverProcess begin() const {
        servers.source.execute(
            std::string("USE `copy`; INSERT INTO keyed VALUES (") + stays +
            ", NULL, 'stays', 1), (" + is_kept_out +
            ", NULL, 'kept out', 1); INSERT INTO ledger SELECT -id FROM keyed UNION SELECT "
            "-1000000 - id FROM keyed UNION SELECT -2000000 - id FROM keyed");
        follow.catch_up();
        return follow.start("forever");
    }

    std::jthread writing_{};
};

void expect_equal(const Json& outcome) {
    EXPECT_EQ(outcome["outcome"], "equal") << outcome.dump();
    EXPECT_TRUE(outcome["met_at"].is_string()) << outcome.dump();
    EXPECT_EQ(outcome["discrepancy_count"], 0) << outcome.dump();
}

void expect_just_the_damage(const Json& outcome) {
    EXPECT_TRUE(outcome["met_at"].is_string()) << outcome.dump();
    EXPECT_EQ(outcome["discrepancy_count"], 2) << outcome.dump();
    std::string found;
    for (const Json& one : outcome["discrepancies"]) {
        found += one["table"].get<std::string>() + " " + one["kind"].get<std::string>() + " " +
                 one["key"]["id"].get<std::string>() + " ";
    }
    for (const Json& cause : outcome["causes"]) {
        found += cause["kind"].get<std::string>() + " ";
    }
    EXPECT_EQ(
        found, std::string("copy.keyed changed ") + stays + " copy.keyed extra " + is_kept_out +
                   " filtered_rows unexplained ")
        << outcome.dump();
}

TEST(LiveMapped, ThroughAMappingIsExactWhileRowsEnterAndLeave) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        MappedCase mapped(pair);
        for (int round = 0; round < 2; ++round) {
            expect_equal(verify_outcome(mapped.follow));
            const Json carried = since_last(mapped.follow);
            expect_equal(carried);
            EXPECT_GT(table(carried, "ledger")["rows_carried"], 0) << carried.dump();
            expect_noted(carried, "which of its rows the task's \\\"where\\\" takes");
        }
        expect_equal(verify_outcome(mapped.follow, in_slices));
        mapped.damage();
        for (const std::vector<std::string>& flags :
             {std::vector<std::string>{}, {"--since-last"}, in_slices}) {
            expect_just_the_damage(verify_outcome(mapped.follow, flags, 1));
        }
        const Json report = Json::parse(mapped.follow.run("report", {"--json"}).out);
        EXPECT_GE(report["coverage"]["met_at"].size(), 2U) << report["coverage"];
        mapped.end();
    }
}

}  // namespace
}  // namespace cutover::test::live_mapped_test
