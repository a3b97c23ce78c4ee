#include "app/verify_text.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "core/terminal_columns.hpp"

namespace cutover::verify_text_test {
namespace {

TableComparison table(const char* name, TableVerdict verdict, const char* reason = "") {
    TableComparison comparison;
    comparison.source = {"shop", name};
    comparison.destination = comparison.source;
    comparison.verdict = verdict;
    comparison.reason = reason;
    comparison.source_rows.rows = 1000;
    return comparison;
}

VerifyReport equal_report() {
    VerifyReport report;
    report.tables = {table("a", TableVerdict::equal), table("b", TableVerdict::equal)};
    report.objects = {
        {"database", {"shop", ""}, {"shop", ""}, TableVerdict::equal, ""},
        {"view", {"shop", "v"}, {"shop", "v"}, TableVerdict::equal, ""}};
    report.source.position = "bin.000001:4";
    return report;
}

VerifyReport different_report() {
    VerifyReport report = equal_report();
    report.tables[1] = table("b", TableVerdict::different, "1 changed row");
    report.tables[1].destination = {"shop_eu", "b"};
    report.tables[1].discrepancy_count = 1;
    report.discrepancy_count = 1;
    report.discrepancies = {
        {.table = {"shop", "b"},
         .kind = Discrepancy::Kind::changed,
         .key = {{"id", "42"}},
         .columns = {{"note", "tea", "tea "}, {"total", "1.00", std::nullopt}}}};
    return report;
}

const VerifyTextOptions plain{.circumstances = {.task_file = "t.json"}, .source = "one:3306"};

void expect_in_order(const std::string& text, const std::vector<const char*>& parts) {
    std::size_t at = 0;
    for (const char* const part : parts) {
        const std::size_t found = text.find(part, at);
        ASSERT_NE(found, std::string::npos) << part << " is not, or not there, in\n" << text;
        at = found;
    }
}

void expect_to_fit(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(columns_of(line), terminal_columns) << line;
    }
}

TEST(VerifyText, CountsWhatIsEqual) {
    const std::string text = verify_text(equal_report(), plain);
    expect_in_order(
        text, {"EQUAL      2 tables (2,000 rows), 1 database, 1 view; --all lists them\n",
               "EQUAL      all 2 tables and 2 definitions\n", "2,000 rows read from each server",
               "source      one:3306 at bin.000001:4\n",
               "next:      cutover report t.json --html report.html\n"});
    EXPECT_EQ(text.find("shop.a"), std::string::npos);
}

TEST(VerifyText, OneTableIsNotAllTables) {
    VerifyReport report = equal_report();
    report.tables.resize(1);
    const std::string text = verify_text(report, plain);
    EXPECT_NE(text.find("EQUAL      1 table and 2 definitions\n"), std::string::npos) << text;
}

TEST(VerifyText, ListsWhatIsEqualOnDemand) {
    VerifyTextOptions all = plain;
    all.all = true;
    expect_in_order(
        verify_text(equal_report(), all),
        {"EQUAL      shop.a: 1,000 rows\n", "EQUAL      database shop\n",
         "EQUAL      view shop.v\n", "EQUAL      2 tables (2,000 rows)"});
}

TEST(VerifyText, EndsWithTheDifferencesAndTheVerdict) {
    const std::string text = verify_text(different_report(), plain);
    expect_in_order(
        text, {"EQUAL      1 table (1,000 rows)", "DIFFERENT  shop.b -> shop_eu.b: 1 changed row\n",
               "  changed  id = 42\n", "           note\n", "source       \"tea\"\n",
               "destination  \"tea \"\n", "character 4: end | U+0020\n", "source       1.00\n",
               "destination  NULL\n", "next:      cutover verify t.json --repair-sql repair.sql",
               "DIFFERENT  1 of 2 tables; 1 row not the same\n"});
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    VerifyTextOptions coloured = plain;
    coloured.colour = true;
    EXPECT_NE(verify_text(different_report(), coloured).find("\x1b[1;31m"), std::string::npos);
}

TEST(VerifyText, SaysTheCausesInFrontOfTheRows) {
    VerifyReport report = different_report();
    Cause cause{.table = {"shop", "b"}, .kind = CauseKind::trailing_spaces, .column = "note"};
    cause.detail = "trailing spaces \x1b added";
    cause.rows = cause.looked_at = cause.differ = 1;
    report.causes = {cause};
    const std::string text = verify_text(report, plain);
    expect_in_order(
        text, {"DIFFERENT  shop.b -> shop_eu.b", "  cause    note: looks like trailing spaces ",
               "A CHAR or BINARY column", "  changed  id = 42\n"});
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    expect_to_fit(text);
}

TEST(VerifyText, SaysWhatIsEqualByARuleAlone) {
    VerifyReport report = equal_report();
    report.tables[0].float_rule = "ulp:4";
    report.tables[0].equal_only_rounded = 1234;
    expect_in_order(
        verify_text(report, plain),
        {"EQUAL      shop.a: 1,000 rows, 1,234 of them by the rule ulp:4 alone\n",
         "EQUAL      2 tables"});
}

TEST(VerifyText, SaysWhatWasNotReadAndHowToProveIt) {
    VerifyReport report = equal_report();
    report.tables[0] = table("a", TableVerdict::unproven, "990 of 1000 rows were not read");
    report.tables[0].source_rows.rows = 1000;
    report.tables[0].rows_prefiltered = 990;
    const std::string text = verify_text(report, plain);
    expect_in_order(
        text, {"UNPROVEN   shop.a: 990 of 1000 rows were not read\n", "next:      cutover verify ",
               ", without --prefilter, to prove it", "INCOMPLETE", "read from each server in",
               "990 not read, agreed by\n"});
    expect_to_fit(text);
}

/// What was carried was read from neither server this time.
TEST(VerifyText, SaysWhatWasCarriedFromTheLastVerification) {
    VerifyReport report = equal_report();
    report.tables[0].rows_carried = 990;
    const std::string text = verify_text(report, plain);
    expect_in_order(
        text, {"EQUAL      all 2 tables and 2 definitions\n", "1,010 rows read in ",
               "; 990 carried, for neither log names them\n",
               "           since the last verification\n", "source "});
    EXPECT_EQ(text.find("from each server"), std::string::npos) << text;
    expect_to_fit(text);
}

TEST(VerifyText, SaysWhatWasTakenOverFromAnInterruptedRun) {
    VerifyReport report = equal_report();
    report.resumed_chunks = 1;
    const std::string text = verify_text(report, plain);
    expect_in_order(
        text, {"2,000 rows read from each server in ", "; 1 chunk taken over from\n",
               "           the run before\n"});
    expect_to_fit(text);
}

TEST(VerifyText, SaysWhereAFollowedSourceWasMetAndForHowLongTheApplierStood) {
    VerifyReport report = equal_report();
    EXPECT_EQ(verify_text(report, plain).find("applier"), std::string::npos);
    report.met_at = "bin.000007:1234\x1b[2J";
    report.destination.held_seconds = 0.3;
    VerifyTextOptions both = plain;
    both.destination = "two:3306";
    report.destination.position = "bin.000002:99";
    const std::string text = verify_text(report, both);
    expect_in_order(
        text, {"source      one:3306 at bin.000001:4\n", "destination two:3306 at bin.000002:99\n",
               "both as the source was at bin.000007:1234\\x1B[2J, while it is\n",
               "followed: the applier stood still for 0.3 s for that\n", "next: "});
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    expect_to_fit(text);
}

TEST(VerifyText, SaysHowManyAreNotListed) {
    VerifyReport report = different_report();
    report.tables[1].discrepancy_count = 5001;
    EXPECT_NE(
        verify_text(report, plain).find("and 5,000 more (--max-discrepancies"), std::string::npos);
}

TEST(VerifyText, GivesEveryBadVerdictItsReasonAndTheNextStep) {
    VerifyReport report = equal_report();
    report.tables[0] = table("a", TableVerdict::unproven, "it could not be read: disk");
    report.objects[1].verdict = TableVerdict::different;
    report.objects[1].reason = "missing on the destination";
    report.tables.push_back(table("c", TableVerdict::skipped, "the source has none"));
    report.objects.push_back({"refused", {"x", ""}, {}, TableVerdict::skipped, "no such database"});
    expect_in_order(
        verify_text(report, plain),
        {"SKIPPED    refused x: no such database\n", "SKIPPED    shop.c: the source has none\n",
         "next:      change it on the source", "UNPROVEN   shop.a: it could not be read: disk\n",
         "next:      mend what the reason names",
         "DIFFERENT  view shop.v: missing on the destination\n",
         "next:      mend it on the destination: SHOW CREATE",
         "DIFFERENT  1 of 3 definitions; not proven: 2 of 3 tables, 1 of 3"});
}

TEST(VerifyText, AShardIsToBeMerged) {
    VerifyTextOptions of_shard = plain;
    of_shard.circumstances.is_shard = true;
    VerifyReport report = equal_report();
    report.tables[1] = table("b", TableVerdict::unproven, "shard 2 of 4: 3 of 13 chunks");
    expect_in_order(
        verify_text(report, of_shard),
        {"UNPROVEN   shop.b", "shard 2 of 4: 3 of 13 chunks\n",
         "next:      when all shards have run: cutover merge t.json SHARD_DIR...\n", "INCOMPLETE"});
}

TEST(VerifyText, SaysTheSameAdviceOnce) {
    VerifyReport report;
    VerifyTextOptions sampled = plain;
    sampled.circumstances.sampled = true;
    for (int i = 0; i < 3; ++i) {
        report.tables.push_back(table("t", TableVerdict::unproven, "sampled"));
    }
    const std::string text = verify_text(report, sampled);
    const std::size_t first = text.find("verify without --sample");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(text.find("verify without --sample", first + 1), std::string::npos);
    EXPECT_NE(
        text.find("INCOMPLETE no difference was found, but not proven: 3 of 3 tables"),
        std::string::npos)
        << text;
}

TEST(VerifyText, StaysWithinEightyColumnsAndLosesNothing) {
    VerifyReport report = different_report();
    const std::string value = "x" + std::string(200, ' ') + "y" + std::string(300, 'z');
    report.tables[1].source.table = std::string(64, 'n');
    report.tables[1].reason = std::string(200, 'r');
    report.discrepancies[0].table = report.tables[1].source;
    report.discrepancies[0].columns[0] = {"你好\x1b[2J", value, "short"};
    const std::string text = verify_text(report, plain);
    std::size_t letters = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        EXPECT_LE(columns_of(std::string_view(text).substr(at, end - at)), 80U);
        at = end + 1;
    }
    for (const char c : text) {
        letters += c == 'z' ? 1U : 0U;
    }
    EXPECT_EQ(letters, 300U);
    EXPECT_NE(text.find("\\x1B[2J"), std::string::npos);
}

TEST(VerifyText, AnEmptySelectionProvesNothing) {
    EXPECT_NE(verify_text({}, plain).find("INCOMPLETE nothing was compared"), std::string::npos)
        << verify_text({}, plain);
}

}  // namespace
}  // namespace cutover::verify_text_test
