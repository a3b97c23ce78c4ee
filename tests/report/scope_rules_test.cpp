/// A table that is equal "where id > 100" is not the whole table: every rendering says so.
#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/render_html.hpp"
#include "report/render_json.hpp"
#include "report/render_junit.hpp"
#include "report/render_text.hpp"
#include "tests/fakes/sample_case.hpp"

namespace cutover::scope_rules_test {
namespace {

using Kind = ScopeRule::Kind;

std::vector<EvidenceEntry> story_with_rules() {
    auto story = test::good_story();
    auto& scope = test::first_of<ScopeOnRecord>(story);
    scope.rules = {
        {Kind::without_code, "shop", "the task names tables of this database"},
        {Kind::rename, "shop.customers", "shop.clients"},
        {Kind::where, "shop.orders", "id > 100 and note <> '<b>'"},
        {Kind::columns, "shop.orders", "secret"},
        {Kind::exclude, "shop.tmp_*", "3 objects left behind"},
        {Kind::name_case, "all names", "lower"}};
    scope.accounts = {"app@%", "root@localhost"};
    scope.accounts_known = true;
    return story;
}

/// Lines are broken where they are; words are what counts.
std::string on_one_line(const std::string& text) {
    std::string line;
    for (const char c : text) {
        const bool space = c == '\n' || c == ' ';
        if (!space || line.empty() || line.back() != ' ') {
            line += space ? ' ' : c;
        }
    }
    return line;
}

TEST(ReportRules, EveryRuleIsInEveryRendering) {
    const Certificate certificate = test::certificate_of(story_with_rules());
    const std::string texts[] = {
        on_one_line(render_text(certificate, false)), render_json(certificate),
        render_junit(certificate), render_html(certificate)};
    for (const std::string& text : texts) {
        SCOPED_TRACE(text.substr(0, 60));
        for (const char* const part :
             {"the task names tables of this database", "shop.clients", "id &gt; 100", "secret",
              "shop.tmp_*", "3 objects left behind", "all names", "app@%", "root@localhost"}) {
            std::string expected = part;
            if (text.find(expected) == std::string::npos && expected == "id &gt; 100") {
                expected = "id > 100";
            }
            EXPECT_NE(text.find(expected), std::string::npos) << part;
        }
    }
}

TEST(ReportRules, AConditionCannotBreakOut) {
    const Certificate certificate = test::certificate_of(story_with_rules());
    EXPECT_EQ(render_html(certificate).find("'<b>'"), std::string::npos);
    EXPECT_EQ(render_junit(certificate).find("'<b>'"), std::string::npos);
}

TEST(ReportRules, ThePartialTableSaysWhatItIsEqualIn) {
    const Certificate certificate = test::certificate_of(story_with_rules());
    const auto orders = std::find_if(
        certificate.tables.begin(), certificate.tables.end(),
        [](const TableLine& line) { return line.source == "shop.orders"; });
    ASSERT_NE(orders, certificate.tables.end());
    EXPECT_EQ(
        orders->limits, "only rows where id > 100 and note <> '<b>'; without the columns secret");
    EXPECT_NE(
        render_html(certificate).find("exactly what the task selects of the source"),
        std::string::npos);
    const auto document = nlohmann::json::parse(render_json(certificate));
    EXPECT_EQ(document.at("rules").size(), 6U);
    EXPECT_EQ(document.at("rules").at(2).at("kind"), "where");
    EXPECT_EQ(document.at("accounts").size(), 2U);
}

TEST(ReportRules, ARenameAloneLeavesNothingBehind) {
    auto story = test::good_story();
    test::first_of<ScopeOnRecord>(story).rules = {{Kind::rename, "shop", "shop_eu"}};
    const Certificate certificate = test::certificate_of(story);
    EXPECT_FALSE(is_partial(certificate));
    EXPECT_NE(render_html(certificate).find("exactly what the source held"), std::string::npos);
    EXPECT_TRUE(is_partial(test::certificate_of(story_with_rules())));
}

TEST(ReportRules, AccountsThatCannotBeReadAreNotCalledNone) {
    const Certificate certificate = test::certificate_of(test::good_story());
    EXPECT_TRUE(nlohmann::json::parse(render_json(certificate)).at("accounts").is_null());
    EXPECT_NE(render_html(certificate).find("may not read mysql.user"), std::string::npos);
}

}  // namespace
}  // namespace cutover::scope_rules_test
