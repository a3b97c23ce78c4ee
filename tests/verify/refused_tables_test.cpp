/// Tables that the plan refuses are among the tables, with the verdict SKIPPED.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/fakes/two_servers.hpp"

namespace cutover::test::refused_tables_test {
namespace {

constexpr const char* no_history =
    "it is system-versioned: its history cannot be written by anyone but the server; exclude it";

/// shop.t, equal on both sides; the task names shop.gone, too, which the source does not have.
struct WithOneGone : TwoServers {
    WithOneGone() {
        add_plain(10);
        auto& tables = task.objects.databases["shop"].tables;
        tables["t"] = {};
        tables["gone"].rename = "lost";
    }
};

/// shop.t, equal on both sides, and shop.h, whose history only the source can write.
struct WithHistory : TwoServers {
    WithHistory() {
        add_plain(10);
        TableDefinition history = define_table({"shop", "h"}, {"id bigint"}, 1);
        history.system_versioned = true;
        source.add_table(history, rows);
    }

    void add_it_there() { destination.add_table(source.table({"shop", "h"}).definition, rows); }

    std::vector<MemoryRow> rows{{number_cell(1)}, {number_cell(2)}};
};

/// "shop.h -> shop.h SKIPPED reason", or nothing.
std::string told_of(const VerifyReport& report, const char* table) {
    std::string text;
    for (const TableComparison& one : report.tables) {
        if (one.source.table == table) {
            text += display(one.source) + " -> " + display(one.destination) + " " +
                    to_text(one.verdict) + " " + one.reason;
        }
    }
    return text;
}

bool has_object(const VerifyReport& report, const std::string& kind, const char* name) {
    return std::any_of(
        report.objects.begin(), report.objects.end(), [&](const ObjectComparison& object) {
            return object.kind == kind && object.source.table.starts_with(name);
        });
}

TEST(RefusedTables, OneThatTheSourceLacksIsSkippedOnce) {
    WithOneGone servers;
    const VerifyReport report = servers.run();
    EXPECT_EQ(
        told_of(report, "gone"),
        "shop.gone -> shop.lost SKIPPED the task names this table, but the source has none");
    EXPECT_FALSE(has_object(report, "refused", ""));
    EXPECT_EQ(report.outcome(), "incomplete");
    EXPECT_EQ(report.exit_code(), ExitCode::incomplete);
    std::size_t on_record = 0;
    for (const EvidenceRecord& record : servers.evidence.records) {
        const auto* const table = std::get_if<TableCompared>(&record.entry);
        const auto* const object = std::get_if<ObjectCompared>(&record.entry);
        on_record += table != nullptr && table->comparison.source.table == "gone" ? 1U : 0U;
        EXPECT_FALSE(object != nullptr && object->comparison.kind == "refused");
    }
    EXPECT_EQ(on_record, 1U);
}

struct PatternCase {
    const char* pattern;
    std::size_t tables;
    const char* outcome;
    std::size_t notes;
};

TEST(RefusedTables, PatternsAskForThemToo) {
    for (const PatternCase& test : std::initializer_list<PatternCase>{
             {"shop.t", 1, "equal", 0},
             {"shop.gone", 1, "incomplete", 0},
             {"shop.*", 2, "incomplete", 0},
             {"shop.x", 0, "incomplete", 1}}) {
        SCOPED_TRACE(test.pattern);
        WithOneGone servers;
        servers.request.table_patterns = {test.pattern};
        const VerifyReport report = servers.run();
        EXPECT_EQ(report.tables.size(), test.tables);
        EXPECT_EQ(report.outcome(), test.outcome);
        EXPECT_EQ(report.notes.size(), test.notes);
    }
}

TEST(RefusedTables, WhatTheDestinationDoesNotHaveIsSkippedAndNotMissing) {
    WithHistory servers;
    const VerifyReport report = servers.run();
    EXPECT_EQ(told_of(report, "h"), std::string("shop.h -> shop.h SKIPPED ") + no_history);
    EXPECT_FALSE(has_object(report, "table definition", "h")) << "its verdict says it";
    EXPECT_TRUE(has_object(report, "table definition", "t"));
    EXPECT_EQ(report.outcome(), "incomplete");
    EXPECT_EQ(servers.source.diary().count("read shop.h"), 0U);
}

TEST(RefusedTables, WhatBothServersHaveIsComparedAllTheSame) {
    WithHistory servers;
    servers.add_it_there();
    const VerifyReport equal = servers.run();
    EXPECT_EQ(told_of(equal, "h"), std::string("shop.h -> shop.h SKIPPED ") + no_history);
    EXPECT_EQ(equal.outcome(), "incomplete");
    EXPECT_GT(servers.source.diary().count("read shop.h"), 0U);

    servers.destination.table({"shop", "h"}).rows.pop_back();
    const VerifyReport different = servers.run();
    EXPECT_EQ(
        told_of(different, "h"),
        std::string("shop.h -> shop.h DIFFERENT 1 missing row; ") + no_history);
    EXPECT_EQ(different.exit_code(), ExitCode::no);
}

TEST(RefusedTables, AColumnThatIsLeftOutKeepsItsTableFromBeingEqual) {
    TwoServers servers;
    servers.add(
        define_table({"shop", "t"}, {"id bigint", "shape hyperbola"}, 1),
        {{number_cell(1), number_cell(7)}});
    const VerifyReport report = servers.run();
    EXPECT_EQ(
        told_of(report, "t"),
        "shop.t -> shop.t SKIPPED shop.t.shape: this version does not know the column type "
        "hyperbola; exclude the table or select other columns");
    EXPECT_FALSE(has_object(report, "refused", ""));
}

TEST(RefusedTables, WhatIsNoTableStaysAnObject) {
    TwoServers servers;
    servers.add_plain(10);
    servers.task.objects.databases["nowhere"] = {};
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.tables.size(), 1U);
    EXPECT_TRUE(has_object(report, "refused", ""));
    EXPECT_EQ(report.outcome(), "incomplete");
}

}  // namespace
}  // namespace cutover::test::refused_tables_test
