#include "verify/meeting.hpp"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/memory_database.hpp"

namespace cutover::test::meeting_test {
namespace {

using std::chrono::milliseconds;

constexpr LogPlace at(std::uint64_t offset) {
    return {.file = "binlog.000001", .offset = offset};
}

/// Two servers, and an applier that does what a test says each time that somebody waits for it.
struct MeetingCase {
    MeetingCase() {
        destination.server().meeting = RendezvousState{.is_applier_there = true};
        source.server().position = "binlog.000001:500";
    }

    std::optional<Meeting> meet_now() { return meet_over(source); }

    std::optional<Meeting> meet_over(Database& source_side) {
        const auto rendezvous = destination.rendezvous("task");
        return meet(
            {.source = source_side,
             .destination = destination,
             .rendezvous = *rendezvous,
             .task = "task",
             .lanes = 2,
             .clock = {
                 [this] { return now; },
                 [this](milliseconds pause) {
                     now += pause;
                     longest_pause_held = destination.server().meeting->is_caller_there
                                              ? std::max(longest_pause_held, pause)
                                              : longest_pause_held;
                     applier(*destination.server().meeting);
                 }},
             .report = [this](const std::string& why) { waited_for.push_back(why); }});
    }

    /// Stands where it is when it is called, and then at its goal.
    void stand(RendezvousState& state) {
        state.standing = state.goal.value_or(at(400));
        destination.server().applied = state.standing;
    }

    MemoryDatabase source{"source"};
    MemoryDatabase destination{"destination"};
    std::chrono::steady_clock::time_point now{};
    std::function<void(RendezvousState&)> applier = [this](RendezvousState& state) {
        stand(state);
    };
    std::vector<std::string> waited_for{};
    milliseconds longest_pause_held{};  ///< While the applier was called.
};

std::string error_of(MeetingCase& test) {
    try {
        static_cast<void>(test.meet_now());
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), ExitCode::could_not_finish);
        return error.what();
    }
    return {};
}

TEST(Meeting, BothSnapshotsAreOfTheSourcesPlace) {
    MeetingCase test;
    const Meeting meeting = test.meet_now().value();
    EXPECT_EQ(meeting.place, at(500));
    EXPECT_EQ(meeting.destination->applied("task"), at(500));
    EXPECT_EQ(meeting.destination->facts().means, SnapshotMeans::applier_held);
    EXPECT_FALSE(test.destination.server().meeting->is_caller_there) << "it was let go";
    EXPECT_TRUE(test.waited_for.empty());
}

/// It says that it stands at the goal, and the rows are of another place: not taken for met.
TEST(Meeting, TheSnapshotIsBelievedAndNotTheApplier) {
    MeetingCase test;
    int lies = 2;
    test.applier = [&](RendezvousState& state) {
        test.stand(state);
        if (state.goal && lies > 0) {
            --lies;
            test.destination.server().applied = at(499);
        }
    };
    EXPECT_EQ(test.meet_now().value().place, at(500));
    EXPECT_EQ(test.destination.server().meeting->number, 3U) << "called again each time";
    lies = 100;
    EXPECT_NE(error_of(test).find("never stood where it was wanted"), std::string::npos);
}

TEST(Meeting, SessionsThatSeeDifferentPlacesAreNotTaken) {
    MeetingCase test;
    test.applier = [&](RendezvousState& state) {
        test.stand(state);
        test.destination.server().applied.reset();
    };
    EXPECT_NE(error_of(test).find("never stood where it was wanted"), std::string::npos);
    EXPECT_FALSE(test.destination.server().meeting->is_caller_there);
}

TEST(Meeting, AnApplierThatGivesUpIsCalledAgain) {
    MeetingCase test;
    int refusals = 2;
    test.applier = [&](RendezvousState& state) {
        state.has_given_up = refusals-- > 0;
        if (!state.has_given_up) {
            test.stand(state);
        }
    };
    EXPECT_EQ(test.meet_now().value().place, at(500));
}

TEST(Meeting, ThereIsNoneWhereTheApplierHasEnded) {
    MeetingCase test;
    const auto begun = test.now;
    test.applier = [&](RendezvousState& state) {
        state.is_applier_there = test.now - begun < std::chrono::seconds(30);
    };
    EXPECT_FALSE(test.meet_now());
    EXPECT_EQ(test.waited_for.back(), "") << "nobody waits any more";
    EXPECT_FALSE(test.destination.server().meeting->is_caller_there);
}

TEST(Meeting, SomebodyIsToldWhatIsWaitedFor) {
    MeetingCase test;
    const auto begun = test.now;
    test.applier = [&](RendezvousState& state) {
        if (test.now - begun > std::chrono::seconds(30)) {
            test.stand(state);
        }
    };
    EXPECT_EQ(test.meet_now().value().place, at(500));
    ASSERT_EQ(test.waited_for.size(), 2U);
    EXPECT_NE(
        test.waited_for[0].find("the run that follows the source has to stand still"),
        std::string::npos);
    EXPECT_EQ(test.waited_for[1], "");
    test.applier = [](RendezvousState& /*state*/) {};
    EXPECT_NE(error_of(test).find("waited 10 minutes for that"), std::string::npos);
}

TEST(Meeting, TheSourcesPlaceMustBeKnown) {
    MeetingCase test;
    test.source.means = SnapshotMeans::none;
    EXPECT_NE(error_of(test).find("--workers 1"), std::string::npos);
    EXPECT_FALSE(test.destination.server().meeting->is_caller_there);
}

/// The applier is not held while others on the source come to an end of what they are at.
TEST(Meeting, OthersOnTheSourceAreWaitedForWithoutHoldingAnybody) {
    MeetingCase test;
    const auto begun = test.now;
    FaultyDatabase source(
        test.source, {.at_call = 1, .raise = [] {
                          throw Error(Recovery::retry_statement, "somebody has it locked");
                      }});
    EXPECT_EQ(test.meet_over(source).value().place, at(500));
    EXPECT_EQ(test.waited_for, (std::vector<std::string>{"somebody has it locked", ""}));
    EXPECT_GE(test.now - begun, std::chrono::seconds(1));
    EXPECT_LT(test.longest_pause_held, milliseconds(100));
}

/// MariaDB's log grows by what is no transaction.
TEST(Meeting, TheSameGtidsAreTheSamePlace) {
    EXPECT_TRUE(stands_at({"b.000001", 540, "0-1-9"}, {"b.000001", 500, "0-1-9"}));
    EXPECT_FALSE(stands_at({"b.000001", 540, "0-1-10"}, {"b.000001", 500, "0-1-9"}));
    EXPECT_TRUE(stands_at({"b.000001", 500, ""}, {"b.000001", 500, ""}));
    EXPECT_FALSE(stands_at({"b.000002", 500, ""}, {"b.000001", 500, ""}));
    EXPECT_FALSE(stands_at({}, {}));
}

}  // namespace
}  // namespace cutover::test::meeting_test
