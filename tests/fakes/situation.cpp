#include "tests/fakes/situation.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "migrate/row_width.hpp"
#include "tests/fakes/memory_database.hpp"

namespace cutover::test {
namespace {

ServerFacts plain_server(const std::string& endpoint) {
    ServerFacts server;
    server.endpoint = endpoint;
    server.flavour = Flavour::mariadb;
    server.version = {10, 11, 6};
    server.version_text = "10.11.6-MariaDB";
    server.variables = {
        {"log_bin", "ON"},
        {"binlog_format", "ROW"},
        {"binlog_row_image", "FULL"},
        {"binlog_expire_logs_seconds", "864000"},
        {"expire_logs_days", "10.000000"},
        {"server_id", "1"},
        {"log_slave_updates", "ON"},
        {"log_bin_trust_function_creators", "OFF"},
        {"lower_case_table_names", "0"},
        {"max_allowed_packet", "67108864"},
        {"sql_mode", "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION"},
        {"time_zone", "SYSTEM"},
        {"system_time_zone", "UTC"},
        {"character_set_server", "utf8mb4"},
        {"collation_server", "utf8mb4_general_ci"},
        {"innodb_strict_mode", "ON"},
        {"explicit_defaults_for_timestamp", "ON"},
        {"event_scheduler", "OFF"},
        {"read_only", "OFF"}};
    server.engines = {"innodb", "aria", "myisam", "memory"};
    server.character_sets = {"utf8mb4", "utf8mb3", "latin1", "ascii"};
    server.collations = {
        {"utf8mb4_general_ci", "utf8mb4"},
        {"utf8mb3_general_ci", "utf8mb3"},
        {"uca1400_ai_ci", "utf8mb4"},
        {"latin1_swedish_ci", "latin1"}};
    server.accounts = {"cutover@%", "shop@%"};
    server.grants = {"GRANT ALL PRIVILEGES ON *.* TO `cutover`@`%` WITH GRANT OPTION"};
    server.account = "cutover@%";
    server.tls_cipher = "TLS_AES_256_GCM_SHA384";
    server.identity = endpoint;
    return server;
}

TableDefinition plain_table(const std::string& name) {
    TableDefinition table;
    table.name = {"shop", name};
    table.engine = "InnoDB";
    table.collation = "utf8mb4_general_ci";
    table.estimated_rows = 1000;
    table.data_bytes = 100000;
    table.columns = {
        {.name = "id",
         .data_type = "bigint",
         .column_type = "bigint(20)",
         .nullable = false,
         .precision = 19},
        {.name = "note",
         .data_type = "varchar",
         .column_type = "varchar(100)",
         .length = 100,
         .length_bytes = 400,
         .character_set = "utf8mb4",
         .collation = "utf8mb4_general_ci"}};
    table.keys = {{.name = "PRIMARY", .type = "BTREE", .unique = true, .parts = {{"id", 0}}}};
    table.create_statement =
        "CREATE TABLE `" + name +
        "` (`id` bigint(20) NOT NULL, `note` varchar(100) DEFAULT NULL, PRIMARY KEY (`id`)) "
        "ENGINE=InnoDB";
    return table;
}

}  // namespace

Situation::Situation() : source(plain_server("db1:3306")), destination(plain_server("db2:3306")) {
    task.name = "shop";
    task.types = {.schema = true, .full = true};
    task.objects.databases["shop"] = {};
    source_catalog.databases = {
        {.name = "shop", .character_set = "utf8mb4", .collation = "utf8mb4_general_ci"}};
    source_catalog.tables = {plain_table("orders")};
    capacity.destination_free_bytes = 1ULL << 40U;
}

TableDefinition& Situation::add_table(const std::string& name) {
    source_catalog.tables.push_back(plain_table(name));
    return source_catalog.tables.back();
}

CodeObject& Situation::add_object(ObjectKind kind, const std::string& name) {
    CodeObject object;
    object.kind = kind;
    object.name = {"shop", name};
    object.definer = "shop@%";
    object.sql_mode = "STRICT_TRANS_TABLES";
    object.create_statement = "CREATE SQL SECURITY INVOKER ...";
    source_catalog.objects.push_back(object);
    return source_catalog.objects.back();
}

void Situation::set_both(const std::string& variable, const std::string& value) {
    source.variables[variable] = value;
    destination.variables[variable] = value;
}

std::vector<CheckResult> Situation::check() const {
    const TaskPlan plan = make_plan(task, source_catalog, source, destination);
    MemoryDatabase server("source");
    server.widest_rows = widest_rows;
    CapacityFacts known = capacity;
    const PrecheckInput input{
        task,    source, destination,        source_catalog, destination_catalog,
        plan,    known,  refused_conditions, progress,       log,
        replicas};
    known.widest_rows = measured_rows(input, server);
    return run_prechecks(input);
}

void expect_each(const std::vector<PrecheckCase>& cases) {
    for (const PrecheckCase& test : cases) {
        SCOPED_TRACE(test.name);
        Situation situation;
        test.change(situation);
        const std::vector<CheckResult> results = situation.check();
        for (const CheckResult& result : results) {
            if (result.id != test.id && result.status != CheckStatus::ignored) {
                EXPECT_EQ(to_text(result.status), std::string("pass"))
                    << result.id << ": " << result.found;
            }
        }
        if (test.id.empty()) {
            continue;
        }
        const auto result = result_of(results, test.id);
        ASSERT_TRUE(result.has_value()) << test.id << " was not evaluated";
        EXPECT_EQ(std::string(to_text(result->status)), to_text(test.status)) << result->found;
        EXPECT_NE(result->found.find(test.found), std::string::npos) << result->found;
        EXPECT_NE(result->fix.find(test.fix), std::string::npos) << result->fix;
        EXPECT_EQ(result->fix.empty(), test.status == CheckStatus::pass);
    }
}

std::optional<CheckResult> result_of(
    const std::vector<CheckResult>& results, const std::string& id) {
    const auto found = std::find_if(
        results.begin(), results.end(), [&](const CheckResult& result) { return result.id == id; });
    return found == results.end() ? std::nullopt : std::optional(*found);
}

}  // namespace cutover::test
