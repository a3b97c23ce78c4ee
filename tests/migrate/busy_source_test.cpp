/// limits.max_source_threads_running while copying.
#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/manual_clock.hpp"
#include "tests/fakes/memory_database.hpp"
#include "tests/fakes/migrate_fakes.hpp"

namespace cutover::test::busy_source_test {
namespace {

const TableName orders{"shop", "orders"};

/// Blocks take two seconds each.
struct SlowBlocks : ObserverDiary {
    explicit SlowBlocks(ManualClock& clock) : time(clock) {}

    void rows_moved(const TablePlan& table, std::uint64_t rows, std::uint64_t bytes) override {
        time.now += std::chrono::seconds(2);
        ObserverDiary::rows_moved(table, rows, bytes);
    }

    ManualClock& time;
};

struct BusyCopy {
    MemoryDatabase source{"source"};
    MemoryDatabase destination{"destination"};
    ManualClock time{};
    EvidenceDiary evidence{};
    SlowBlocks observer{time};
    bool is_copying = false;
    Task task{};

    BusyCopy() {
        for (MemoryDatabase* database : {&source, &destination}) {
            database->add_table(define_table(orders, {"id bigint", "name varchar"}, 1));
        }
        for (std::uint64_t id = 1; id <= 10; ++id) {
            source.table(orders).rows.push_back({number_cell(id), text_cell("order")});
        }
        task.name = "shop";
        task.types.full = true;
        task.objects.databases["shop"] = {};
        task.limits.workers = 1;
        task.limits.max_source_threads_running = 5;
        observer.on_step = [this](MigrateStep step) {
            is_copying = step == MigrateStep::copying;
            time.now += std::chrono::seconds(2);
        };
    }

    void migrate() {
        const Catalog here = source.catalog({"shop"});
        const Catalog there = destination.catalog({"shop"});
        const ServerFacts from = source.facts();
        const ServerFacts to = destination.facts();
        const TaskPlan plan = make_plan(task, here, from, to);
        (void)cutover::migrate(
            {.task = task,
             .plan = plan,
             .source_facts = from,
             .destination_facts = to,
             .source_catalog = here,
             .destination_catalog = there,
             .types = task.types,
             .fingerprint = "f",
             .clock = time.clock()},
            source, destination, evidence, observer);
    }
};

TEST(CopyABusySource, ReadingWaitsWithoutATransactionAndThenCopiesEverything) {
    BusyCopy copy;
    int asked = 0;
    copy.source.load = [&]() -> std::uint64_t {
        if (!copy.is_copying || ++asked > 3) {
            return 1;
        }
        EXPECT_EQ(copy.destination.diary().count("begin"), 0U)
            << "a transaction is open over there while the source is waited for";
        return 40;
    };
    copy.migrate();
    EXPECT_EQ(copy.destination.table(orders).rows.size(), 10U);
    EXPECT_EQ(copy.observer.count("held: 40 "), 3U);
    EXPECT_EQ(copy.observer.count("goes on"), 1U);
    EXPECT_EQ(copy.time.slept, std::chrono::seconds(3));
}

TEST(CopyABusySource, ALongChunkWaitsBetweenItsBlocks) {
    BusyCopy copy;
    copy.source.block_rows = 2;
    copy.source.load = [&]() -> std::uint64_t {
        const bool has_begun = copy.observer.count("moved") > 0;
        return has_begun && copy.time.slept < std::chrono::seconds(2) ? 40 : 1;
    };
    copy.migrate();
    EXPECT_EQ(copy.observer.count("moved"), 5U);
    EXPECT_EQ(copy.observer.count("held: 39 "), 2U) << "the session that reads does not count";
    EXPECT_EQ(copy.observer.count("goes on"), 1U);
    EXPECT_EQ(copy.destination.table(orders).rows.size(), 10U);
}

TEST(CopyABusySource, ALoadThatCannotBeAskedForIsNoFailure) {
    BusyCopy copy;
    copy.source.load = []() -> std::uint64_t {
        throw ServerError(Recovery::retry_session, ExitCode::could_not_finish, {2013, ""}, "lost");
    };
    copy.migrate();
    EXPECT_EQ(copy.destination.table(orders).rows.size(), 10U);
    EXPECT_EQ(copy.observer.count("retrying"), 0U);
}

}  // namespace
}  // namespace cutover::test::busy_source_test
