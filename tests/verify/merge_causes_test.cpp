#include "verify/merge_causes.hpp"

#include <gtest/gtest.h>

namespace cutover::merge_causes_test {
namespace {

const TableName orders{"shop", "orders"};

Cause shifted(std::uint64_t rows, std::uint64_t of, const std::string& key) {
    return {
        .table = orders,
        .kind = CauseKind::time_shift,
        .column = "created",
        .detail = "+08:00",
        .rows = rows,
        .looked_at = of,
        .differ = of,
        .examples = {{{"id", key}}}};
}

Cause unexplained(Discrepancy::Kind kind, std::uint64_t rows, std::uint64_t of) {
    return {
        .table = orders,
        .detail = to_text(kind),
        .rows = rows,
        .looked_at = of,
        .differ = of,
        .evidence = "The log says nothing."};
}

std::string in_short(const std::vector<Cause>& causes) {
    std::string text;
    for (const Cause& cause : causes) {
        text += headline(cause) + "\n";
    }
    return text;
}

TEST(MergeCauses, TheSameCauseOfTwoSharesIsOneOfAllTheirRows) {
    const std::vector<Cause> merged =
        merge_causes({{shifted(3, 3, "1")}, {shifted(5, 6, "9")}, {}});
    EXPECT_EQ(in_short(merged), "created: time shifted by +08:00, 8 of 9 changed\n");
    ASSERT_EQ(merged.at(0).examples.size(), 2U);
    EXPECT_EQ(merged[0].examples[1].at(0).value, "9");
}

/// Changed rows of a share that has not this cause are counted, missing ones are not.
TEST(MergeCauses, WhatAShareHasOfOtherCausesCounts) {
    const std::vector<Cause> merged = merge_causes(
        {{shifted(3, 3, "1")},
         {unexplained(Discrepancy::Kind::changed, 4, 4),
          unexplained(Discrepancy::Kind::missing, 2, 2)}});
    EXPECT_EQ(
        in_short(merged),
        "no cause known, 4 of 7 changed\n"
        "created: time shifted by +08:00, 3 of 7 changed\n"
        "no cause known, 2 of 2 missing\n");
    EXPECT_EQ(merged.at(0).evidence, "The log says nothing.");
}

/// Rows behind it may be there, in another's share.
TEST(MergeCauses, TheTailOfAShareIsNotTheTables) {
    const Cause tail{
        .table = orders,
        .kind = CauseKind::missing_tail,
        .detail = "id = 100",
        .rows = 10,
        .looked_at = 10,
        .differ = 10};
    EXPECT_EQ(
        in_short(merge_causes({{tail}, {unexplained(Discrepancy::Kind::missing, 1, 1)}})),
        "no cause known, 11 of 11 missing\n");
}

TEST(MergeCauses, TablesStayApart) {
    Cause of_another = shifted(9, 9, "1");
    of_another.table.table = "customers";
    const std::vector<Cause> merged = merge_causes({{shifted(1, 1, "1")}, {of_another}});
    ASSERT_EQ(merged.size(), 2U);
    EXPECT_EQ(merged[0].table.table, "customers");
    EXPECT_EQ(merged[0].differ, 9U);
    EXPECT_EQ(merged[1].differ, 1U);
}

}  // namespace
}  // namespace cutover::merge_causes_test
