/// The rule `ulp:N`: rows whose reals are near are forgiven, one by one, and nothing else is.
#include "verify/ulp_rule.hpp"

#include <bit>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/fakes/repair_list.hpp"
#include "tests/fakes/two_servers.hpp"

namespace cutover::test::ulp_rule_test {
namespace {

Cell moved(const Cell& real, std::uint64_t ulps) {
    return number_cell(real.number + ulps);
}

/// 40 rows, some prices of which are `ulps` apart, in chunks of 4.
void move_prices(TwoServers& servers, std::uint64_t ulps, std::size_t every) {
    for (std::size_t i = 0; i < servers.rows_there().size(); i += every) {
        Cell& price = servers.rows_there()[i].at(2);
        price = moved(price, ulps);
    }
}

FloatRule within(unsigned ulps) {
    return {.mode = FloatRule::Mode::ulp, .ulps = ulps};
}

struct RuleCase {
    unsigned allowed;
    std::uint64_t apart;
    const char* outcome;
    std::uint64_t forgiven;
};

const RuleCase rule_cases[] = {
    {4, 0, "equal", 0},     {4, 1, "equal", 40},    {4, 4, "equal", 40},
    {1, 1, "equal", 40},    {4, 5, "different", 0}, {1'000'000, 1'000'000, "equal", 40},
    {1, 2, "different", 0},
};

TEST(UlpRule, ForgivesUpToItsNumber) {
    for (const RuleCase& test : rule_cases) {
        SCOPED_TRACE(std::to_string(test.allowed) + " " + std::to_string(test.apart));
        TwoServers servers;
        servers.add_plain(40);
        move_prices(servers, test.apart, 1);
        servers.request.floats = within(test.allowed);
        servers.request.max_discrepancies = 3;  // which must not cut the counting
        const VerifyReport report = servers.run();
        EXPECT_EQ(report.outcome(), test.outcome);
        EXPECT_EQ(report.tables.at(0).equal_only_rounded, test.forgiven);
        EXPECT_EQ(report.tables.at(0).float_rule, "ulp:" + std::to_string(test.allowed));
        EXPECT_EQ(report.discrepancy_count, std::string(test.outcome) == "equal" ? 0U : 40U);
        EXPECT_EQ(
            report.tables.at(0).source_rows == report.tables.at(0).destination_rows,
            test.apart == 0);  // digests stay exact
    }
}

TEST(UlpRule, ForgivesTheSignOfAZero) {
    TwoServers servers;
    servers.add_plain(5);
    servers.rows_here().at(2).at(2) = real_cell(-0.0);
    servers.rows_there().at(2).at(2) = real_cell(0.0);
    servers.request.floats = within(1);
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(report.tables.at(0).equal_only_rounded, 1U);
}

TEST(UlpRule, OtherDifferencesStayWhatTheyAre) {
    TwoServers servers;
    servers.add_plain(40);
    move_prices(servers, 2, 1);
    servers.rows_there().at(6).at(1) = text_cell("other");
    servers.rows_there().at(9).at(2) = real_cell(77);
    servers.rows_there().at(12).at(2) = null_cell();
    servers.rows_there().erase(servers.rows_there().begin() + 20);
    servers.request.floats = within(2);
    RepairList repaired;
    servers.request.repair = &repaired;
    const VerifyReport report = servers.run();
    EXPECT_EQ(
        describe(report.discrepancies),
        "changed 7 name; changed 10 price; changed 13 price; "
        "missing 21");
    EXPECT_EQ(report.tables.at(0).reason, "1 missing, 3 changed rows");
    EXPECT_EQ(report.tables.at(0).equal_only_rounded, 36U);
    EXPECT_EQ(repaired.kept.size(), 4U);
}

TEST(UlpRule, PairsRowsWithoutAKeyByTheirOtherColumns) {
    TwoServers servers;
    servers.add_plain(6, 0);
    servers.rows_here().push_back(servers.rows_here().at(0));
    servers.rows_there().push_back(servers.rows_there().at(0));
    servers.rows_here().push_back(servers.rows_here().at(1));
    servers.rows_here().back().at(2) = real_cell(100);  // (2, name2) with two prices
    servers.rows_there().push_back(servers.rows_there().at(1));
    servers.rows_there().back().at(2) = real_cell(100);
    move_prices(servers, 1, 1);
    servers.request.floats = within(1);
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal") << report.tables.at(0).reason;
    EXPECT_EQ(report.tables.at(0).equal_only_rounded, 8U);
}

TEST(UlpRule, WithoutAKeyWhatCannotBePairedIsDifferent) {
    TwoServers servers;
    servers.add_plain(6, 0);
    move_prices(servers, 1, 1);
    servers.rows_there().at(3).at(2) = real_cell(50);
    servers.rows_there().push_back(servers.rows_there().at(0));
    servers.request.floats = within(1);
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "different");
    EXPECT_EQ(report.tables.at(0).reason, "1 missing, 2 extra rows");
    EXPECT_EQ(report.tables.at(0).equal_only_rounded, 5U);
}

TEST(UlpRule, NeverMakesASampleEqual) {
    TwoServers servers;
    servers.add_plain(40);
    move_prices(servers, 1, 1);
    servers.request.floats = within(1);
    servers.request.sample_percent = 50;
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "incomplete");
    EXPECT_NE(report.tables.at(0).reason.find("no difference among them"), std::string::npos);
}

/// A key of reals cuts no table: its rows are paired like those without a key.
TEST(UlpRule, ARealThatIsAKeyIsForgivenLikeAnyOther) {
    TwoServers servers;
    servers.add(
        define_table({"shop", "t"}, {"price double", "name varchar"}, 1),
        {{real_cell(1.5), text_cell("a")}, {real_cell(2.5), text_cell("b")}});
    servers.rows_there().at(1).at(0) = real_cell(std::nextafter(2.5, 3.0));
    servers.request.floats = within(1);
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(report.tables.at(0).equal_only_rounded, 1U);
}

}  // namespace
}  // namespace cutover::test::ulp_rule_test
