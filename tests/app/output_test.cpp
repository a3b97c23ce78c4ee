#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/json_output.hpp"
#include "app/plan_text.hpp"
#include "app/status_output.hpp"

namespace cutover::output_test {
namespace {

using nlohmann::json;

VerifyReport different() {
    VerifyReport report;
    TableComparison table;
    table.source = {"shop", "orders"};
    table.destination = {"shop_eu", "orders"};
    table.verdict = TableVerdict::different;
    table.reason = "1 row differs";
    table.source_rows.rows = 1234;
    table.source_rows.sum = {.low = 0xABC, .high = 0};
    table.destination_rows.rows = 1234;
    table.chunks = 3;
    table.source_position = "bin.000001:4";
    table.discrepancy_count = 1;
    report.tables = {table};
    report.objects = {{.kind = "view", .source = {"shop", "v"}, .verdict = TableVerdict::equal}};
    report.discrepancy_count = 1;
    report.discrepancies = {
        {.table = {"shop", "orders"},
         .kind = Discrepancy::Kind::changed,
         .key = {{"id", "42"}},
         .columns = {{"total", "1.00", std::nullopt}}}};
    return report;
}

TEST(VerifyJson, IsWhatTheContractSays) {
    const json document = json::parse(verify_json(different()));
    EXPECT_EQ(document["outcome"], "different");
    const json& table = document["tables"][0];
    EXPECT_EQ(table["source"], "shop.orders");
    EXPECT_EQ(table["destination"], "shop_eu.orders");
    EXPECT_EQ(table["verdict"], "DIFFERENT");
    EXPECT_EQ(table["reason"], "1 row differs");
    EXPECT_EQ(table["source_rows"], 1234);
    EXPECT_EQ(table["digest"], "00000000000000000000000000000abc");
    EXPECT_EQ(table["position"], "bin.000001:4");
    EXPECT_EQ(document["objects"][0]["kind"], "view");
    EXPECT_TRUE(document["objects"][0]["reason"].is_null());
    EXPECT_EQ(document["discrepancy_count"], 1);
    const json& discrepancy = document["discrepancies"][0];
    EXPECT_EQ(discrepancy["kind"], "changed");
    EXPECT_EQ(discrepancy["key"]["id"], "42");
    EXPECT_EQ(discrepancy["columns"][0]["source"], "1.00");
    EXPECT_TRUE(discrepancy["columns"][0]["destination"].is_null());
}

TEST(VerifyJson, SurvivesHostileNames) {
    VerifyReport report = different();
    report.tables[0].source.table = "a\xFF\"\n</script>";
    const json document = json::parse(verify_json(report));
    EXPECT_EQ(document["tables"][0]["source"], "shop.a\\xFF\"\\x0A</script>");
}

TEST(VerifyJson, NamesCausesWithWhatTheyMean) {
    VerifyReport report;
    report.causes = {
        {.table = {"shop", "a"}, .kind = CauseKind::cut, .column = "note", .detail = "9 bytes"}};
    report.causes[0].rows = 1;
    report.causes[0].looked_at = report.causes[0].differ = 2;
    report.causes[0].examples = {{{"id", "7"}, {"of", std::nullopt}}};
    const json cause = json::parse(verify_json(report))["causes"][0];
    EXPECT_EQ(cause["table"], "shop.a");
    EXPECT_EQ(cause["kind"], "cut");
    EXPECT_EQ(cause["column"], "note");
    EXPECT_EQ(cause["detail"], "9 bytes");
    EXPECT_EQ(cause["certain"], false);
    EXPECT_EQ(cause["rows"], 1);
    EXPECT_EQ(cause["text"], "note: looks like cut at 9 bytes, 1 of 2 changed");
    EXPECT_FALSE(cause["meaning"].get<std::string>().empty());
    EXPECT_EQ(cause["examples"][0]["id"], "7");
    EXPECT_TRUE(cause["examples"][0]["of"].is_null());
}

TEST(PrecheckJson, IsWhatTheContractSays) {
    const std::vector<CheckResult> checks{
        {.id = "a.b", .title = "T", .status = CheckStatus::pass, .found = "f"},
        {.id = "c.d", .status = CheckStatus::fail, .why = "w", .fix = "GRANT x;\nGRANT y;"}};
    const json document = json::parse(precheck_json(checks));
    EXPECT_EQ(document["outcome"], "fail");
    EXPECT_EQ(document["checks"][0]["status"], "pass");
    EXPECT_EQ(document["checks"][1]["fix"], "GRANT x;\nGRANT y;");
    EXPECT_EQ(json::parse(precheck_json({checks[0]}))["outcome"], "pass");
}

TaskPlan plan() {
    TaskPlan plan;
    TablePlan table;
    table.source = {"shop", "orders"};
    table.destination = {"shop_eu", "orders"};
    table.key_name = "PRIMARY";
    table.key = {{.name = "id"}};
    table.estimated_rows = 250'000;
    table.estimated_bytes = 50'000'000;
    table.chunk_rows = 100'000;
    plan.tables = {table};
    plan.refusals = {{.object = "shop.x", .reason = "its type is not known"}};
    return plan;
}

TEST(Plan, IsShownWithKeyChunksRefusalsAndSql) {
    Task task;
    task.name = "t";
    const std::vector<DdlStatement> statements{
        {.sql = "CREATE TABLE `orders` (id INT)",
         .purpose = "creating table",
         .database = "shop_eu"}};
    const std::string text = plan_text(task, plan(), statements, {.task_file = "t.json"});
    for (const char* const expected :
         {"1 table, about 250,000 rows, 47.7 MiB, 3 chunks", "-> shop_eu.orders",
          "  shop.orders                       PRIMARY            250,000  47.7 MiB       3\n",
          "refused      shop.x: its type is not known", "USE `shop_eu`;",
          "CREATE TABLE `orders` (id INT);", "migrate will not begin: 1 thing is refused"}) {
        EXPECT_NE(text.find(expected), std::string::npos) << expected << " in\n" << text;
    }
    const json document = json::parse(plan_json(task, plan(), statements));
    EXPECT_EQ(document["tables"][0]["key"], "PRIMARY");
    EXPECT_EQ(document["tables"][0]["estimated_chunks"], 3);
    EXPECT_EQ(document["refusals"][0]["object"], "shop.x");
    EXPECT_EQ(document["statements"][0]["sql"], "CREATE TABLE `orders` (id INT)");
}

struct NextStepCase {
    const char* name;
    void (*change)(Status&);
    const char* expected;
};

const NextStepCase next_step_cases[] = {
    {"nothing done", [](Status&) {}, "cutover precheck t.json (nothing was done yet)"},
    {"checked", [](Status& s) { s.evidence.checks.emplace(); }, "cutover migrate t.json (nothing"},
    {"a check failed",
     [](Status& s) {
         s.evidence.checks.emplace();
         s.evidence.checks->checks = {{.id = "a", .status = CheckStatus::fail}};
     },
     "cutover precheck t.json (a check failed"},
    {"unreachable", [](Status& s) { s.destination_error = "x"; }, "cutover precheck t.json (the"},
    {"half copied", [](Status& s) { s.progress = TaskProgress{.phase = Phase::copying}; },
     "cutover migrate t.json (it goes on"},
    {"copied", [](Status& s) { s.progress = TaskProgress{.phase = Phase::done}; },
     "cutover verify t.json (the copy is not proven yet)"},
    {"verification stopped",
     [](Status& s) {
         s.progress = TaskProgress{.phase = Phase::done};
         s.evidence.verification.emplace();
     },
     "cutover verify t.json"},
    {"verified",
     [](Status& s) {
         s.progress = TaskProgress{.phase = Phase::done};
         s.evidence.verification.emplace();
         s.evidence.verification->finished.emplace().outcome = "equal";
     },
     "cutover report t.json (verification: equal)"},
};

TEST(StatusOutput, SaysWhatComesNext) {
    for (const NextStepCase& test : next_step_cases) {
        SCOPED_TRACE(test.name);
        Status status;
        status.task_file = "t.json";
        test.change(status);
        EXPECT_NE(next_step(status).find(test.expected), std::string::npos) << next_step(status);
        EXPECT_EQ(json::parse(status_json(status))["next"], next_step(status));
        EXPECT_NE(status_text(status).find(test.expected), std::string::npos);
    }
}

TEST(StatusOutput, ShowsHowFarTheLogIsApplied) {
    Status status;
    status.progress = TaskProgress{.phase = Phase::following};
    status.applied = AppliedProgress{{"bin.000002", 7, ""}, 990, 1234, 5678};
    status.source_position = "bin.000002:3000007";
    status.now = 1000;
    json document = json::parse(status_json(status));
    EXPECT_EQ(document["lag_seconds"], 10);
    EXPECT_EQ(document["applied"]["transactions_per_second"], nullptr);
    EXPECT_EQ(document["applied"]["backlog_bytes"], nullptr);
    EXPECT_EQ(document["log_alarm"], nullptr);
    EXPECT_NE(status_text(status).find("rate          not known"), std::string::npos);
    EXPECT_EQ(status_text(status).find("ALARM"), std::string::npos);

    status.backlog_bytes = 3'000'000;
    status.rates = ApplyRates{12.4, 99};
    status.log_alarm = "it is late";
    document = json::parse(status_json(status, true));
    EXPECT_EQ(document["applied"]["transactions_per_second"], 12.4);
    EXPECT_EQ(document["applied"]["row_changes_per_second"], 99);
    EXPECT_EQ(document["applied"]["backlog_bytes"], 3'000'000);
    EXPECT_EQ(document["log_alarm"], "it is late");
    const std::string text = status_text(status);
    EXPECT_NE(text.find("backlog       2.86 MiB of log"), std::string::npos) << text;
    EXPECT_NE(text.find("rate          12 transactions/s, 99 row changes/s"), std::string::npos)
        << text;
    EXPECT_NE(text.find("ALARM         it is late"), std::string::npos) << text;
    EXPECT_EQ(
        status_line(status),
        "1970-01-01T00:16:40.000Z  following, 0 % copied, 1,234 transactions applied, lag 10 s, "
        "backlog 2.86 MiB of log, 12 transactions/s, 99 row changes/s, ALARM: it is late\n");
    EXPECT_EQ(status_json(status, true).find('\n'), status_json(status, true).size() - 1);
}

TEST(StatusOutput, CountsTheChunksThatAreDone) {
    Status status;
    status.progress = TaskProgress{.phase = Phase::copying, .last_position = "bin.000002:7"};
    TableProgress table;
    table.source = {"shop", "orders"};
    table.chunks.resize(4);
    table.chunks[0].done = true;
    table.chunks[0].source.rows = 100;
    table.chunks[0].bytes = 2000;
    table.chunks[0].seconds = 2;
    status.tables = {table};
    const json document = json::parse(status_json(status));
    EXPECT_EQ(document["phase"], "copying");
    EXPECT_EQ(document["percent"], 25.0);
    EXPECT_EQ(document["position"], "bin.000002:7");
    EXPECT_EQ(document["tables"][0]["chunks_done"], 1);
    EXPECT_EQ(document["tables"][0]["bytes_per_second"], 1000);
}

TEST(NextStep, OfATaskThatFollowsDependsOnWhetherItRuns) {
    Status status;
    status.task_file = "shop.json";
    status.progress.emplace();
    status.progress->phase = Phase::following;
    EXPECT_EQ(next_step(status).rfind("cutover migrate shop.json (it follows on; ", 0), 0U);
    status.run.name = "cutover verify (process 7)";
    EXPECT_EQ(next_step(status).rfind("cutover migrate shop.json (it follows on; ", 0), 0U);
    status.run.name = "cutover migrate (process 7)";
    EXPECT_EQ(
        next_step(status).rfind("nothing while cutover migrate (process 7) follows; ", 0), 0U);
    EXPECT_NE(next_step(status).find("end that run (Ctrl-C or SIGTERM), "), std::string::npos);
}

}  // namespace
}  // namespace cutover::output_test
