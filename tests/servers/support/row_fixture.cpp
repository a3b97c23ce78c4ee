#include "tests/servers/support/row_fixture.hpp"

#include <stdexcept>

#include "mysql/catalog_reader.hpp"
#include "mysql/row_reader.hpp"
#include "mysql/server_info.hpp"

namespace cutover::test {
namespace {

PrivateServer& created(
    ServerKind kind, int index, const std::string& columns, const std::string& name = "rows") {
    PrivateServer& server = PrivateServer::shared(kind, index);
    server.execute("DROP DATABASE IF EXISTS `" + name + "`; CREATE DATABASE `" + name + "`");
    TableOnBoth::run(server, "CREATE TABLE t (" + columns + ") ENGINE=InnoDB");
    return server;
}

Catalog catalog_of(const PrivateServer& server, const ServerFacts& facts) {
    const Endpoint endpoint = server.endpoint();
    return read_catalog([&] { return Session(endpoint, SessionRole::read_only); }, facts, {"rows"});
}

TableDefinition definition(const PrivateServer& server) {
    Session session(server.endpoint(), SessionRole::read_only);
    const Catalog catalog = catalog_of(server, read_server_facts(session));
    return *find_table(catalog, {"rows", "t"});
}

TablePlan planned(const PrivateServer& source, const PrivateServer& destination) {
    Session here(source.endpoint(), SessionRole::read_only);
    Session there(destination.endpoint(), SessionRole::read_only);
    const ServerFacts facts = read_server_facts(here);
    Task task{.name = "rows"};
    task.objects.databases["rows"] = {};
    const TaskPlan plan =
        make_plan(task, catalog_of(source, facts), facts, read_server_facts(there));
    if (plan.tables.size() != 1) {
        throw std::runtime_error(
            "not planned: " + (plan.refusals.empty() ? "" : plan.refusals.front().reason));
    }
    return plan.tables.front();
}

std::string dump_expression(const ColumnPlan& column) {
    const std::string name = cutover::quoted_name(column.destination);
    switch (column.form) {
        case CellForm::real32:
        case CellForm::real64: return "IFNULL(" + name + " + 0e0, 'NULL')";
        case CellForm::integer:
        case CellForm::natural:
        case CellForm::decimal: return "IFNULL(HEX(CONCAT(" + name + ", '')), 'NULL')";
        case CellForm::enumeration:
        case CellForm::set:
            return "IFNULL(CONCAT(HEX(" + name + "), ':', CAST(" + name + " AS UNSIGNED)), 'NULL')";
        default: return "IFNULL(HEX(" + name + "), 'NULL')";
    }
}

}  // namespace

std::vector<WriteMeans> means_of(ServerKind kind) {
    return kind == ServerKind::mariadb
               ? std::
                     vector{WriteMeans::array_binding, WriteMeans::load_data, WriteMeans::insert_text}
               : std::vector{WriteMeans::load_data, WriteMeans::insert_text};
}

const char* name_of(WriteMeans means) {
    switch (means) {
        case WriteMeans::array_binding: return "array binding";
        case WriteMeans::load_data: return "LOAD DATA";
        case WriteMeans::insert_text: return "INSERT as text";
    }
    return "";
}

TableOnBoth::TableOnBoth(
    const PairOfKinds& pair, const std::string& columns, const std::string& there)
    : source_(created(pair.source, 0, columns)),
      destination_(created(pair.destination, 1, there.empty() ? columns : there)),
      source_session_(source_.endpoint(), SessionRole::read_only),
      destination_session_(destination_.endpoint(), SessionRole::read_only),
      plan_(planned(source_, destination_)),
      there_(definition(destination_)) {
    take_text_as_stored(source_session_);
    take_text_as_stored(destination_session_);
}

TableOnBoth::~TableOnBoth() {
    source_.execute("DROP DATABASE `rows`");
    destination_.execute("DROP DATABASE `rows`");
}

std::string TableOnBoth::run(const PrivateServer& server, const std::string& statements) {
    return server.sql(
        "SET NAMES utf8mb4, time_zone='+00:00', sql_mode='ALLOW_INVALID_DATES'; USE `rows`; " +
        statements);
}

void TableOnBoth::run_on_source(const std::string& statements) const {
    run(source_, statements);
}

void TableOnBoth::run_on_destination(const std::string& statements) const {
    run(destination_, statements);
}

std::string TableOnBoth::ask_source(const std::string& query) const {
    return run(source_, query);
}

std::string TableOnBoth::ask_destination(const std::string& query) const {
    return run(destination_, query);
}

std::uint64_t TableOnBoth::copy(WriteMeans means, OnConflict on_conflict) {
    Session writer = open_writer();
    writer.execute("BEGIN", "testing");
    RowInserter inserter(writer, means);
    const RowSource source = source_rows();
    const RowTarget to = target(on_conflict);
    RowBlock block(forms_of(source));
    std::uint64_t written = 0;
    read_rows(source_session_, source, {}, block, [&](const RowBlock& rows) {
        written += inserter.write(to, rows);
    });
    writer.execute("COMMIT", "testing");
    return written;
}

RowsDigest TableOnBoth::source_digest(const FloatRule& floats) {
    return digest_of(source_session_, source_rows(), floats);
}

RowsDigest TableOnBoth::destination_digest(const FloatRule& floats) {
    return digest_of(destination_session_, destination_rows(), floats);
}

std::string TableOnBoth::dump(const PrivateServer& server) const {
    std::string sql = "SELECT ";
    for (const ColumnPlan& column : plan_.columns) {
        sql += (&column == plan_.columns.data() ? "" : ", ") + dump_expression(column);
    }
    return run(server, sql + " FROM t ORDER BY id");
}

std::string TableOnBoth::dump_source() const {
    return dump(source_);
}

std::string TableOnBoth::dump_destination() const {
    return dump(destination_);
}

RowSource TableOnBoth::source_rows() const {
    return cutover::source_rows(plan_, there_);
}

RowSource TableOnBoth::destination_rows() const {
    return cutover::destination_rows(plan_, there_);
}

RowTarget TableOnBoth::target(OnConflict on_conflict) const {
    return row_target(plan_, there_, on_conflict);
}

Session TableOnBoth::open_writer() const {
    return {destination_.endpoint(), SessionRole::writing};
}

RowsDigest digest_of(Session& session, const RowSource& source, const FloatRule& floats) {
    RowsDigest total;
    RowEncoder encoder(source.columns, floats);
    RowBlock block(forms_of(source));
    read_rows(session, source, {}, block, [&](const RowBlock& rows) {
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            total.add(encoder.digest(rows, row));
        }
    });
    return total;
}

}  // namespace cutover::test
