/// The story of a migration on databases in memory: what is done, what is not done twice, and that
/// a failure of any single call ends rightly or stops in a truthful state that the next run mends.
#include "migrate/migrate.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/manual_clock.hpp"
#include "tests/fakes/memory_database.hpp"
#include "tests/fakes/migrate_fakes.hpp"

namespace cutover::test::migrate_test {
namespace {

const TableName orders{"shop", "orders"};
const TableName notes{"shop", "notes"};
const TableName nothing{"shop", "nothing"};

/// A keyed table of several chunks, a keyless one with duplicates, an empty one.
struct Shop {
    MemoryDatabase source{"source"};
    MemoryDatabase destination{"destination"};

    Shop() {
        for (MemoryDatabase* database : {&source, &destination}) {
            database->add_table(define_table(orders, {"id bigint", "name varchar"}, 1));
            database->add_table(define_table(notes, {"id bigint", "name varchar"}, 0));
            database->add_table(define_table(nothing, {"id bigint", "name varchar"}, 1));
        }
        for (std::uint64_t id = 1; id <= 10; ++id) {
            source.table(orders).rows.push_back({number_cell(id), text_cell("order")});
            source.table(notes).rows.push_back({number_cell(id / 3), text_cell("note")});
        }
    }

    [[nodiscard]] bool is_copied() {
        return std::all_of(
            source.server().tables.begin(), source.server().tables.end(),
            [&](const MemoryTable& table) {
                return sorted(table) == sorted(destination.table(table.definition.name));
            });
    }

    [[nodiscard]] std::uint64_t rows_there() {
        std::uint64_t rows = 0;
        for (const MemoryTable& table : destination.server().tables) {
            rows += table.rows.size();
        }
        return rows;
    }

    static std::vector<MemoryRow> sorted(const MemoryTable& table) {
        std::vector<MemoryRow> rows = table.rows;
        std::sort(rows.begin(), rows.end(), [](const MemoryRow& a, const MemoryRow& b) {
            return std::pair(a[0].number, a[1].bytes) < std::pair(b[0].number, b[1].bytes);
        });
        return rows;
    }
};

/// One run of a full copy; two workers, chunks of three rows.
class CopyRun {
  public:
    explicit CopyRun(Shop& shop) : CopyRun(shop, shop.source, shop.destination) {}

    CopyRun(Shop& shop, Database& source, Database& destination)
        : source_facts(shop.source.facts()),
          destination_facts(shop.destination.facts()),
          source_catalog(shop.source.catalog({"shop"})),
          destination_catalog(shop.destination.catalog({"shop"})),
          source_(source),
          destination_(destination) {
        task.name = "shop";
        task.types.full = true;
        task.objects.databases["shop"] = {};
        task.limits.workers = 2;
        plan = make_plan(task, source_catalog, source_facts, destination_facts);
        for (TablePlan& table : plan.tables) {
            table.chunk_rows = 3;
        }
    }

    MigrateReport migrate() {
        return cutover::migrate(
            {.task = task,
             .plan = plan,
             .source_facts = source_facts,
             .destination_facts = destination_facts,
             .source_catalog = source_catalog,
             .destination_catalog = destination_catalog,
             .types = task.types,
             .fingerprint = "f",
             .restart = restart,
             .clock = time.clock()},
            source_, destination_, evidence, observer);
    }

    Task task{};
    TaskPlan plan{};
    ServerFacts source_facts{};
    ServerFacts destination_facts{};
    Catalog source_catalog{};
    Catalog destination_catalog{};
    bool restart = false;
    ManualClock time{};
    EvidenceDiary evidence{};
    ObserverDiary observer{};

  private:
    Database& source_;
    Database& destination_;
};

TEST(Migrate, CopiesEveryRowOnceAndPutsTheSourcesDigestOnRecord) {
    Shop shop;
    CopyRun run(shop);
    const MigrateReport report = run.migrate();
    EXPECT_EQ(report.phase, Phase::done);
    EXPECT_FALSE(report.resumed);
    EXPECT_FALSE(report.source_moved);
    EXPECT_TRUE(shop.is_copied());

    const auto copied = run.evidence.all<TableCopied>();
    ASSERT_EQ(copied.size(), 3U);
    for (const TableCopied& table : copied) {
        SCOPED_TRACE(display(table.source));
        EXPECT_EQ(table.rows.rows, table.source == nothing ? 0U : 10U);
        EXPECT_EQ(table.rows_written, table.rows.rows);
        EXPECT_EQ(table.chunks, table.source == orders ? 4U : 1U);
        EXPECT_EQ(table.rows.sum == Digest{}, table.source == nothing);
    }
    ASSERT_EQ(run.evidence.all<CopyFinished>().size(), 1U);
    EXPECT_EQ(run.evidence.all<CopyFinished>().front().rows, 20U);
    EXPECT_EQ(run.evidence.all<SnapshotTaken>().size(), 1U);
}

TEST(Migrate, ADoneTaskDoesNothingMore) {
    Shop shop;
    CopyRun(shop).migrate();
    const std::size_t reads = shop.source.diary().count("read ");
    const MigrateReport report = CopyRun(shop).migrate();
    EXPECT_EQ(report.phase, Phase::done);
    EXPECT_EQ(shop.source.diary().count("read "), reads);
    EXPECT_EQ(shop.rows_there(), 20U);
}

TEST(Migrate, ASourceThatMovedIsOnRecord) {
    Shop shop;
    CopyRun run(shop);
    run.observer.on_step = [&](MigrateStep step) {
        if (step == MigrateStep::finishing) {
            shop.source.server().position = "binlog.000001:999";
        }
    };
    EXPECT_TRUE(run.migrate().source_moved);
    EXPECT_TRUE(run.evidence.all<CopyFinished>().front().source_moved);
    EXPECT_EQ(run.observer.count("notice the source was written to"), 1U);
}

TEST(Migrate, ADefinitionThatChangedMeanwhileStopsBeforeTheCopyIsCalledDone) {
    Shop shop;
    CopyRun run(shop);
    run.observer.on_step = [&](MigrateStep step) {
        if (step == MigrateStep::finishing) {
            shop.source.table(orders).definition.create_statement = "CREATE TABLE `orders` (x INT)";
        }
    };
    try {
        run.migrate();
        FAIL() << "the definition changed";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("shop.orders was altered"), std::string::npos)
            << error.what();
    }
    EXPECT_TRUE(run.evidence.all<CopyFinished>().empty());
}

/// Runs again, without faults, until it is done; the position stays where it is.
void finish(Shop& shop, const std::string& trace) {
    SCOPED_TRACE(trace);
    EXPECT_EQ(CopyRun(shop).migrate().phase, Phase::done);
    EXPECT_TRUE(shop.is_copied());
}

std::size_t calls_of_a_clean_run(bool on_source) {
    Shop shop;
    FaultyDatabase source(shop.source, {});
    FaultyDatabase destination(shop.destination, {});
    CopyRun run(shop, source, destination);
    run.task.limits.workers = 1;
    run.migrate();
    return on_source ? source.calls() : destination.calls();
}

struct FaultCase {
    const char* name;
    FaultKind kind;
    bool final;  ///< The failure is one that no retry mends.
    bool on_source;
};

const FaultCase fault_cases[] = {
    {"session lost before, source", FaultKind::before, false, true},
    {"session lost after, source", FaultKind::after, false, true},
    {"final failure, source", FaultKind::before, true, true},
    {"session lost before, destination", FaultKind::before, false, false},
    {"session lost after, destination", FaultKind::after, false, false},
    {"final failure before, destination", FaultKind::before, true, false},
    {"final failure after, destination", FaultKind::after, true, false},
};

/// Whether the run with that fault mends it by itself.
bool is_mended(Shop& shop, const FaultCase& test, std::size_t at_call) {
    Fault fault{.at_call = at_call, .kind = test.kind};
    if (test.final) {
        fault.raise = [] { throw Error(Recovery::none, "injected: final"); };
    }
    FaultyDatabase source(shop.source, test.on_source ? fault : Fault{});
    FaultyDatabase destination(shop.destination, test.on_source ? Fault{} : fault);
    CopyRun run(shop, source, destination);
    run.task.limits.workers = 1;
    try {
        run.migrate();
        EXPECT_TRUE(shop.is_copied());
        return true;
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("injected"), std::string::npos) << error.what();
        EXPECT_TRUE(test.final) << error.what();
        return false;
    }
}

TEST(Migrate, AnySingleFailureIsMendedOrLeavesWhatTheNextRunFinishes) {
    for (const FaultCase& test : fault_cases) {
        const std::size_t calls = calls_of_a_clean_run(test.on_source);
        std::size_t mended = 0;
        for (std::size_t at_call = 1; at_call <= calls; ++at_call) {
            const std::string trace = std::string(test.name) + ", call " + std::to_string(at_call);
            SCOPED_TRACE(trace);
            Shop shop;
            mended += is_mended(shop, test, at_call) ? 1U : 0U;
            finish(shop, trace);
        }
        EXPECT_GT(calls, 15U) << test.name;
        EXPECT_EQ(mended, test.final ? 0U : calls) << test.name;
    }
}

TEST(Migrate, ResumingAfterTheSourceMovedStopsInsteadOfMixingMoments) {
    Shop shop;
    Fault fault{.at_call = 25, .raise = [] { throw Error(Recovery::none, "injected"); }};
    FaultyDatabase destination(shop.destination, fault);
    EXPECT_THROW(CopyRun(shop, shop.source, destination).migrate(), Error);
    ASSERT_GT(shop.rows_there(), 0U);
    ASSERT_FALSE(shop.is_copied());
    const std::uint64_t rows = shop.rows_there();
    shop.source.server().position = "binlog.000001:999";
    std::string refusal;
    try {
        CopyRun(shop).migrate();
    } catch (const Error& error) {
        refusal = error.what();
    }
    EXPECT_NE(refusal.find("--restart"), std::string::npos) << "the source moved: " << refusal;
    EXPECT_EQ(shop.rows_there(), rows);
}

TEST(Migrate, ConflictsAreErrorsUnlessTheTaskProceeds) {
    Shop shop;
    shop.destination.table(orders).rows.push_back({number_cell(4), text_cell("there already")});
    try {
        CopyRun(shop).migrate();
        FAIL() << "a row is there already";
    } catch (const ServerError& error) {
        const std::string text = error.what();
        EXPECT_EQ(error.code(), 1062U);
        EXPECT_NE(text.find("chunk 2 of shop.orders"), std::string::npos) << text;
        EXPECT_NE(text.find("proceed"), std::string::npos) << text;
    }
    CopyRun again(shop);
    again.task.conflicts = ConflictPolicy::proceed;
    again.migrate();
    EXPECT_EQ(shop.destination.table(orders).rows.size(), 10U);
    const auto copied = again.evidence.all<TableCopied>();
    const auto found = std::find_if(copied.begin(), copied.end(), [](const TableCopied& table) {
        return table.source == orders;
    });
    ASSERT_NE(found, copied.end());
    EXPECT_EQ(found->rows.rows, 10U);
    EXPECT_EQ(found->rows_written, 9U);
}

}  // namespace
}  // namespace cutover::test::migrate_test
