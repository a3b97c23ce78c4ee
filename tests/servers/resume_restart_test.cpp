/// An interrupted verification that goes on once a server was killed and started again: what it
/// compared counts where both logs say that it still holds, and is read again where they do not.
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test {
namespace {

/// Servers of its own, and two tables, one of which is compared first and the other last.
struct InterruptedCase {
    explicit InterruptedCase(const PairOfKinds& pair, const std::string& engine = "InnoDB")
        : source(pair.source), destination(pair.destination) {
        source.execute(
            "USE `copy`; CREATE TABLE early (id INT NOT NULL PRIMARY KEY, v INT) ENGINE=" + engine +
            "; INSERT INTO early SELECT id, id FROM keyed; CREATE TABLE zlate (id INT NOT NULL "
            "PRIMARY KEY) ENGINE=InnoDB; INSERT INTO zlate SELECT id FROM keyed UNION SELECT -id "
            "FROM keyed");
        follow.catch_up();
    }

    /// Of a verification that has compared `early` and not all the others.
    void interrupt() const {
        const TemporaryFolder folder;
        CutoverProcess slow = follow.start_verify(
            folder.path() / "output", {},
            {"--workers", "1", "--set", "/limits/rows_per_second=150"});
        std::this_thread::sleep_for(std::chrono::seconds(4));
        slow.signal(SIGKILL);
        EXPECT_EQ(slow.wait(), 128 + SIGKILL) << slow.output();
    }

    PrivateServer source;
    PrivateServer destination;
    CopyServers servers{source, destination};
    FollowCase follow{servers};
};

/// What happens to `early` before servers are started again.
enum class Meanwhile { nothing, a_change_arrives, damage };

struct Restart {
    const char* name;
    bool of_source;
    bool of_destination;
    Meanwhile meanwhile;
};

constexpr Restart restarts[] = {
    {"the source", true, false, Meanwhile::nothing},
    {"the destination", false, true, Meanwhile::nothing},
    {"both, and a change arrives", true, true, Meanwhile::a_change_arrives},
    {"the source, and damage", true, false, Meanwhile::damage},
    {"the destination, and damage", false, true, Meanwhile::damage}};

void happens(const InterruptedCase& one, Meanwhile what) {
    if (what == Meanwhile::a_change_arrives) {
        one.source.execute("UPDATE `copy`.early SET v=v+1 ORDER BY id LIMIT 1");
        one.follow.catch_up();
    } else if (what == Meanwhile::damage) {
        one.destination.execute("UPDATE `copy`.early SET v=-v ORDER BY id LIMIT 1");
    }
}

TEST(ResumeRestart, WhatStillHoldsCountsAndWhatChangedIsReadAgain) {
    for (const PairOfKinds& pair : {pairs_of_kinds.front(), pairs_of_kinds.back()}) {
        InterruptedCase one(pair);
        for (const Restart& restart : restarts) {
            SCOPED_TRACE(std::string(pair.name) + ", " + restart.name);
            one.interrupt();
            happens(one, restart.meanwhile);
            if (restart.of_source) {
                one.source.kill_and_restart();
            }
            if (restart.of_destination) {
                one.destination.kill_and_restart();
            }
            const int exit_code = restart.meanwhile == Meanwhile::damage ? 1 : 0;
            const Json resumed = verify_outcome(one.follow, {}, exit_code);
            EXPECT_EQ(resumed["discrepancy_count"], exit_code) << resumed.dump();
            if (restart.meanwhile == Meanwhile::nothing) {
                EXPECT_GT(resumed["resumed_chunks"], 0) << resumed.dump();
            }
            expect_what_reading_all_says(one.follow, resumed, exit_code);
            if (restart.meanwhile == Meanwhile::damage) {
                happens(one, Meanwhile::damage);  // and is mended
            }
        }
    }
}

/// A server forgets the rows of such a table when it ends, and says so when it is used again.
TEST(ResumeRestart, RowsOfATableInMemoryAreGone) {
    for (const PairOfKinds& pair : {pairs_of_kinds.front(), pairs_of_kinds.back()}) {
        SCOPED_TRACE(pair.name);
        InterruptedCase one(pair, "MEMORY");
        static_cast<void>(verify_outcome(one.follow));
        one.source.kill_and_restart();
        EXPECT_EQ(table(since_last(one.follow, 1), "early")["verdict"], "DIFFERENT");

        one.source.execute("INSERT INTO `copy`.early SELECT id, id FROM `copy`.keyed");
        EXPECT_EQ(table(verify_outcome(one.follow), "early")["verdict"], "EQUAL");
        one.interrupt();
        one.source.kill_and_restart();
        const Json resumed = verify_outcome(one.follow, {}, 1);
        EXPECT_EQ(table(resumed, "early")["verdict"], "DIFFERENT") << resumed.dump();
    }
}

}  // namespace
}  // namespace cutover::test
