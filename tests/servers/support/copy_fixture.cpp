#include "tests/servers/support/copy_fixture.hpp"

#include "core/error.hpp"
#include "mysql/mysql_database.hpp"

namespace cutover::test {
namespace {

void empty(const PrivateServer& server) {
    server.execute(
        "SET foreign_key_checks = 0; DROP DATABASE IF EXISTS `copy`; "
        "DROP DATABASE IF EXISTS `copied`; DROP DATABASE IF EXISTS `cutover`");
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

}  // namespace

CopyServers::CopyServers(const PairOfKinds& pair)
    : CopyServers(
          PrivateServer::shared(pair.source, 0), PrivateServer::shared(pair.destination, 1)) {}

CopyServers::CopyServers(PrivateServer& from, PrivateServer& to) : source(from), destination(to) {
    empty(source);
    empty(destination);
    source.execute("CREATE DATABASE `copy` CHARACTER SET utf8mb4");
}

Task copy_task() {
    Task task;
    task.name = "copy";
    task.types = {.schema = true, .full = true};
    task.objects.databases["copy"] = {};
    task.limits.workers = 2;
    return task;
}

CopyResult migrate_once(
    const CopyServers& servers,
    const Task& task,
    std::uint64_t chunk_rows,
    const std::function<void(MigrateStep)>& on_step) {
    const auto source = open_database(servers.source.endpoint(), SessionRole::read_only);
    const auto destination = open_database(servers.destination.endpoint(), SessionRole::writing);
    const ServerFacts source_facts = source->facts();
    const ServerFacts destination_facts = destination->facts();
    const Catalog source_catalog = source->catalog({"copy"});
    const Catalog destination_catalog = destination->catalog({"copy", "copied"});
    TaskPlan plan = make_plan(task, source_catalog, source_facts, destination_facts);
    for (TablePlan& table : plan.tables) {
        table.chunk_rows = chunk_rows == 0 ? table.chunk_rows : chunk_rows;
    }
    CopyResult result;
    ObserverDiary observer;
    observer.on_step = on_step;
    try {
        result.report = migrate(
            {.task = task,
             .plan = plan,
             .source_facts = source_facts,
             .destination_facts = destination_facts,
             .source_catalog = source_catalog,
             .destination_catalog = destination_catalog,
             .types = task.types,
             .fingerprint = "f"},
            *source, *destination, result.evidence, observer);
    } catch (const Error& error) {
        result.error = error.what();
    }
    return result;
}

std::string contents(const PrivateServer& server, const std::string& database) {
    // One SELECT a table, made by the server. Sorting hashes instead of rows frees it from
    // collations; equal rows of keyless tables have equal hashes, which are all counted. HEX of a
    // number is that of its integer part, so each is made a text first, and FLOAT a DOUBLE before.
    const std::string selects = server.sql(
        "SET SESSION group_concat_max_len = 1000000; "
        "SELECT CONCAT('SELECT ''', table_name, ''', COUNT(*), "
        "MD5(GROUP_CONCAT(h ORDER BY h SEPARATOR '''')) FROM (SELECT MD5(CONCAT_WS('','', ', "
        "GROUP_CONCAT('IFNULL(HEX(CONCAT(`', column_name, "
        "IF(data_type IN ('float', 'double'), '` + 0e0', '`'), ')), ''NULL'')' "
        "ORDER BY ordinal_position), "
        "')) AS h FROM `', table_schema, '`.`', table_name, '`) AS rows_of_it;') "
        "FROM information_schema.columns JOIN information_schema.tables USING (table_schema, "
        "table_name) WHERE table_schema = '" +
        database +
        "' AND table_type = 'BASE TABLE' "
        "GROUP BY table_schema, table_name ORDER BY table_name");
    std::string statements =
        "SET NAMES binary; SET time_zone = '+00:00'; SET SESSION group_concat_max_len = 67108864; ";
    for (const std::string& line : lines_of(selects)) {
        statements += line + "\n";
    }
    return server.sql(statements);
}

}  // namespace cutover::test
