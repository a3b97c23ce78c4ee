#include "tests/servers/support/schema_fixture.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "mysql/catalog_reader.hpp"
#include "mysql/server_info.hpp"
#include "tests/places.hpp"

namespace cutover::test {

SchemaServer::SchemaServer(ServerKind kind, int index)
    : server_(PrivateServer::shared(kind, index)),
      session_(server_.endpoint(), SessionRole::writing),
      facts_(read_server_facts(session_)),
      ddl_(server_.endpoint(), SessionRole::writing) {}

void SchemaServer::drop(const std::vector<std::string>& databases) const {
    for (const std::string& database : databases) {
        server_.execute("DROP DATABASE IF EXISTS " + cutover::quoted_name(database));
    }
}

void SchemaServer::load(const std::string& path) const {
    const std::ifstream file(std::string(source_folder) + "/" + path);
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    std::ostringstream text;
    text << file.rdbuf();
    server_.execute(text.str());
}

void SchemaServer::execute(const std::string& statements) const {
    server_.execute(statements);
}

void SchemaServer::apply(const std::vector<DdlStatement>& statements) {
    for (const DdlStatement& statement : statements) {
        try {
            ddl_.execute(statement, facts_);
        } catch (const std::exception& error) {
            throw std::runtime_error(std::string(error.what()) + "\n" + statement.sql);
        }
    }
}

Catalog SchemaServer::catalog(const std::vector<std::string>& databases) {
    const Endpoint endpoint = server_.endpoint();
    return read_catalog(
        [&] { return Session(endpoint, SessionRole::read_only); }, facts_, databases);
}

void prepare(SchemaPair& pair, const Task& task, const std::vector<std::string>& source_sql) {
    pair.source.drop(pair.source_databases);
    pair.destination.drop(pair.source_databases);
    pair.destination.drop(pair.destination_databases);
    for (const std::string& sql : source_sql) {
        if (sql.ends_with(".sql")) {
            pair.source.load(sql);
        } else {
            pair.source.execute(sql);
        }
    }
    pair.here = pair.source.catalog(pair.source_databases);
    pair.plan = make_plan(task, pair.here, pair.source.facts(), pair.destination.facts());
}

void copy_schema(SchemaPair& pair, bool put_off_keys) {
    const SchemaCopy copy = schema_copy(
        {pair.plan, pair.here, pair.destination.catalog(pair.destination_databases),
         pair.source.facts(), pair.destination.facts(), put_off_keys});
    pair.destination.apply(copy.containers);
    pair.destination.apply(copy.tables);
    pair.destination.apply(copy.code);
    for (const PutOffKeys& keys : copy.after_rows) {
        pair.destination.apply({keys.add});
    }
    pair.destination.apply(copy.triggers);
    pair.destination.apply(copy.at_the_end);
    pair.there = pair.destination.catalog(pair.destination_databases);
}

}  // namespace cutover::test
