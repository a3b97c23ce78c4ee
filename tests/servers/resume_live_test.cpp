/// An interrupted verification beside a run that follows the source: the next one meets it at
/// another place, and what was compared counts of the tables that neither log names in between.
#include <csignal>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/servers/support/interrupted_case.hpp"
#include "tests/servers/support/live_case.hpp"
#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test::resume_live_test {
namespace {

/// Rows that are written to the source alone, to a table that was not compared yet.
void write_elsewhere(const InterruptedCase& one) {
    one.source.execute(
        "USE `copy`; DELETE FROM zlate ORDER BY id LIMIT 2; INSERT INTO zlate SELECT MAX(id) + 1 "
        "FROM zlate");
}

struct Round {
    const char* name;
    bool in_slices;
    Meanwhile meanwhile;
    int least_taken_over;  ///< Chunks: of `earliest`, and of `early` where nothing happened to it.
};

constexpr Round rounds[] = {
    {"nothing", false, Meanwhile::nothing, 2},
    {"damage", false, Meanwhile::damage, 1},
    {"in slices, nothing", true, Meanwhile::nothing, 2},
    {"in slices, a change arrives", true, Meanwhile::a_change_arrives, 1}};

void interrupt_and_go_on(const InterruptedCase& one, const Round& round) {
    one.interrupt(
        round.in_slices ? std::vector<std::string>{"--slice", "1"} : std::vector<std::string>{});
    write_elsewhere(one);
    happens(one, round.meanwhile);
    const int exit_code = round.meanwhile == Meanwhile::damage ? 1 : 0;
    const Json resumed = verify_outcome(one.follow, {}, exit_code);
    EXPECT_TRUE(resumed["met_at"].is_string()) << resumed.dump();
    EXPECT_EQ(resumed["discrepancy_count"], exit_code) << resumed.dump();
    EXPECT_GE(resumed["resumed_chunks"], round.least_taken_over) << resumed.dump();
    expect_noted(resumed, "of tables that neither log names counts");
    expect_what_reading_all_says(one.follow, resumed, exit_code);
    if (round.meanwhile == Meanwhile::damage) {
        happens(one, Meanwhile::damage);  // and is mended
    }
}

TEST(ResumeLive, AnInterruptedOneGoesOnAtALaterMeeting) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        const InterruptedCase one{CopyServers(pair)};
        CutoverProcess run = one.follow.start("forever");
        wait_for_applier(one.servers, run);
        for (const Round& round : rounds) {
            SCOPED_TRACE(std::string(pair.name) + ", " + round.name);
            interrupt_and_go_on(one, round);
        }
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

}  // namespace
}  // namespace cutover::test::resume_live_test
