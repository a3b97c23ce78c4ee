#include "runtime/load_look.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/memory_database.hpp"

namespace cutover::test::load_look_test {
namespace {

using std::chrono::seconds;

TEST(BusySourceLook, CountsOthersOnly) {
    MemoryDatabase source("source");
    source.load = [] { return std::uint64_t{12}; };
    EXPECT_EQ(busy_source(source, 0), nullptr);
    EXPECT_EQ(busy_source(source, 10)(2), "");
    EXPECT_EQ(
        busy_source(source, 10)(1),
        "11 threads run on the source, limits.max_source_threads_running is 10");
    EXPECT_EQ(busy_source(source, 10)(100), "") << "readers between two statements";
}

struct LagCase {
    const char* name;
    std::vector<Replica> replicas;
    std::string why;
};

const LagCase lag_cases[] = {
    {"none", {}, ""},
    {"at the limit", {{.name = "a:1", .behind = seconds(5)}}, ""},
    {"behind",
     {{.name = "a:1", .behind = seconds(6)}},
     "the destination's replica a:1 is 6 s behind, limits.max_replica_lag is 5 s"},
    {"the last of them",
     {{.name = "a:1", .behind = seconds(6)},
      {.name = "b:2", .behind = seconds(90)},
      {.name = "c:3", .behind = seconds(0)}},
     "the destination's replica b:2 is 90 s behind, limits.max_replica_lag is 5 s"},
    {"not known", {{.name = "a:1", .why_unknown = "its replication does not run"}}, ""},
};

TEST(LateReplicasLook, NamesTheOneThatIsFurthestBehind) {
    for (const LagCase& test : lag_cases) {
        SCOPED_TRACE(test.name);
        MemoryDatabase destination("destination");
        destination.followers = [&] { return test.replicas; };
        EXPECT_EQ(late_replicas(destination, seconds(0)), nullptr);
        EXPECT_EQ(late_replicas(destination, seconds(5))(0), test.why);
    }
}

TEST(FirstReasonToWait, PassesOverALookThatFails) {
    const LoadLook fails = [](std::uint64_t) -> std::string {
        throw ServerError(Recovery::retry_session, ExitCode::could_not_finish, {2013, ""}, "lost");
    };
    const LoadLook waits = [](std::uint64_t) { return std::string("busy"); };
    EXPECT_EQ(first_reason_to_wait({fails, nullptr, waits}, 0), "busy");
    EXPECT_EQ(first_reason_to_wait({fails}, 0), "");
    const LoadLook stops = [](std::uint64_t) -> std::string { throw Interrupted(); };
    EXPECT_THROW((void)first_reason_to_wait({stops}, 0), Interrupted);
}

}  // namespace
}  // namespace cutover::test::load_look_test
