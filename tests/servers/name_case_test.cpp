/// Names whose case the destination changes, by its own rule or by the task's.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test::name_case_test {
namespace {

using nlohmann::json;

json task_of(const CopyServers& servers) {
    const auto endpoint = [](const PrivateServer& server) {
        return json{{"socket", server.endpoint().socket}, {"user", "root"}};
    };
    return {
        {"name", "cases"},
        {"types", {"schema", "full"}},
        {"objects", {{"copy", json::object()}}},
        {"source", endpoint(servers.source)},
        {"destination", endpoint(servers.destination)}};
}

json check_of(const std::string& task, const std::string& id) {
    const ProgramRun run = run_cutover({"precheck", task, "--json"});
    const json document = json::parse(run.out);
    for (const json& check : document.at("checks")) {
        if (check.at("id") == id) {
            return check;
        }
    }
    return {{"status", "not made"}};
}

const char* const two_spellings =
    "USE `copy`; CREATE TABLE `Orders` (id INT NOT NULL PRIMARY KEY) CHARACTER SET utf8mb4;"
    "CREATE TABLE orders (id INT NOT NULL PRIMARY KEY) CHARACTER SET utf8mb4;"
    "INSERT INTO `Orders` VALUES (1), (2); INSERT INTO orders VALUES (3)";

TEST(NameCase, ADestinationThatFoldsNamesGetsNoTwoTablesInOne) {
    for (const ServerKind kind : both_kinds) {
        PrivateServer destination(kind, {"--lower-case-table-names=1"});
        const CopyServers servers(PrivateServer::shared(ServerKind::mariadb, 0), destination);
        servers.source.execute(two_spellings);
        const TemporaryFolder folder;
        json task = task_of(servers);
        const std::string file = folder.write("task.json", task.dump());
        const json collision = check_of(file, "names.collisions");
        EXPECT_EQ(collision.at("status"), "fail");
        EXPECT_NE(collision.at("found").get<std::string>().find("copy.orders"), std::string::npos)
            << collision;
        EXPECT_EQ(check_of(file, "names.case_rule").at("status"), "warn");
        EXPECT_EQ(run_cutover({"migrate", file}).exit_code, 1);
        EXPECT_EQ(destination.sql("SHOW DATABASES LIKE 'copy'"), "");

        task["objects"]["copy"]["tables"] = {
            {"Orders", {{"rename", "Orders_Large"}}}, {"orders", json::object()}};
        ASSERT_EQ(folder.write("task.json", task.dump()), file);
        EXPECT_EQ(check_of(file, "names.collisions").at("status"), "pass");
        const ProgramRun migration = run_cutover({"migrate", file});
        EXPECT_EQ(migration.exit_code, 0) << migration.out << migration.err;
        EXPECT_EQ(destination.sql("SHOW TABLES FROM `copy`"), "orders\norders_large\n");
        EXPECT_EQ(destination.sql("SELECT COUNT(*) FROM `copy`.orders_large"), "2\n");
        const ProgramRun verification = run_cutover({"verify", file});
        EXPECT_EQ(verification.exit_code, 0) << verification.out << verification.err;
    }
}

TEST(NameCase, TheTasksOwnRule) {
    const CopyServers servers(pairs_of_kinds[0]);
    servers.source.execute(two_spellings);
    const TemporaryFolder folder;
    json task = task_of(servers);
    task["name_case"] = "upper";
    const std::string file = folder.write("task.json", task.dump());
    EXPECT_EQ(check_of(file, "names.collisions").at("status"), "fail");
    servers.source.execute("DROP TABLE `copy`.orders");
    EXPECT_EQ(check_of(file, "names.collisions").at("status"), "pass");
    EXPECT_EQ(check_of(file, "names.case_changed").at("status"), "warn");
    servers.destination.execute("DROP DATABASE IF EXISTS `COPY`");
    const ProgramRun migration = run_cutover({"migrate", file});
    EXPECT_EQ(migration.exit_code, 0) << migration.out << migration.err;
    EXPECT_EQ(servers.destination.sql("SELECT COUNT(*) FROM `COPY`.`ORDERS`"), "2\n");
    EXPECT_EQ(run_cutover({"verify", file}).exit_code, 0);
    servers.destination.execute("DROP DATABASE `COPY`");
}

}  // namespace
}  // namespace cutover::test::name_case_test
