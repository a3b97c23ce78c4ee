#include "tests/fakes/sample_case.hpp"

#include <string>

namespace cutover::test {
namespace {

constexpr const char* position = "binlog.000003:48151623";

const ServerOnRecord source_server{
    "db-old.example.net:3306", "5.6.24-log", "7c9e6679-source", "DHE-RSA-AES256-SHA"};
const ServerOnRecord destination_server{
    "db-new.example.net:3306", "10.11.19-MariaDB", "1b4e28ba-destination",
    "TLS_AES_256_GCM_SHA384"};

RunStarted run(const char* command) {
    return {command,           "0.1.0",
            "shop-to-cluster", "9f86d081884c7d65",
            source_server,     destination_server,
            "schema, full"};
}

struct SampleTable {
    const char* name;
    std::uint64_t rows;
    std::uint64_t bytes;
    double seconds;
};

const SampleTable sample_tables[] = {
    {"customers", 48'210, 9'800'000, 0.42},        {"orders", 2'000'000, 590'000'000, 18.7},
    {"order_lines", 7'412'905, 801'000'000, 31.2}, {"products", 1'804, 910'000, 0.06},
    {"audit_log", 5'120'000, 1'200'000'000, 22.4}, {"settings", 0, 0, 0.01},
};

RowsDigest digest_of(const SampleTable& table) {
    return {table.rows, {table.rows * 0x9E3779B97F4A7C15ULL, table.rows * 0xC2B2AE3D27D4EB4FULL}};
}

TableCopied copied(const SampleTable& table) {
    return {
        .source = {"shop", table.name},
        .destination = {"shop", table.name},
        .rows = digest_of(table),
        .rows_written = table.rows,
        .chunks = table.rows / 50'000 + 1,
        .bytes = table.bytes,
        .seconds = table.seconds};
}

TableComparison compared(const SampleTable& table) {
    return {
        .source = {"shop", table.name},
        .destination = {"shop", table.name},
        .verdict = TableVerdict::equal,
        .source_rows = digest_of(table),
        .destination_rows = digest_of(table),
        .source_count = table.rows,
        .destination_count = table.rows,
        .chunks = table.rows / 50'000 + 1,
        .source_position = position,
        .destination_position = "mariadb-bin.000001:900",
        .seconds = table.seconds / 3};
}

CheckResult passed(const char* id, const char* title, const char* found) {
    return {.id = id, .title = title, .status = CheckStatus::pass, .found = found};
}

std::vector<CheckResult> sample_checks() {
    return {
        passed("connection.source", "The source can be reached", "5.6.24-log"),
        passed("connection.destination", "The destination can be reached", "10.11.19-MariaDB"),
        passed("tls.source", "The source's sessions are encrypted", "DHE-RSA-AES256-SHA"),
        passed("privileges.source", "The account may read what is selected", "SELECT on shop.*"),
        passed("names.legal", "Every name is legal on the destination", "6 tables, 4 objects"),
        {.id = "version.zero_sign",
         .title = "Both servers store the sign of a zero",
         .status = CheckStatus::warn,
         .found = "MariaDB stores -0.0 as 0.0",
         .why = "rows with -0.0 cannot be bit-equal; they are counted and named in the verdict",
         .fix = ""}};
}

ScopeOnRecord sample_scope() {
    ScopeOnRecord scope;
    for (const SampleTable& table : sample_tables) {
        scope.tables.push_back(std::string("shop.") + table.name);
    }
    scope.objects = {"view shop.order_totals", "trigger shop.orders_ai"};
    return scope;
}

SnapshotTaken snapshot(bool of_source) {
    return {
        of_source,
        {of_source ? SnapshotMeans::global_read_lock : SnapshotMeans::consistent_snapshot,
         of_source ? position : "mariadb-bin.000001:900", "", of_source ? 0.012 : 0.0},
        4};
}

ObjectCompared object(const char* kind, const char* name) {
    return {"v1", {kind, {"shop", name}, {"shop", name}, TableVerdict::equal, ""}};
}

void append_migration(std::vector<EvidenceEntry>& story) {
    story.emplace_back(run("migrate"));
    story.emplace_back(ChecksMade{sample_checks()});
    story.emplace_back(sample_scope());
    story.emplace_back(snapshot(true));
    std::uint64_t rows = 0;
    for (const SampleTable& table : sample_tables) {
        story.emplace_back(copied(table));
        rows += table.rows;
    }
    story.emplace_back(CopyFinished{position, position, false, 6, rows, 74.1});
    story.emplace_back(RunEnded{"migrate", 0, "", 75.3});
}

void append_verification(std::vector<EvidenceEntry>& story) {
    story.emplace_back(run("verify"));
    story.emplace_back(snapshot(true));
    story.emplace_back(snapshot(false));
    story.emplace_back(object("database", ""));
    for (const SampleTable& table : sample_tables) {
        story.emplace_back(object("table definition", table.name));
    }
    story.emplace_back(object("view", "order_totals"));
    story.emplace_back(object("trigger", "orders_ai"));
    for (const SampleTable& table : sample_tables) {
        story.emplace_back(TableCompared{"v1", compared(table)});
    }
    story.emplace_back(VerificationFinished{"v1", "equal", 0, position, position, 24.3});
    story.emplace_back(RunEnded{"verify", 0, "", 24.9});
}

const char* const hostile_texts[] = {
    "</script><script>document.title='owned'</script>",
    R"("><img src=x onerror="document.title='owned'">)",
    "' onmouseover='document.title=1",
    "]]><!-- --><![CDATA[",
    "&lt;b&gt; &amp;amp; &#x3c;",
    "right \xE2\x80\xAE to left \xE2\x80\xAC and \xE2\x80\x8B nothing",
    "bell \x07, escape \x1B[31m, line\nbreak, delete \x7F",
    "no UTF-8: \xFF\xFE\xC0\xAF \xED\xA0\x80",
    "</style><base href='//evil'></title></svg>",
    "\xE2\x98\x83 \xF0\x9F\x98\x80 {{x}} ${y} `z` %s",
    "javascript:alert(1)",
};

Discrepancy hostile_discrepancy(const char* text, std::size_t number) {
    Discrepancy discrepancy{.table = {"shop", "orders"}};
    discrepancy.kind = static_cast<Discrepancy::Kind>(number % 3);
    discrepancy.key = {{"id", std::to_string(number)}, {text, text}};
    if (discrepancy.kind == Discrepancy::Kind::changed) {
        discrepancy.columns = {{"total", "1.00", "2.00"}, {text, text, std::nullopt}};
    }
    return discrepancy;
}

TableComparison hostile_table(const char* text, std::size_t number) {
    TableComparison table = compared(sample_tables[0]);
    table.source = {"shop", text};
    table.destination = {text, text};
    table.verdict = static_cast<TableVerdict>(number % 4);
    table.reason = table.verdict == TableVerdict::equal ? "" : text;
    table.discrepancy_count = table.verdict == TableVerdict::different ? number : 0;
    table.source_position = text;
    table.float_rule = text;
    return table;
}

/// A snapshot of each side, both as the source was at that place.
void append_meeting(std::vector<EvidenceEntry>& story, const std::string& place) {
    SnapshotTaken here = snapshot(true);
    here.facts.position = place;
    here.facts.held_seconds = 0;
    SnapshotTaken there = snapshot(false);
    there.facts.held_seconds = 0.04;
    there.applied = place;
    story.emplace_back(here);
    story.emplace_back(there);
}

}  // namespace

std::vector<EvidenceEntry> good_story() {
    std::vector<EvidenceEntry> story;
    append_migration(story);
    append_verification(story);
    return story;
}

std::vector<EvidenceEntry> hostile_story() {
    std::vector<EvidenceEntry> story;
    for (const char* const text : hostile_texts) {
        const ServerOnRecord server{text, text, text, text};
        story.emplace_back(RunStarted{text, text, text, text, server, server, text});
        story.emplace_back(RunEnded{text, 3, text, 1.5});
    }
    append_migration(story);
    append_verification(story);
    std::size_t number = 0;
    for (const char* const text : hostile_texts) {
        const auto status = static_cast<CheckStatus>(number % 4);
        const auto verdict = static_cast<TableVerdict>(number % 4);
        first_of<ScopeOnRecord>(story).tables.push_back("shop." + printable(text));
        first_of<ScopeOnRecord>(story).refusals.push_back({text, text});
        first_of<ChecksMade>(story).checks.push_back({text, text, status, text, text, text, text});
        story.emplace_back(TableCompared{"v1", hostile_table(text, number)});
        story.emplace_back(
            ObjectCompared{"v1", {text, {"shop", text}, {text, text}, verdict, text}});
        story.emplace_back(DiscrepancyFound{"v1", hostile_discrepancy(text, number)});
        story.emplace_back(CauseFound{
            "v1",
            {{"shop", text}, all_cause_kinds.at(number), text, text, 2, 2, 2, {{{text, text}}}}});
        ++number;
    }
    story.emplace_back(VerificationFinished{
        "v1",
        "different",
        55,
        position,
        position,
        24.3,
        {std::begin(hostile_texts), std::end(hostile_texts)}});
    return story;
}

std::vector<EvidenceEntry> damaged_story() {
    std::vector<EvidenceEntry> story = good_story();
    for (EvidenceEntry& entry : story) {
        if (auto* const table = std::get_if<TableCompared>(&entry)) {
            TableComparison& comparison = table->comparison;
            if (comparison.source.table == "orders") {
                comparison.verdict = TableVerdict::different;
                comparison.reason = "3 rows differ";
                comparison.discrepancy_count = 3;
                comparison.destination_rows.sum.low += 1;
            }
        }
        if (auto* const end = std::get_if<VerificationFinished>(&entry)) {
            end->outcome = "different";
            end->discrepancy_count = 3;
            end->notes = {
                "The destination has a table that this task does not move, such as shop.scratch; "
                "nothing was compared there."};
        }
    }
    story.emplace_back(DiscrepancyFound{
        "v1",
        {.table = {"shop", "orders"},
         .kind = Discrepancy::Kind::changed,
         .key = {{"id", "10482"}},
         .columns = {
             {"total", "129.90", "129.09"},
             {"note", "Leave with the neighbour, 2nd floor", std::nullopt}}}});
    story.emplace_back(DiscrepancyFound{
        "v1",
        {.table = {"shop", "orders"},
         .kind = Discrepancy::Kind::missing,
         .key = {{"id", "77001"}}}});
    story.emplace_back(DiscrepancyFound{
        "v1",
        {.table = {"shop", "orders"}, .kind = Discrepancy::Kind::extra, .key = {{"id", "9"}}}});
    Cause cause{.table = {"shop", "orders"}, .kind = CauseKind::time_shift, .column = "created"};
    cause.detail = "+08:00";
    cause.rows = cause.looked_at = cause.differ = 2;
    cause.examples = {{{"id", "10482"}}};
    story.emplace_back(CauseFound{"v1", cause});
    CheckResult& check = first_of<ChecksMade>(story).checks.back();
    check.status = CheckStatus::ignored;
    check.ignored_reason = "no column of ours holds -0.0";
    return story;
}

std::vector<EvidenceEntry> watched_story(std::size_t times) {
    std::vector<EvidenceEntry> story = good_story();
    for (std::size_t i = 1; i <= times; ++i) {
        append_verification(story);
        auto& end = std::get<VerificationFinished>(story.at(story.size() - 2));
        end.seconds = 20 + static_cast<double>(i * 37 % 11);
        if (i % 7 == 0 && i < times) {
            end.outcome = "different";
            end.discrepancy_count = i * i * i;
        } else if (i % 11 == 0 && i < times) {
            end.outcome = "incomplete";
        }
    }
    return story;
}

std::vector<EvidenceEntry> carried_story() {
    const std::vector<std::string> places{
        "binlog.000003:48151623", "binlog.000003:48990001", "binlog.000004:1207"};
    std::vector<EvidenceEntry> meetings;
    for (const std::string& place : places) {
        append_meeting(meetings, place);
    }
    std::vector<EvidenceEntry> again;
    append_verification(again);
    std::erase_if(
        again, [](const auto& entry) { return std::holds_alternative<SnapshotTaken>(entry); });
    again.insert(again.begin() + 1, meetings.begin(), meetings.end());
    for (EvidenceEntry& entry : again) {
        auto* const table = std::get_if<TableCompared>(&entry);
        if (table != nullptr && table->comparison.source_rows.rows > 2'500'000) {
            table->comparison.rows_carried = table->comparison.source_rows.rows - 1'234;
        }
    }
    first_of<VerificationFinished>(again).source_position_after = places.back();
    std::vector<EvidenceEntry> story = good_story();
    story.insert(story.end(), again.begin(), again.end());
    return story;
}

CaseFile fold_story(const std::vector<EvidenceEntry>& entries) {
    CaseFile file;
    std::uint64_t number = 0;
    std::uint64_t run = 0;
    for (const EvidenceEntry& entry : entries) {
        ++number;
        run = std::holds_alternative<RunStarted>(entry) ? number : run;
        const TimePoint at{std::chrono::seconds(1'795'424'400 + number)};
        fold(file, {number, run, at, entry});
    }
    file.chain = {
        .on_file = number > 0,
        .records = number,
        .last_hash = number == 0 ? "" : std::string(64, 'a')};
    return file;
}

Certificate certificate_of(const std::vector<EvidenceEntry>& entries) {
    CertificateRequest request{
        .task = "shop-to-cluster",
        .made_at = TimePoint{std::chrono::seconds(1'795'428'000)},
        .cutover_version = "0.1.0"};
    request.context.fingerprint = "9f86d081884c7d65";
    return make_certificate(fold_story(entries), request);
}

}  // namespace cutover::test
