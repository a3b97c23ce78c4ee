/// What each rendering of a fixed certificate looks like, to the byte. After a change that is
/// meant, CUTOVER_UPDATE_GOLDEN=1 writes the files of testdata/golden anew; read the difference.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/environment.hpp"
#include "core/utf8.hpp"
#include "report/render_html.hpp"
#include "report/render_json.hpp"
#include "report/render_junit.hpp"
#include "report/render_text.hpp"
#include "tests/fakes/sample_case.hpp"
#include "tests/places.hpp"

namespace cutover::render_test {
namespace {

namespace fs = std::filesystem;
using test::certificate_of;

void expect_golden(const std::string& name, const std::string& text) {
    SCOPED_TRACE(name);
    const fs::path file = fs::path(test::source_folder) / "testdata" / "golden" / name;
    if (environment("CUTOVER_UPDATE_GOLDEN")) {
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }
    std::ifstream stream(file, std::ios::binary);
    const std::string golden{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_FALSE(golden.empty()) << file << " is missing";
    EXPECT_EQ(text, golden);
}

TEST(Render, FixedCertificatesAreAsTheyWere) {
    const Certificate ready = certificate_of(test::good_story());
    const Certificate damaged = certificate_of(test::damaged_story());
    const Certificate empty = certificate_of({});
    expect_golden("report-ready.txt", render_text(ready, false));
    expect_golden("report-ready.json", render_json(ready));
    expect_golden("report-ready.xml", render_junit(ready));
    expect_golden("report-damaged.txt", render_text(damaged, false));
    expect_golden("report-damaged.json", render_json(damaged));
    expect_golden("report-damaged.xml", render_junit(damaged));
    expect_golden("report-no-evidence.txt", render_text(empty, false));
    expect_golden("report-carried.txt", render_text(certificate_of(test::carried_story()), false));
}

/// Rows that nobody read are not among those compared, and have no digest.
TEST(Render, WhatWasNotReadIsToldApart) {
    auto story = test::good_story();
    TableComparison& table = test::first_of<TableCompared>(story).comparison;
    const std::uint64_t rows = table.source_rows.rows;
    table.verdict = TableVerdict::unproven;
    table.reason = "1,000 rows were not read";
    table.rows_prefiltered = 1000;
    table.source_rows.sum = table.destination_rows.sum = {};
    const Certificate certificate = certificate_of(story);
    EXPECT_EQ(certificate.totals.rows_compared.rows, 14'582'919U - 1000);
    EXPECT_GT(rows, 1000U);
    EXPECT_EQ(exit_code(certificate.readiness), ExitCode::incomplete);
    const std::string html = render_html(certificate);
    EXPECT_NE(html.find("1,000 rows, agreed by the servers"), std::string::npos);
    EXPECT_NE(html.find("not known"), std::string::npos) << "a digest of all rows";
    const auto json = nlohmann::json::parse(render_json(certificate));
    std::uint64_t prefiltered = 0;
    for (const auto& one : json["tables"]) {
        prefiltered += one["rows_prefiltered"].get<std::uint64_t>();
        EXPECT_EQ(one["digest"].is_null(), one["rows_prefiltered"] > 0);
    }
    EXPECT_EQ(prefiltered, 1000U);
}

/// It is no table of the scope, for the source does not have it.
TEST(Render, ATableThatThePlanRefusesIsOneOfTheTablesInEveryRendering) {
    auto story = test::good_story();
    const std::string verification = test::first_of<TableCompared>(story).verification;
    const auto finished = std::find_if(story.begin(), story.end(), [](const EvidenceEntry& entry) {
        return std::holds_alternative<VerificationFinished>(entry);
    });
    const std::string why = "the task names this table, but the source has none";
    story.insert(
        finished, TableCompared{
                      verification,
                      {.source = {"shop", "gone"},
                       .destination = {"shop", "lost"},
                       .verdict = TableVerdict::skipped,
                       .reason = why}});
    const Certificate certificate = certificate_of(story);
    EXPECT_EQ(exit_code(certificate.readiness), ExitCode::incomplete);
    EXPECT_EQ(certificate.tables.front().source, "shop.gone") << "the worst comes first";
    EXPECT_NE(
        render_text(certificate, false).find("SKIPPED     shop.gone: the task names this table"),
        std::string::npos);
    const std::string html = render_html(certificate);
    EXPECT_NE(html.find("SKIPPED"), std::string::npos);
    EXPECT_NE(html.find(why), std::string::npos);
    EXPECT_NE(
        render_junit(certificate).find(R"(<failure type="SKIPPED" message=")" + why),
        std::string::npos);
    const auto table = nlohmann::json::parse(render_json(certificate))["tables"].front();
    EXPECT_EQ(table["source"], "shop.gone");
    EXPECT_EQ(table["verdict"], "SKIPPED");
    EXPECT_EQ(table["reason"], why);
    EXPECT_TRUE(table["digest"].is_null() || table["source_rows"] == 0);
}

/// A table that is EQUAL has no reason, and yet it was asked not to be read.
TEST(Render, WhatWasReadInSpiteOfPrefilterSaysWhy) {
    auto story = test::good_story();
    const std::string why = "the server <refused> to digest it";
    test::first_of<TableCompared>(story).comparison.not_prefiltered = why;
    const Certificate certificate = certificate_of(story);
    EXPECT_EQ(exit_code(certificate.readiness), ExitCode::yes);
    EXPECT_NE(
        render_text(certificate, false).find("in spite of --prefilter: the"), std::string::npos);
    EXPECT_NE(
        render_html(certificate)
            .find("read in spite of --prefilter: the server &lt;refused&gt; to digest it"),
        std::string::npos);
    std::size_t said = 0;
    const auto json = nlohmann::json::parse(render_json(certificate));
    for (const auto& one : json["tables"]) {
        said += one["not_prefiltered"] == why ? 1U : 0U;
    }
    EXPECT_EQ(said, 1U);
}

TEST(RenderText, FitsTheTerminalAndCannotMoveItsCursor) {
    const std::string text = render_text(certificate_of(test::hostile_story()), false);
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::uint32_t code_point = 0;
        const std::size_t length = decode_utf8(text, at, code_point);
        ASSERT_NE(length, 0U) << "no UTF-8 at " << at;
        columns = text[at] == '\n' ? 0 : columns + 1;
        EXPECT_LE(columns, 80U) << text.substr(at > 100 ? at - 100 : 0, 120);
        EXPECT_TRUE(code_point == '\n' || (code_point >= 0x20 && code_point != 0x7F)) << code_point;
        EXPECT_NE(code_point, 0x202EU);
        at += length;
    }
}

TEST(RenderText, ColoursOnlyWhereAsked) {
    const Certificate certificate = certificate_of(test::good_story());
    EXPECT_EQ(render_text(certificate, false).find('\x1B'), std::string::npos);
    EXPECT_NE(render_text(certificate, true).find("\x1B[1;32mREADY\x1B[0m"), std::string::npos);
}

/// In every rendering, and in front of the rows that are examples of it.
TEST(Render, CausesComeFirst) {
    const Certificate certificate = certificate_of(test::damaged_story());
    const std::string cause = "created: time shifted by +08:00, 2 of 2 changed";
    const std::string text = render_text(certificate, false);
    const std::string html = render_html(certificate);
    const std::pair<const std::string*, const char*> pages[] = {
        {&text, "10482"}, {&html, "129.90"}};
    for (const auto& [page, example] : pages) {
        const std::size_t at = page->find(cause);
        ASSERT_NE(at, std::string::npos) << *page;
        EXPECT_LT(at, page->find(example));
        EXPECT_NE(page->find("time zone"), std::string::npos);
    }
    const auto document = nlohmann::json::parse(render_json(certificate));
    const auto& on_record = document.at("causes").at(0);
    EXPECT_EQ(on_record.at("kind"), "time_shift");
    EXPECT_EQ(on_record.at("text"), cause);
    EXPECT_EQ(on_record.at("certain"), true);
    EXPECT_EQ(on_record.at("examples").at(0).at("id"), "10482");
}

/// What was read, what was carried and since when, and where both sides met.
TEST(Render, CoverageIsToldWhereRowsWereCarried) {
    const Certificate certificate = certificate_of(test::carried_story());
    const auto document = nlohmann::json::parse(render_json(certificate));
    const auto& coverage = document.at("coverage");
    EXPECT_EQ(coverage.at("rows"), 14'582'919);
    EXPECT_EQ(coverage.at("rows_carried"), 12'530'437);
    EXPECT_EQ(coverage.at("tables_carried"), 2);
    EXPECT_EQ(coverage.at("met_at").size(), 3U);
    EXPECT_EQ(coverage.at("held_seconds"), 0.04);
    const std::string whole = coverage.at("read_whole_at");
    EXPECT_EQ(whole.substr(0, 14), "2026-11-23T09:");
    EXPECT_EQ(document.at("history").at(1).at("rows_carried"), 12'530'437);
    EXPECT_EQ(document.at("history").at(0).at("rows_carried"), 0);
    for (const auto& table : document.at("tables")) {
        EXPECT_EQ(table.at("read_whole_at").is_null(), table.at("rows_carried") == 0) << table;
    }
    const std::string html = render_html(certificate);
    for (const char* const part :
         {"2,052,482 rows (14.1 %)", "12,530,437 rows (85.9 %) in 2 tables",
          "3 places, from binlog.000003:48151623 to binlog.000004:1207", "at most each time",
          "12,530,437 of them carried", "5,118,766 rows carried; last read whole on 2026-"}) {
        EXPECT_NE(html.find(part), std::string::npos) << part;
    }
    const std::string plain = render_html(certificate_of(test::good_story()));
    for (const char* const part : {"carried", "met at"}) {
        EXPECT_EQ(plain.find(part), std::string::npos) << part;
    }
}

/// A verification that read no row of a table whole says nothing of its age.
TEST(Render, AFullReadIsNewerThanWhatWasCarried) {
    auto story = test::carried_story();
    const TimePoint first = certificate_of(story).coverage.read_whole.value();
    for (const EvidenceEntry& entry : test::carried_story()) {
        story.push_back(entry);
    }
    EXPECT_GT(certificate_of(story).coverage.read_whole.value(), first);
}

TEST(RenderJson, HostileTextsAreStillOneDocument) {
    const std::string text = render_json(certificate_of(test::hostile_story()));
    const auto document = nlohmann::json::parse(text);
    EXPECT_EQ(document.at("verdict"), "NOT READY");
    EXPECT_EQ(document.at("discrepancies").size(), 11U);
    EXPECT_EQ(document.at("criteria").size(), 17U);
    EXPECT_EQ(document.at("tables").size(), 17U);
    EXPECT_TRUE(is_utf8(text));
}

TEST(RenderJson, KeysOfTheContractAreThere) {
    const auto document = nlohmann::json::parse(render_json(certificate_of(test::damaged_story())));
    for (const char* const key :
         {"verdict", "task", "made_at", "criteria", "tables", "checks", "discrepancy_count"}) {
        EXPECT_TRUE(document.contains(key)) << key;
    }
    const auto& table = document.at("tables").at(0);
    for (const char* const key :
         {"source", "destination", "verdict", "reason", "source_rows", "destination_rows", "chunks",
          "digest", "float", "position"}) {
        EXPECT_TRUE(table.contains(key)) << key;
    }
    EXPECT_EQ(table.at("verdict"), "DIFFERENT");
    EXPECT_EQ(document.at("made_at"), "2026-11-23T10:00:00.000Z");
}

/// How often a text stands in another.
std::size_t times_in(const std::string& text, std::string_view part) {
    std::size_t times = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++times;
    }
    return times;
}

TEST(RenderHistory, EveryRenderingShowsVerdictsDurationsAndDriftOverTime) {
    const Certificate certificate = certificate_of(test::watched_story(70));
    const auto history = nlohmann::json::parse(render_json(certificate)).at("history");
    ASSERT_EQ(history.size(), 71U);
    EXPECT_EQ(history.at(0).at("seconds"), 24.3);
    EXPECT_EQ(history.at(7).at("outcome"), "different");
    EXPECT_EQ(history.at(7).at("discrepancy_count"), 343);
    EXPECT_EQ(history.at(70).at("outcome"), "equal");
    EXPECT_EQ(history.at(70).at("source_position"), "binlog.000003:48151623");

    const std::string text = render_text(certificate, false);
    EXPECT_NE(text.find("Verifications: 71, latest first\nequal       2026-"), std::string::npos);
    EXPECT_EQ(times_in(text, "tables EQUAL, 14,582,919 rows"), 5U);

    const std::string html = render_html(certificate);
    EXPECT_EQ(times_in(html, "<rect class=\"verify\" x="), 60U) << "a duration for each column";
    EXPECT_NE(html.find("from 2026-11-23"), std::string::npos);
    EXPECT_NE(html.find("up to 250,047, logarithmic"), std::string::npos) << "63 cubed";
    EXPECT_NE(html.find("<details><summary>40 before these</summary>"), std::string::npos);
    EXPECT_NE(html.find("and 21 older ones"), std::string::npos);
}

TEST(RenderHistory, OneVerificationIsNoHistory) {
    const Certificate certificate = certificate_of(test::good_story());
    EXPECT_EQ(render_html(certificate).find("class=\"trend\""), std::string::npos);
    EXPECT_EQ(render_text(certificate, false).find("Verifications:"), std::string::npos);
}

TEST(RenderHistory, AnOutcomeIsTextWhateverItSays) {
    auto story = test::watched_story(3);
    test::first_of<VerificationFinished>(story).outcome = "</title></svg><script>";
    const std::string html = render_html(certificate_of(story));
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_NE(html.find("&lt;/title&gt;&lt;/svg&gt;&lt;script&gt;"), std::string::npos);
}

TEST(RenderHtml, LoadsNothingAndRunsNothing) {
    for (const auto& story :
         {test::good_story(), test::damaged_story(), test::hostile_story(),
          test::watched_story(9)}) {
        const std::string html = render_html(certificate_of(story));
        EXPECT_NE(html.find("default-src 'none'"), std::string::npos);
        for (const char* const banned :
             {"<script", "<link", "<img", "<iframe", "src=\"", "href=\"", "url(", "@import"}) {
            EXPECT_EQ(html.find(banned), std::string::npos) << banned;
        }
        EXPECT_TRUE(is_utf8(html));
    }
}

TEST(RenderHtml, LinesOfAdviceStayLines) {
    auto story = test::good_story();
    CheckResult& check = test::first_of<ChecksMade>(story).checks.front();
    check.status = CheckStatus::warn;
    check.fix = "For each caller:\nGRANT SELECT ON `a` TO <caller>;";
    auto& end = test::first_of<RunEnded>(story);
    end.exit_code = 3;
    end.message = "the disk is full\n  free some space";
    const std::string html = render_html(certificate_of(story));
    EXPECT_NE(
        html.find("For each caller:<br><bdi class=\"mono\">GRANT SELECT ON `a` TO &lt;caller&gt;;"),
        std::string::npos);
    EXPECT_NE(html.find("the disk is full<br>"), std::string::npos);
    EXPECT_EQ(html.find("\\x0A"), std::string::npos);
}

TEST(RenderHtml, ManyRowsOfOneTableAreFoldedButTheFirst) {
    auto story = test::damaged_story();
    DiscrepancyFound found = test::first_of<DiscrepancyFound>(story);
    const auto place = std::find_if(story.begin(), story.end(), [](const EvidenceEntry& entry) {
        return std::holds_alternative<DiscrepancyFound>(entry);
    });
    std::vector<EvidenceEntry> more;
    for (int i = 0; i < 500; ++i) {
        found.discrepancy.key.front().value = "more " + std::to_string(i);
        more.emplace_back(found);
    }
    story.insert(place, more.begin(), more.end());
    const std::string html = render_html(certificate_of(story));
    EXPECT_NE(html.find("503 rows listed"), std::string::npos);
    EXPECT_NE(html.find("<details><summary>483 rows more</summary>"), std::string::npos);
    EXPECT_LT(html.size(), 2U << 20U);
}

TEST(RenderHtml, TheSameEvidenceGivesTheSamePage) {
    EXPECT_EQ(
        render_html(certificate_of(test::hostile_story())),
        render_html(certificate_of(test::hostile_story())));
}

TEST(RenderHtml, TenThousandTablesStayFolded) {
    auto story = test::good_story();
    for (int i = 0; i < 10'000; ++i) {
        TableComparison table = test::first_of<TableCompared>(story).comparison;
        table.source = {"big", "t" + std::to_string(i)};
        table.destination = table.source;
        story.emplace_back(TableCompared{"v1", table});
    }
    const std::string html = render_html(certificate_of(story));
    EXPECT_LT(html.size(), 8U << 20U);
    EXPECT_EQ(html.find("<details open"), std::string::npos);
    EXPECT_NE(html.find("10,000 tables"), std::string::npos);
}

}  // namespace
}  // namespace cutover::render_test
