/// The whole job with a task that moves less than all: what the rules leave out, who is not moved
/// and why a check was set aside is in every rendering of the report.
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test::scope_report_test {
namespace {

using nlohmann::json;

std::string task_text(const CopyServers& servers) {
    const auto endpoint = [](const PrivateServer& server) {
        return json{{"socket", server.endpoint().socket}, {"user", "root"}};
    };
    const json orders{
        {"rename", "purchases"},
        {"columns", {{"id", json::object()}, {"note", {{"rename", "remark"}}}}},
        {"where", "id > 100"}};
    return json{
        {"name", "scoped"},
        {"types", {"schema", "full"}},
        {"objects",
         {{"copy",
           {{"rename", "copied"}, {"tables", {{"orders", orders}, {"log", json::object()}}}}}}},
        {"exclude", {"copy.tmp_*"}},
        {"ignore_checks", {{"tables.keys", "the log is small and is only appended to"}}},
        {"source", endpoint(servers.source)},
        {"destination", endpoint(servers.destination)}}
        .dump();
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string on_one_line(const std::string& text) {
    std::istringstream words(text);
    std::string line;
    for (std::string word; words >> word;) {
        line += (line.empty() ? "" : " ") + word;
    }
    return line;
}

TEST(ScopeReport, WhatIsLeftOutIsSaidInEveryRendering) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        servers.source.execute(
            "USE `copy`; CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, note VARCHAR(20), "
            "secret VARCHAR(20)) CHARACTER SET utf8mb4; CREATE TABLE log (at INT, what INT);"
            "INSERT INTO orders VALUES (1, 'a', 'x'), (100, 'b', 'x'), (101, 'c', 'x');"
            "INSERT INTO log VALUES (1, 1), (1, 1); CREATE TABLE tmp_1 (id INT);"
            "CREATE USER not_moved@'10.%'");
        const TemporaryFolder folder;
        const std::string task = folder.write("task.json", task_text(servers));
        for (const char* const command : {"migrate", "verify"}) {
            const ProgramRun run = run_cutover({command, task});
            ASSERT_EQ(run.exit_code, 0) << command << run.out << run.err;
        }
        const ProgramRun report = run_cutover(
            {"report", task, "--html", (folder.path() / "r.html").string(), "--json-report",
             (folder.path() / "r.json").string(), "--junit", (folder.path() / "r.xml").string()});
        EXPECT_EQ(report.exit_code, 0) << report.out << report.err;
        const std::string text = on_one_line(run_cutover({"report", task}).out);
        const std::string html = read_file(folder.path() / "r.html");
        const std::string document = read_file(folder.path() / "r.json");
        const std::string junit = read_file(folder.path() / "r.xml");
        for (const std::string& rendering : {text, html, document, junit}) {
            SCOPED_TRACE(rendering.substr(0, 40));
            for (const char* const part :
                 {"secret", "copied.purchases", "remark", "copy.tmp_*", "not_moved@10.%"}) {
                EXPECT_NE(rendering.find(part), std::string::npos) << part;
            }
            const bool has_condition = rendering.find("id > 100") != std::string::npos ||
                                       rendering.find("id &gt; 100") != std::string::npos;
            EXPECT_TRUE(has_condition);
        }
        for (const std::string& rendering : {html, document, junit}) {
            EXPECT_NE(rendering.find("the log is small and is only appended"), std::string::npos);
        }
        const json found = json::parse(document);
        EXPECT_EQ(found.at("verdict"), "READY");
        for (const json& table : found.at("tables")) {
            if (table.at("source") == "copy.orders") {
                EXPECT_EQ(
                    table.at("limits"), "only rows where id > 100; without the columns secret");
                EXPECT_EQ(table.at("source_rows"), 1);
            }
        }
        servers.source.execute("DROP USER not_moved@'10.%'");
    }
}

TEST(ScopeReport, ARefusedConditionStopsBeforeTheFirstWrite) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        servers.source.execute(
            "CREATE TABLE `copy`.orders (id INT NOT NULL PRIMARY KEY, note VARCHAR(20), secret "
            "INT); CREATE TABLE `copy`.log (at INT PRIMARY KEY)");
        const TemporaryFolder folder;
        const std::string task = folder.write("task.json", task_text(servers));
        const ProgramRun run = run_cutover(
            {"migrate", task, "--json", "--set",
             "/objects/copy/tables/orders/where=\"idd > 100\""});
        EXPECT_EQ(run.exit_code, 1) << run.out << run.err;
        const json document = json::parse(run.out);
        bool was_made = false;
        for (const json& check : document.at("checks")) {
            if (check.at("id") == "conditions.accepted") {
                was_made = true;
                EXPECT_EQ(check.at("status"), "fail");
                EXPECT_EQ(
                    check.at("found").get<std::string>().find(
                        "1 condition: copy.orders: Unknown column 'idd' in "),
                    0U)
                    << check;
                EXPECT_NE(
                    check.at("fix").get<std::string>().find("/objects/copy/tables/orders/where"),
                    std::string::npos);
            }
        }
        EXPECT_TRUE(was_made);
        EXPECT_EQ(
            servers.destination.sql("SELECT schema_name FROM information_schema.schemata WHERE "
                                    "schema_name IN ('copy', 'copied', 'cutover')"),
            "");
    }
}

}  // namespace
}  // namespace cutover::test::scope_report_test
