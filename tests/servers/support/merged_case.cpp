#include "tests/servers/support/merged_case.hpp"

#include <gtest/gtest.h>

namespace cutover::test {
namespace {

using Json = nlohmann::json;

const char* const numbers =
    "SET NAMES utf8mb4; SET time_zone = '+00:00', sql_mode = 'NO_AUTO_VALUE_ON_ZERO';"
    "CREATE TEMPORARY TABLE a (n INT); INSERT INTO a VALUES "
    "(0),(1),(2),(3),(4),(5),(6),(7),(8),(9);"
    "CREATE TEMPORARY TABLE b SELECT * FROM a; CREATE TEMPORARY TABLE c SELECT * FROM a;"
    "CREATE TEMPORARY TABLE x SELECT 100*c.n + 10*b.n + a.n AS n FROM a, b, c"
    " HAVING n BETWEEN 1 AND 400;";

const char* const shared_tables =
    "CREATE TABLE orders (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40),"
    " total DECIMAL(12,2), ratio DOUBLE, made DATETIME(3)) ENGINE=InnoDB;"
    "CREATE TABLE people (k VARCHAR(30) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY, n INT)"
    " ENGINE=InnoDB;"
    "CREATE TABLE notes (a INT, v VARCHAR(9)) ENGINE=InnoDB;"
    "CREATE TABLE events (id INT NOT NULL PRIMARY KEY, kept INT) ENGINE=InnoDB;"
    "CREATE TABLE parents (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB;"
    "CREATE TABLE children (id INT NOT NULL PRIMARY KEY, parent INT,"
    " CONSTRAINT of_parent FOREIGN KEY (parent) REFERENCES parents (id)) ENGINE=InnoDB;";

/// Of the numbers that the condition lets through. Children of one shard have their parents in the
/// other.
std::string rows_of(const std::string& condition, const std::string& events) {
    const std::string from = " FROM x WHERE " + condition + ";";
    return std::string(numbers) +
           "INSERT INTO orders SELECT n, CONCAT('n\xC3\xA4me ', n), n / 4, n / 7e0,"
           " '2024-03-31 00:30:00.125' + INTERVAL n MINUTE" +
           from + "INSERT INTO people SELECT CONCAT('k\xC3\xA9', n), n" + from +
           "INSERT INTO notes SELECT n % 10, CONCAT('v', n % 5)" + from +
           "INSERT INTO events SELECT n, n % 4 FROM x WHERE " + events + ";" +
           "INSERT INTO parents SELECT n" + from +
           "SET foreign_key_checks = 0; INSERT INTO children SELECT n, 1 + n % 399" + from;
}

std::string tags(const std::string& table, const std::string& condition) {
    return "CREATE TABLE " + table + " (id INT NOT NULL PRIMARY KEY, t VARCHAR(9)) ENGINE=InnoDB;" +
           "INSERT INTO " + table + " SELECT n, CONCAT('t', n) FROM x WHERE " + condition + ";";
}

}  // namespace

MergedCase::MergedCase(const PairOfKinds& kinds)
    : north(kinds, "merged_north"), south(kinds, "merged_south"), whole(kinds, "merged") {
    north.at_source(
        shared_tables + rows_of("n % 2 = 1", "n % 2 = 1") + tags("tags_a", "n <= 200") +
        tags("tags_b", "n > 200"));
    south.at_source(shared_tables + rows_of("n % 2 = 0", "n % 2 = 0"));
    whole.at_destination(shared_tables + rows_of("1", "n % 4 IN (1, 2)") + tags("tags", "1"));
}

Json MergedCase::objects() {
    const Json all = Json::object();
    Json objects;
    for (const char* const database : {"merged_north", "merged_south"}) {
        objects[database] = {{"rename", "merged"}, {"tables", all}};
        for (const char* const table : {"orders", "people", "notes", "parents", "children"}) {
            objects[database]["tables"][table] = all;
        }
    }
    Json& north = objects["merged_north"]["tables"];
    north["events"] = {{"where", "kept = 1"}};
    north["tags_a"] = north["tags_b"] = {{"rename", "tags"}};
    objects["merged_south"]["tables"]["events"] = {{"where", "kept = 2"}};
    return objects;
}

PairVerification MergedCase::verification() const {
    PairVerification verification(whole);
    auto& databases = verification.task.objects.databases;
    databases.clear();
    const Json selection = objects();
    for (const auto& [database, rule] : selection.items()) {
        databases[database].rename = rule.at("rename");
        for (const auto& [name, table] : rule.at("tables").items()) {
            databases[database].tables[name] = {
                .rename = table.value("rename", ""), .where = table.value("where", "")};
        }
    }
    verification.request.whole_below_bytes = 0;
    return verification;
}

MergedTask::MergedTask(const MergedCase& merged) {
    const auto endpoint = [](const PrivateServer& server) {
        return Json{{"host", "127.0.0.1"}, {"user", "root"}, {"port", server.port()}};
    };
    const Json task = {
        {"name", "merged"},
        {"types", {"schema", "full"}},
        {"objects", MergedCase::objects()},
        {"source", endpoint(merged.whole.source())},
        {"destination", endpoint(merged.whole.destination())}};
    file_ = folder_.write("merged.json", task.dump());
}

ProgramRun MergedTask::run(const std::string& command, const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{command, file_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_cutover(arguments);
}

Json MergedTask::verify(const std::vector<std::string>& more, int exit_code) const {
    std::vector<std::string> arguments{"--json", "--progress", "none"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramRun verification = run("verify", arguments);
    EXPECT_EQ(verification.exit_code, exit_code) << verification.out << verification.err;
    return Json::parse(verification.out, nullptr, false);
}

std::string MergedTask::path(const std::string& name) const {
    return (folder_.path() / name).string();
}

}  // namespace cutover::test
