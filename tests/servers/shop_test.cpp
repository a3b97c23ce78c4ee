/// The main job, whole, on the sample shop: precheck, migrate, verify, report as a DBA runs them,
/// judged by an oracle that shares no code with cutover.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/places.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::shop_test {
namespace {

namespace fs = std::filesystem;

const char* const hostile_database = "`we``ird \"db\" */ ☃`";

std::string file_text(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::string shop_sql(const std::string& name) {
    return file_text(fs::path(source_folder) / "testdata/sql" / name);
}

void drop_shop(const PrivateServer& server) {
    server.execute(
        std::string("SET foreign_key_checks = 0; DROP DATABASE IF EXISTS shop_archive; "
                    "DROP DATABASE IF EXISTS shop; DROP DATABASE IF EXISTS cutover; "
                    "DROP DATABASE IF EXISTS ") +
        hostile_database);
}

/// A SELECT for each table of the shop's databases, made by the server itself: every column's
/// text as HEX, sorted as bytes.
std::string oracle_statements(const PrivateServer& server) {
    return server.sql(
        "SET SESSION group_concat_max_len = 1000000;"
        "SELECT CONCAT('SELECT ', QUOTE(HEX(c.table_name)), ', CONCAT_WS('','', ', GROUP_CONCAT("
        "'IFNULL(HEX(CONCAT(`', REPLACE(c.column_name, '`', '``'), '`)), ''NULL'')' "
        "ORDER BY ordinal_position), ') COLLATE utf8mb4_bin AS r FROM `', "
        "REPLACE(c.table_schema, '`', '``'), '`.`', REPLACE(c.table_name, '`', '``'), "
        "'` ORDER BY r;') FROM information_schema.columns c JOIN information_schema.tables t "
        "USING (table_schema, table_name) WHERE t.table_type = 'BASE TABLE' AND "
        "(t.table_schema LIKE 'shop%' OR t.table_schema LIKE 'we`ird%') "
        "GROUP BY c.table_schema, c.table_name ORDER BY c.table_schema, c.table_name");
}

std::string unescaped(std::string text) {
    for (std::size_t at = 0; (at = text.find('\\', at)) != std::string::npos; ++at) {
        const char next = text.at(at + 1);
        text.replace(at, 2, 1, next == 'n' ? '\n' : next == 't' ? '\t' : next);
    }
    return text;
}

std::string answers(const PrivateServer& server, const std::string& statements) {
    return server.sql("SET NAMES utf8mb4; SET time_zone = '+00:00';" + statements);
}

std::string task_file(const PrivateServer& source, const PrivateServer& destination) {
    return R"({ "name": "shop", "types": ["schema", "full"],
        "objects": { "shop": {}, "shop_archive": {}, "we`ird \"db\" */ ☃": {} },
        "source": )" +
           endpoint_json(source) + R"(, "destination": )" + endpoint_json(destination) + " }";
}

void expect_exit(const ProgramRun& run, int exit_code) {
    EXPECT_EQ(run.exit_code, exit_code) << run.out << run.err;
}

void load_shop(const PrivateServer& source) {
    source.execute(shop_sql("shop.sql"));
    source.execute(shop_sql("hostile_names.sql"));
    if (source.kind() == ServerKind::mariadb) {
        source.execute(shop_sql("shop_mariadb.sql"));
    }
}

void expect_same_contents(const PrivateServer& source, const PrivateServer& destination) {
    const std::string statements = unescaped(oracle_statements(source));
    EXPECT_GT(statements.size(), 1000U);
    EXPECT_EQ(answers(source, statements), answers(destination, statements));
}

void expect_damage_is_found(const PrivateServer& destination, const std::string& task) {
    destination.execute(
        "SET foreign_key_checks = 0; UPDATE shop.products SET price = price + 0.01 WHERE sku = "
        "'BK-1'; DELETE FROM shop.page_views WHERE path = '/cart?x=1&y=<b>'");
    const ProgramRun damaged = run_cutover({"verify", task, "--json"});
    expect_exit(damaged, 1);
    EXPECT_NE(damaged.out.find("\"discrepancy_count\": 2"), std::string::npos) << damaged.out;
    expect_exit(run_cutover({"report", task}), 1);
}

void move_the_shop(const PrivateServer& source, const PrivateServer& destination) {
    drop_shop(source);
    drop_shop(destination);
    load_shop(source);
    const TemporaryFolder folder;
    const std::string task = folder.write("shop.json", task_file(source, destination));
    const std::string page = (folder.path() / "report.html").string();
    expect_exit(run_cutover({"precheck", task}), 0);
    expect_exit(run_cutover({"migrate", task}), 0);
    expect_same_contents(source, destination);
    expect_exit(run_cutover({"verify", task}), 0);
    expect_exit(run_cutover({"report", task, "--html", page}), 0);
    EXPECT_GT(file_text(page).size(), 5000U);
    expect_damage_is_found(destination, task);
    drop_shop(source);
    drop_shop(destination);
}

TEST(Shop, MovesFromMariadbToMariadb) {
    move_the_shop(
        PrivateServer::shared(ServerKind::mariadb, 0),
        PrivateServer::shared(ServerKind::mariadb, 1));
}

TEST(Shop, MovesFromMysql56ToMariadb) {
    move_the_shop(
        PrivateServer::shared(ServerKind::mysql56, 0),
        PrivateServer::shared(ServerKind::mariadb, 1));
}

TEST(Shop, MovesFromMysql56ToMysql56) {
    move_the_shop(
        PrivateServer::shared(ServerKind::mysql56, 0),
        PrivateServer::shared(ServerKind::mysql56, 1));
}

}  // namespace
}  // namespace cutover::test::shop_test
