#include "app/selftest_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/terminal_columns.hpp"

namespace cutover::selftest_text_test {
namespace {

const SeedKind bit{"numbers", "one bit", "wide", "", "changed {row}: i"};
const SeedKind zero{"numbers", "minus zero", "wide", "", "changed {row}: z", Need::negative_zero};
const SeedKind order{"nothing (must be equal)", "row written again", "alike", "", ""};

SelftestReport sharp() {
    SelftestReport report;
    report.source = "MariaDB 10.11.6 at a:3306";
    report.destination = "MySQL 8.0.36 at b:3306";
    report.seed = 7;
    report.kinds = {
        {.kind = &bit, .tried = 1200, .found = 1200, .right = 1200, .asked_peers = 1200},
        {.kind = &zero, .not_possible = "MariaDB stores -0.0 as 0.0"},
        {.kind = &order, .tried = 30, .right = 30, .asked_peers = 30}};
    report.kinds.at(0).peers = {0, 1200, 1100};
    report.quiet.runs = 100;
    report.busy.runs = 100;
    return report;
}

TEST(SelftestText, SaysWhatWasFoundOfEachFamilyAndTheVerdictLast) {
    EXPECT_EQ(
        selftest_text(sharp(), {.peers = true}),
        R"(source:      MariaDB 10.11.6 at a:3306
destination: MySQL 8.0.36 at b:3306

                         tried  found precisely row counts   CHECKSUM  pt-digest
numbers                  1,200  1,200     1,200          0      1,200      1,100
nothing (must be equal)     30      0        30          0          0          0

not here:    minus zero (MariaDB stores -0.0 as 0.0)
equal data:  0 false alarms in 100 runs, quiet
equal data:  0 false alarms in 100 runs, while both were written to
SHARP        1,200 of 1,200 differences found, 1,200 with just their rows and
             columns; 0 false alarms; seed 7
)");
}

TEST(SelftestText, WhatAPeerFoundIsNotShownWhereItCriesWolf) {
    SelftestReport report = sharp();
    report.quiet.asked_peers = 100;
    report.quiet.peers = {0, 100, 0};
    const std::string text = selftest_text(report, {.peers = true});
    EXPECT_NE(text.find("1,200          0        n/a      1,100"), std::string::npos) << text;
    EXPECT_NE(text.find("CHECKSUM TABLE: 100 false alarms in 100 runs"), std::string::npos) << text;
}

SelftestReport missed() {
    SelftestReport report = sharp();
    report.kinds.at(0).found = 1199;
    report.kinds.at(0).right = 1199;
    report.wrong.push_back(
        {"one bit",
         3,
         {.answer = Answer::missed, .sql = "UPDATE wide\x1b", .expected = "changed 8: i"}});
    return report;
}

TEST(SelftestText, ShowsWhatWasMissedAndStaysWithinTheTerminal) {
    const std::string text = selftest_text(missed(), {});
    EXPECT_NE(text.find("missed       one bit, round 3\n"), std::string::npos) << text;
    EXPECT_NE(text.find("  expected   changed 8: i\n"), std::string::npos) << text;
    EXPECT_NE(text.find("  found      nothing\n"), std::string::npos) << text;
    EXPECT_NE(text.find("NOT SHARP    1,199 of 1,200"), std::string::npos) << text;
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        EXPECT_LE(text.find('\n', at) - at, terminal_columns) << text.substr(at, 90);
    }
}

TEST(SelftestJson, IsOneDocumentWithEveryKind) {
    const auto json = nlohmann::json::parse(selftest_json(missed()));
    EXPECT_EQ(json.at("outcome"), "missed");
    EXPECT_EQ(json.at("tried"), 1200);
    EXPECT_EQ(json.at("located"), 1199);
    EXPECT_EQ(json.at("kinds").at(0).at("peers").at("pt-table-checksum's digest"), 1100);
    EXPECT_EQ(json.at("kinds").at(1).at("not_possible"), "MariaDB stores -0.0 as 0.0");
    EXPECT_EQ(json.at("kinds").at(1).at("peers"), nullptr);
    EXPECT_EQ(json.at("kinds").at(2).at("control"), true);
    EXPECT_EQ(json.at("equal_runs").at("busy").at("runs"), 100);
    EXPECT_EQ(json.at("wrong").at(0).at("sql"), "UPDATE wide\\x1B");
}

}  // namespace
}  // namespace cutover::selftest_text_test
