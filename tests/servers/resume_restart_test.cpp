/// An interrupted verification that goes on once a server was killed and started again, or a table
/// was altered: what it compared counts where both logs say that it still holds, and is read again
/// where they do not, or where it was of another definition.
#include <string>

#include <gtest/gtest.h>

#include "tests/servers/support/interrupted_case.hpp"
#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test::resume_restart_test {
namespace {

/// Servers that may be killed.
struct OwnServers {
    explicit OwnServers(const PairOfKinds& pair)
        : source(pair.source), destination(pair.destination) {}

    [[nodiscard]] CopyServers both() { return {source, destination}; }

    PrivateServer source;
    PrivateServer destination;
};

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

TEST(ResumeRestart, WhatStillHoldsCountsAndWhatChangedIsReadAgain) {
    for (const PairOfKinds& pair : {pairs_of_kinds.front(), pairs_of_kinds.back()}) {
        OwnServers servers(pair);
        const InterruptedCase one(servers.both());
        for (const Restart& restart : restarts) {
            SCOPED_TRACE(std::string(pair.name) + ", " + restart.name);
            one.interrupt();
            happens(one, restart.meanwhile);
            if (restart.meanwhile == Meanwhile::a_change_arrives) {
                one.follow.catch_up();
            }
            if (restart.of_source) {
                one.source.kill_and_restart();
            }
            if (restart.of_destination) {
                one.destination.kill_and_restart();
            }
            const int exit_code = restart.meanwhile == Meanwhile::damage ? 1 : 0;
            const Json resumed = verify_outcome(one.follow, {}, exit_code);
            EXPECT_EQ(resumed["discrepancy_count"], exit_code) << resumed.dump();
            const int untouched = restart.meanwhile == Meanwhile::nothing ? 2 : 1;
            EXPECT_GE(resumed["resumed_chunks"], untouched) << resumed.dump();
            expect_what_reading_all_says(one.follow, resumed, exit_code);
            if (restart.meanwhile == Meanwhile::damage) {
                happens(one, Meanwhile::damage);  // and is mended
            }
        }
    }
}

/// What happens to the definition of `early`, and not to its rows.
struct Altering {
    const char* name;
    const char* sql;
    bool logged;  ///< And followed; else done on both sides where no log tells of it.
};

constexpr Altering alterings[] = {
    {"to the same definition", "ALTER TABLE `copy`.early ENGINE=InnoDB", true},
    {"by a column, and no log tells", "ALTER TABLE `copy`.early ADD COLUMN w INT", false}};

/// What was compared of others is taken over. A row of `early` is damaged where no log tells: only
/// who reads the table anew can know.
TEST(ResumeRestart, ATableThatWasAlteredIsComparedAnew) {
    for (const PairOfKinds& pair : {pairs_of_kinds.front(), pairs_of_kinds.back()}) {
        OwnServers servers(pair);
        const InterruptedCase one(servers.both());
        for (const Altering& altering : alterings) {
            SCOPED_TRACE(std::string(pair.name) + ", " + altering.name);
            const std::string unlogged = "SET sql_log_bin=0; ";
            const std::string damage =
                unlogged + "UPDATE `copy`.early SET v=-v ORDER BY id LIMIT 1";
            one.interrupt();
            if (altering.logged) {
                one.source.execute(altering.sql);
                one.follow.catch_up();
            } else {
                one.source.execute(unlogged + altering.sql);
                one.destination.execute(unlogged + altering.sql);
                one.source.execute("INSERT INTO `copy`.zlate VALUES (-1000000)");
                one.follow.catch_up();
            }
            one.destination.execute(damage);
            const Json resumed = verify_outcome(one.follow, {}, 1);
            EXPECT_EQ(table(resumed, "early")["verdict"], "DIFFERENT") << resumed.dump();
            EXPECT_EQ(resumed["discrepancy_count"], 1) << resumed.dump();
            EXPECT_GT(resumed["resumed_chunks"], 0) << resumed.dump();
            one.destination.execute(damage);  // and is mended
        }
    }
}

/// A server forgets the rows of such a table when it ends, and says so when it is used again.
TEST(ResumeRestart, RowsOfATableInMemoryAreGone) {
    for (const PairOfKinds& pair : {pairs_of_kinds.front(), pairs_of_kinds.back()}) {
        SCOPED_TRACE(pair.name);
        OwnServers servers(pair);
        const InterruptedCase one(servers.both(), "MEMORY");
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

/// The destination's log leaves the database out: it stands still whatever happens there.
TEST(ResumeRestart, WhereALogLeavesChangesOutAllIsReadAgain) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        PrivateServer source(pair.source);
        PrivateServer destination(pair.destination, {"--binlog-ignore-db=copy"});
        const InterruptedCase one{CopyServers(source, destination)};
        one.interrupt();
        one.destination.execute("USE `copy`; UPDATE early SET v=-v ORDER BY id LIMIT 1");
        const Json resumed = verify_outcome(one.follow, {}, 1);
        EXPECT_EQ(resumed["discrepancy_count"], 1) << resumed.dump();
        EXPECT_EQ(resumed["resumed_chunks"], 0) << resumed.dump();
    }
}

}  // namespace
}  // namespace cutover::test::resume_restart_test
