/// The rendezvous inside one process: a program that runs migrate() in a thread verifies in
/// another.
#include <chrono>
#include <csignal>
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "mysql/mysql_database.hpp"
#include "runtime/interrupt.hpp"
#include "tests/servers/support/follow_case.hpp"
#include "verify/verify.hpp"

namespace cutover::test::live_one_process_test {
namespace {

/// migrate() in a thread of its own; follows when the constructor returns, and ends with the
/// object, by the signal that ends the program.
class FollowerHere {
  public:
    FollowerHere(const CopyServers& servers, const Task& task) {
        result_ = std::async(std::launch::async, [&servers, task, this] {
            return migrate_once(servers, task, 0, [this](MigrateStep step) {
                if (step == MigrateStep::following) {
                    follows_.set_value();
                }
            });
        });
        EXPECT_EQ(
            follows_.get_future().wait_for(std::chrono::seconds(60)), std::future_status::ready);
    }

    ~FollowerHere() {
        std::raise(SIGTERM);
        EXPECT_EQ(result_.get().error, "");
    }

    FollowerHere(const FollowerHere&) = delete;
    FollowerHere& operator=(const FollowerHere&) = delete;

  private:
    InterruptSignals signals_{};
    std::promise<void> follows_{};
    std::future<CopyResult> result_{};
};

VerifyReport verify_here(const CopyServers& servers, const Task& task) {
    const auto source = open_database(servers.source.endpoint(), SessionRole::read_only);
    const auto destination = open_database(servers.destination.endpoint(), SessionRole::read_only);
    const auto rendezvous = destination->rendezvous(task.name);
    VerifyRequest request{.source_catalog = source->catalog({"copy"}), .task = task.name};
    request.plan = make_plan(task, request.source_catalog, source->facts(), destination->facts());
    request.rendezvous = rendezvous.get();
    request.look_again = [&] {
        Catalog catalog = source->catalog({"copy"});
        TaskPlan plan = make_plan(task, catalog, source->facts(), destination->facts());
        return SourceGround{std::move(plan), std::move(catalog)};
    };
    request.table_patterns = {"copy.*"};
    request.workers = 2;
    request.run = "here";
    EvidenceDiary evidence;
    VerifyObserver observer;
    return verify(request, *source, *destination, evidence, observer);
}

TEST(LiveVerifyInOneProcess, MeetsWhoFollowsThere) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        Task task = copy_task();
        task.types.incremental = true;
        const FollowerHere follower(servers, task);
        follow.start_writing(63);
        std::set<std::string> places;
        for (int i = 0; i < 3; ++i) {
            servers.source.execute(
                "INSERT INTO `copy`.keyed (id) VALUES (" + std::to_string(-10 - i) + ")");
            const VerifyReport report = verify_here(servers, task);
            EXPECT_EQ(report.outcome(), "equal") << i;
            places.insert(report.met_at);
        }
        EXPECT_EQ(places.size(), 3U) << "each at a later moment of a source that is written to";
        EXPECT_FALSE(places.contains(""));
        servers.destination.execute("INSERT INTO `copy`.keyed (id) VALUES (-5)");
        const VerifyReport damaged = verify_here(servers, task);
        EXPECT_EQ(damaged.outcome(), "different");
        EXPECT_EQ(damaged.discrepancy_count, 1U);
        EXPECT_FALSE(damaged.met_at.empty());
        follow.stop_writing();
    }
}

}  // namespace
}  // namespace cutover::test::live_one_process_test
