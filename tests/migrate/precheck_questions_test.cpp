/// What prechecks ask the source itself: conditions, and how wide rows are.
#include <gtest/gtest.h>

#include "migrate/row_width.hpp"
#include "migrate/source_conditions.hpp"
#include "tests/fakes/memory_database.hpp"
#include "tests/fakes/situation.hpp"

namespace cutover::precheck_questions_test {
namespace {

using test::MemoryDatabase;
using test::Situation;

TEST(SourceConditions, EachIsTriedOnceAndRefusedInTheServersOwnWords) {
    Situation s;
    s.add_table("lines");
    s.add_table("people");
    s.task.objects.databases.clear();
    auto& tables = s.task.objects.databases["sh*"].tables;
    tables["orders"].where = "idd > 100";
    tables["lines"].where = "id > 100";
    tables["people"] = {};
    MemoryDatabase server("source");
    server.refused_conditions["idd > 100"] = "Unknown column 'idd' in 'where clause'";
    const TaskPlan plan = make_plan(s.task, s.source_catalog, s.source, s.destination);
    s.refused_conditions = refused_conditions(s.task, plan, server);
    EXPECT_EQ(server.diary().count("try "), 2U) << "a table without a condition is not tried";
    ASSERT_EQ(s.refused_conditions.size(), 1U);
    EXPECT_EQ(s.refused_conditions[0].pointer, "/objects/sh*/tables/orders/where");
    const auto result = test::result_of(s.check(), "conditions.accepted");
    EXPECT_EQ(result->status, CheckStatus::fail);
    EXPECT_EQ(result->found, "1 condition: shop.orders: Unknown column 'idd' in 'where clause'");
    EXPECT_NE(result->fix.find("/objects/sh*/tables/orders/where"), std::string::npos);
}

TEST(SourceConditions, APointerEscapesWhatAPointerMust) {
    Situation s;
    s.task.objects.databases["shop"].tables["a/b~c"] = {};
    EXPECT_EQ(condition_pointer(s.task, {"shop", "a/b~c"}), "/objects/shop/tables/a~1b~0c/where");
}

struct SteadyCase {
    const char* condition;
    const char* changing;  ///< "": it is steady.
};

const SteadyCase steady_cases[] = {
    {"id > 100 and note <> 'NOW()'", ""},
    {"`user` = 'x' and user = 'y' and orders.now > 3", ""},
    {"note > now() - interval 30 day", "NOW"},
    {"note > CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"},
    {"rand() < 0.5", "RAND"},
    {"id in (select id from shop.lines)", "SELECT"},
    {"id > @start", "@start"},
};

TEST(SourceConditions, WhatMaySelectOtherRowsTomorrowIsNamed) {
    for (const SteadyCase& test : steady_cases) {
        SCOPED_TRACE(test.condition);
        Situation s;
        s.task.objects.databases["shop"].tables["orders"].where = test.condition;
        const auto result = test::result_of(s.check(), "conditions.steady");
        const std::string changing = test.changing;
        EXPECT_EQ(result->status, changing.empty() ? CheckStatus::pass : CheckStatus::warn)
            << result->found;
        EXPECT_NE(result->found.find(changing), std::string::npos) << result->found;
    }
}

/// Tables of a size and column type, and whether asking how wide their rows are is worth it.
struct WidthCase {
    const char* name;
    const char* type;
    std::uint64_t length_bytes;
    std::uint64_t table_bytes;
    bool is_candidate;
    bool is_measured;
};

constexpr std::uint64_t mib = 1ULL << 20U;

const WidthCase width_cases[] = {
    {"types that cannot be so wide", "text", 65535, 1ULL << 40U, false, false},
    {"a table that is smaller than the row would be", "longtext", 4294967295, 3 * mib, false,
     false},
    {"a small table", "longtext", 4294967295, 40 * mib, true, true},
    {"JSON, whose catalog entry has no length", "json", 0, 40 * mib, true, true},
    {"geometry likewise", "geometry", 0, 40 * mib, true, true},
    {"a terabyte", "longtext", 4294967295, 1ULL << 40U, true, false},
};

TEST(RowWidth, OnlyWhatTypesAllowIsMeasuredAndOnlyWhereThatIsCheap) {
    for (const WidthCase& test : width_cases) {
        SCOPED_TRACE(test.name);
        Situation s;
        s.destination.variables["max_allowed_packet"] = std::to_string(16 * mib);
        s.orders().columns[1].data_type = test.type;
        s.orders().columns[1].length_bytes = test.length_bytes;
        s.orders().data_bytes = test.table_bytes;
        MemoryDatabase server("source");
        server.widest_rows[{"shop", "orders"}] = 7;
        const TaskPlan plan = make_plan(s.task, s.source_catalog, s.source, s.destination);
        const auto widest = measured_rows(
            {s.task, s.source, s.destination, s.source_catalog, s.destination_catalog, plan,
             s.capacity, s.refused_conditions, s.progress, s.log, s.replicas},
            server);
        EXPECT_EQ(widest.size(), test.is_candidate ? 1U : 0U);
        EXPECT_EQ(server.diary().count("measure shop.orders"), test.is_measured ? 1U : 0U);
        if (test.is_candidate) {
            EXPECT_EQ(widest.begin()->second.has_value(), test.is_measured);
        }
    }
}

TEST(RowWidth, ManyTablesAreMeasuredWithinABudget) {
    Situation s;
    s.destination.variables["max_allowed_packet"] = std::to_string(16 * mib);
    s.orders().columns[1].data_type = "json";
    s.orders().data_bytes = 200 * mib;
    for (int i = 0; i < 30; ++i) {
        TableDefinition table = s.orders();
        table.name.table = "t" + std::to_string(i);
        s.source_catalog.tables.push_back(table);
    }
    MemoryDatabase server("source");
    const TaskPlan plan = make_plan(s.task, s.source_catalog, s.source, s.destination);
    const auto widest = measured_rows(
        {s.task, s.source, s.destination, s.source_catalog, s.destination_catalog, plan, s.capacity,
         s.refused_conditions, s.progress, s.log, s.replicas},
        server);
    EXPECT_EQ(widest.size(), 31U);
    EXPECT_EQ(server.diary().count("measure"), 5U) << "1 GiB of reading, not 6";
}

TEST(RowWidth, LimitsOfEachWayToWriteRows) {
    constexpr std::uint64_t any_row = ~0ULL;
    ServerFacts server;
    server.variables = {
        {"max_allowed_packet", "1000"},
        {"innodb_log_file_size", "5000"},
        {"innodb_log_files_in_group", "2"}};
    EXPECT_EQ(packet_limit(server), 1000U);
    EXPECT_EQ(redo_limit(server), any_row);
    server.flavour = Flavour::mysql;
    server.version = {5, 6, 24};
    EXPECT_EQ(packet_limit(server), 500U) << "text may double on the way";
    EXPECT_EQ(redo_limit(server), 1000U);
    server.variables["local_infile"] = "ON";
    server.version = {8, 0, 36};
    EXPECT_EQ(packet_limit(server), any_row);
    EXPECT_EQ(redo_limit(server), any_row);
}

}  // namespace
}  // namespace cutover::precheck_questions_test
