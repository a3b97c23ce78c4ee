#include "verify/shard_meeting.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/memory_database.hpp"
#include "verify/meeting.hpp"

namespace cutover::test::shard_meeting_test {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t shards = 3;

constexpr LogPlace at(std::uint64_t offset) {
    return {.file = "binlog.000001", .offset = offset};
}

/// Time passes so many times sooner by it.
Clock hurried(int times) {
    const auto begun = std::chrono::steady_clock::now();
    return {
        [=] { return begun + times * (std::chrono::steady_clock::now() - begun); },
        [times](milliseconds pause) {
            std::this_thread::sleep_for(std::chrono::microseconds(pause) / times);
        }};
}

/// Two servers, an applier that stands where it is wanted, and shards in threads of their own.
struct ShardMeetingCase {
    ShardMeetingCase() {
        destination.server().meeting = RendezvousState{.is_applier_there = true};
        source.server().position = "binlog.000001:500";
        applier = std::jthread([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                std::this_thread::sleep_for(milliseconds(1));
                const std::scoped_lock lock(destination.server().mutex);
                RendezvousState& state = *destination.server().meeting;
                if (state.is_caller_there) {
                    state.standing = state.goal.value_or(at(400));
                    destination.server().applied =
                        state.goal && state.number <= lies ? at(499) : state.standing;
                }
            }
        });
    }

    [[nodiscard]] std::optional<Meeting> meet_as(std::uint32_t number) {
        const auto rendezvous = destination.rendezvous("task");
        const auto gathering = destination.gathering("task");
        return meet(
            {.source = source,
             .destination = destination,
             .rendezvous = *rendezvous,
             .task = "task",
             .lanes = 2,
             .gathering = gathering.get(),
             .shard = {number, shards},
             .run = "run " + std::to_string(++runs),
             .clock = clock});
    }

    [[nodiscard]] std::future<std::optional<Meeting>> start(std::uint32_t number) {
        return std::async(std::launch::async, [this, number] { return meet_as(number); });
    }

    [[nodiscard]] std::vector<std::optional<Meeting>> meet_all() {
        std::vector<std::future<std::optional<Meeting>>> running;
        for (std::uint32_t number = shards; number > 0; --number) {
            running.push_back(start(number));
        }
        std::vector<std::optional<Meeting>> meetings;
        std::transform(running.begin(), running.end(), std::back_inserter(meetings), [](auto& one) {
            return one.get();
        });
        return meetings;
    }

    /// As where it ends, or begins again.
    void let_follow(bool is_there) {
        const std::scoped_lock lock(destination.server().mutex);
        destination.server().meeting->is_applier_there = is_there;
    }

    MemoryDatabase source{"source"};
    MemoryDatabase destination{"destination"};
    Clock clock = real_clock();
    std::atomic<int> runs = 0;
    std::atomic<std::uint64_t> lies =
        0;  ///< Of so many calls it says so where it stands elsewhere.
    std::jthread applier{};
};

void expect_at_its_place(const Meeting& meeting) {
    EXPECT_EQ(meeting.place, at(500));
    EXPECT_EQ(meeting.destination->applied("task"), at(500));
    EXPECT_NE(meeting.source->facts().means, SnapshotMeans::none);
    EXPECT_EQ(meeting.source->facts().position, "binlog.000001:500");
}

void expect_one_moment(const std::vector<std::optional<Meeting>>& meetings) {
    std::set<std::string> rounds;
    for (const auto& meeting : meetings) {
        ASSERT_TRUE(meeting);
        expect_at_its_place(*meeting);
        rounds.insert(meeting->gathering);
    }
    EXPECT_EQ(rounds.size(), 1U);
    EXPECT_FALSE(rounds.contains(""));
}

TEST(ShardMeeting, AllSeeOneMoment) {
    ShardMeetingCase test;
    const auto meetings = test.meet_all();
    expect_one_moment(meetings);
    EXPECT_FALSE(test.destination.server().meeting->is_caller_there) << "the applier was let go";
    const auto later = test.meet_all();
    expect_one_moment(later);
    EXPECT_NE(later.front()->gathering, meetings.front()->gathering) << "another round";
}

TEST(ShardMeeting, ARoundInWhichOneSeesAnotherPlaceCountsForNobody) {
    ShardMeetingCase test;
    test.lies = 1;
    expect_one_moment(test.meet_all());
    EXPECT_GE(test.destination.server().meeting->number, 2U) << "it was called again";
}

/// A place that one alone sees ends the round: here of a shard that is not there any more.
TEST(ShardMeeting, AShardThatGoesInTheMiddleIsWaitedForAgain) {
    ShardMeetingCase test;
    auto first = test.start(1);
    auto second = test.start(2);
    {
        const auto seat = test.destination.gathering("task");
        ShardMeeting third({.gathering = *seat, .shard = {3, shards}, .run = "a third"});
        third.wait_for_others();
        while (!third.can_begin()) {
            std::this_thread::sleep_for(milliseconds(1));
        }
        EXPECT_EQ(third.next().step, GatheringStep::open_source);
    }
    const auto again = test.meet_as(3);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->gathering, first.get()->gathering);
    EXPECT_EQ(again->gathering, second.get()->gathering);
}

TEST(ShardMeeting, WhoeverIsMissingIsNamed) {
    ShardMeetingCase test;
    const auto seat = test.destination.gathering("task");
    ShardMeeting first({.gathering = *seat, .shard = {1, shards}, .run = "a run"});
    first.wait_for_others();
    EXPECT_FALSE(first.can_begin());
    EXPECT_EQ(first.missing(), "shards 2, 3 of 3");
    const auto other = test.destination.gathering("task");
    ShardMeeting second({.gathering = *other, .shard = {2, shards}, .run = "another"});
    EXPECT_EQ(first.missing(), "shards 2, 3 of 3") << "it sits, and is not ready to wait yet";
    second.wait_for_others();
    EXPECT_EQ(first.missing(), "shard 3 of 3");
}

TEST(ShardMeeting, ThereIsNoneWhereTheApplierHasEnded) {
    ShardMeetingCase test;
    test.clock = hurried(100);
    auto first = test.start(1);
    auto second = test.start(2);
    std::this_thread::sleep_for(milliseconds(20));
    test.let_follow(false);
    EXPECT_FALSE(first.get());
    EXPECT_FALSE(second.get());
}

/// Between two of its sessions: whoever looks just then must not decide otherwise than the others.
TEST(ShardMeeting, AnApplierThatIsAwayForAMomentIsWaitedFor) {
    ShardMeetingCase test;
    test.let_follow(false);
    auto second = test.start(2);
    auto third = test.start(3);
    std::this_thread::sleep_for(milliseconds(300));
    test.let_follow(true);
    std::vector<std::optional<Meeting>> meetings;
    meetings.push_back(test.meet_as(1));
    meetings.push_back(second.get());
    meetings.push_back(third.get());
    expect_one_moment(meetings);
}

/// One that verifies at rest, as if nobody followed, does not come.
TEST(ShardMeeting, WhoDoesNotComeIsNotWaitedForForEver) {
    ShardMeetingCase test;
    test.clock = hurried(1000);
    auto first = test.start(1);
    auto second = test.start(2);
    for (auto* const one : {&first, &second}) {
        try {
            static_cast<void>(one->get());
            ADD_FAILURE() << "two of three have met";
        } catch (const Error& error) {
            EXPECT_EQ(error.exit_code(), ExitCode::could_not_finish);
            EXPECT_NE(std::string(error.what()).find("shard"), std::string::npos) << error.what();
            EXPECT_NE(std::string(error.what()).find("3 of 3"), std::string::npos) << error.what();
        }
    }
}

TEST(ShardMeeting, SomebodyFollowsOrIsLookedForForAWhile) {
    ShardMeetingCase test;
    const auto rendezvous = test.destination.rendezvous("task");
    auto now = std::chrono::steady_clock::time_point{};
    int looks_until_it_is_there = 1000;
    const Clock clock{
        [&] { return now; },
        [&](milliseconds pause) {
            now += pause;
            test.let_follow(--looks_until_it_is_there <= 0);
        }};
    EXPECT_TRUE(is_followed(*rendezvous, clock, milliseconds(0)));
    EXPECT_EQ(now.time_since_epoch().count(), 0) << "one look";
    test.let_follow(false);
    EXPECT_FALSE(is_followed(*rendezvous, clock, milliseconds(0)));
    EXPECT_FALSE(is_followed(*rendezvous, clock, patience_for_follower));
    EXPECT_EQ(now.time_since_epoch(), patience_for_follower);
    looks_until_it_is_there = 7;
    EXPECT_TRUE(is_followed(*rendezvous, clock, patience_for_follower));
}

TEST(ShardMeeting, ASeatIsTakenOnce) {
    ShardMeetingCase test;
    const auto seat = test.destination.gathering("task");
    const ShardMeeting second({.gathering = *seat, .shard = {2, shards}, .run = "a run"});
    try {
        static_cast<void>(test.meet_as(2));
        ADD_FAILURE() << "two processes for one shard";
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), ExitCode::could_not_finish);
        EXPECT_NE(std::string(error.what()).find("shard 2 of 3"), std::string::npos);
    }
}

}  // namespace
}  // namespace cutover::test::shard_meeting_test
