/// How answers are judged: found is not enough, it has to be just what was seeded.
#include "selftest/trial.hpp"

#include <gtest/gtest.h>

#include "selftest/tally.hpp"

namespace cutover::test::trial_test {
namespace {

const SeedKind changed{"f", "changed", "t", "", "changed {row}: v w"};
const SeedKind moved{"f", "moved", "t", "", "missing {row} a x2; extra {far} NULL"};
const SeedKind every{"f", "every", "t", "", "every changed {id}: v"};
const SeedKind control{"f", "control", "t", "", ""};

const Places places{{"row", 10}, {"far", 100}};

Discrepancy row(
    Discrepancy::Kind kind,
    const std::vector<std::optional<std::string>>& key,
    const std::vector<std::string>& columns = {},
    std::uint64_t copies = 1) {
    Discrepancy discrepancy{.kind = kind, .copies = copies};
    for (const auto& part : key) {
        discrepancy.key.push_back({"k", part});
    }
    for (const std::string& column : columns) {
        discrepancy.columns.push_back({.name = column});
    }
    return discrepancy;
}

/// A report with one table of this verdict, and these rows.
VerifyReport report_of(TableVerdict verdict, std::vector<Discrepancy> discrepancies = {}) {
    VerifyReport report;
    TableComparison table;
    table.verdict = verdict;
    report.tables.push_back(table);
    for (const Discrepancy& discrepancy : discrepancies) {
        report.discrepancy_count += discrepancy.copies;
    }
    report.discrepancies = std::move(discrepancies);
    return report;
}

struct JudgeCase {
    const char* name = "";
    const SeedKind& kind;
    VerifyReport report{};
    Answer answer = Answer::right;
};

using Kind = Discrepancy::Kind;

TEST(Judge, TakesNothingButTheRowsAndColumnsThatWereSeeded) {
    const Discrepancy right = row(Kind::changed, {"10"}, {"v", "w"});
    VerifyReport uncounted = report_of(TableVerdict::different, {right});
    uncounted.discrepancy_count = 2;
    VerifyReport definition = report_of(TableVerdict::different, {right});
    definition.objects.push_back(
        {"table definition", {"d", "t"}, {"d", "t"}, TableVerdict::different, ""});
    const JudgeCase cases[] = {
        {"right", changed, report_of(TableVerdict::different, {right}), Answer::right},
        {"a column too few", changed,
         report_of(TableVerdict::different, {row(Kind::changed, {"10"}, {"v"})}),
         Answer::mislocated},
        {"another row", changed,
         report_of(TableVerdict::different, {row(Kind::changed, {"12"}, {"v", "w"})}),
         Answer::mislocated},
        {"another kind", changed, report_of(TableVerdict::different, {row(Kind::extra, {"10"})}),
         Answer::mislocated},
        {"a row too many", changed,
         report_of(TableVerdict::different, {right, row(Kind::missing, {"12"})}),
         Answer::mislocated},
        {"a row that is not listed", changed, uncounted, Answer::mislocated},
        {"a definition, too", changed, definition, Answer::mislocated},
        {"no row at all", changed, report_of(TableVerdict::different), Answer::mislocated},
        {"equal", changed, report_of(TableVerdict::equal), Answer::missed},
        {"unproven", changed, report_of(TableVerdict::unproven), Answer::unproven},
        {"nothing compared", changed, {}, Answer::unproven},
        {"in any order", moved,
         report_of(
             TableVerdict::different,
             {row(Kind::extra, {"100", std::nullopt}), row(Kind::missing, {"10", "a"}, {}, 2)}),
         Answer::right},
        {"one copy of two", moved,
         report_of(
             TableVerdict::different,
             {row(Kind::extra, {"100", std::nullopt}), row(Kind::missing, {"10", "a"})}),
         Answer::mislocated},
        {"control equal", control, report_of(TableVerdict::equal), Answer::right},
        {"control different", control, report_of(TableVerdict::different, {right}),
         Answer::false_alarm},
        {"control unproven", control, report_of(TableVerdict::skipped), Answer::unproven},
    };
    for (const JudgeCase& test : cases) {
        SCOPED_TRACE(test.name);
        EXPECT_STREQ(
            to_text(judge(test.kind, expected_text(test.kind, places), test.report)),
            to_text(test.answer));
    }
}

TEST(Judge, EveryRowIsExpectedWhereEveryRowWasSeeded) {
    const std::string expected = expected_text(every, places);
    EXPECT_NE(expected.find("changed 2: v;"), std::string::npos);
    EXPECT_NE(expected.find("changed 256: v"), std::string::npos);
    std::vector<Discrepancy> rows;
    for (const std::uint64_t id : test_ids()) {
        rows.push_back(row(Kind::changed, {std::to_string(id)}, {"v"}));
    }
    EXPECT_EQ(judge(every, expected, report_of(TableVerdict::different, rows)), Answer::right);
    rows.pop_back();
    EXPECT_EQ(judge(every, expected, report_of(TableVerdict::different, rows)), Answer::mislocated);
}

SelftestReport report_with(
    std::initializer_list<std::pair<const SeedKind*, Answer>> answers, std::uint64_t alarms = 0) {
    SelftestReport report;
    for (const auto& [kind, answer] : answers) {
        KindTally tally{.kind = kind};
        tally.add(TrialResult{.answer = answer});
        report.kinds.push_back(tally);
    }
    report.busy.false_alarms = alarms;
    return report;
}

TEST(Tally, IsSharpOnlyWhereEveryAnswerWasRight) {
    EXPECT_EQ(
        report_with({{&changed, Answer::right}, {&control, Answer::right}}).exit_code(),
        ExitCode::yes);
    for (const Answer wrong : {Answer::missed, Answer::mislocated}) {
        SCOPED_TRACE(to_text(wrong));
        const SelftestReport report =
            report_with({{&changed, Answer::right}, {&moved, wrong}, {&every, Answer::unproven}});
        EXPECT_EQ(report.outcome(), "missed");
        EXPECT_EQ(report.exit_code(), ExitCode::no);
        EXPECT_EQ(report.located(), 1U);
        EXPECT_EQ(report.found(), wrong == Answer::mislocated ? 2U : 1U);
        EXPECT_EQ(report.tried(), 3U);
    }
    const SelftestReport alarmed =
        report_with({{&changed, Answer::right}, {&control, Answer::false_alarm}}, 2);
    EXPECT_EQ(alarmed.exit_code(), ExitCode::no);
    EXPECT_EQ(alarmed.false_alarms(), 3U);
    EXPECT_EQ(alarmed.found(), 1U) << "a false alarm finds nothing";
    EXPECT_EQ(report_with({{&changed, Answer::right}}, 1).exit_code(), ExitCode::no);
}

TEST(Tally, WhatCouldNotBeTriedIsNotSharp) {
    for (const Answer none : {Answer::unproven, Answer::not_there}) {
        SCOPED_TRACE(to_text(none));
        EXPECT_EQ(
            report_with({{&changed, Answer::right}, {&moved, none}}).exit_code(),
            ExitCode::incomplete);
    }
    EXPECT_EQ(report_with({}).exit_code(), ExitCode::incomplete);
    EXPECT_EQ(report_with({{&control, Answer::right}}).exit_code(), ExitCode::incomplete);
    SelftestReport unproven = report_with({{&changed, Answer::right}});
    unproven.quiet.add(report_of(TableVerdict::unproven));
    EXPECT_EQ(unproven.exit_code(), ExitCode::incomplete);
}

}  // namespace
}  // namespace cutover::test::trial_test
