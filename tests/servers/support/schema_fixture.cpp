#include "tests/servers/support/schema_fixture.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "core/names.hpp"
#include "core/sql_tokens.hpp"
#include "mysql/catalog_reader.hpp"
#include "mysql/ddl_sessions.hpp"

namespace cutover::test {
namespace {

ServerFacts read_facts(Session& session, ServerKind kind) {
    ServerFacts facts;
    facts.flavour = kind == ServerKind::mariadb ? Flavour::mariadb : Flavour::mysql;
    facts.version =
        kind == ServerKind::mariadb ? ServerVersion{10, 11, 0} : ServerVersion{5, 6, 24};
    for (const auto& row : session.query("SHOW GLOBAL VARIABLES", "reading variables").rows) {
        facts.variables[row.at(0).value()] = row.at(1).value_or("");
    }
    for (const auto& row : session.query("SHOW COLLATION", "reading collations").rows) {
        facts.collations[row.at(0).value()] = row.at(1).value_or("");
        facts.character_sets.insert(row.at(1).value_or(""));
    }
    for (const auto& row : session.query("SHOW ENGINES", "reading engines").rows) {
        if (row.at(1).value_or("NO") != "NO") {
            facts.engines.insert(ascii_lower(row.at(0).value()));
        }
    }
    return facts;
}

}  // namespace

SchemaServer::SchemaServer(ServerKind kind, int index)
    : server_(PrivateServer::shared(kind, index)),
      session_(server_.endpoint(), SessionRole::writing),
      facts_(read_facts(session_, kind)) {}

void SchemaServer::drop(const std::vector<std::string>& databases) const {
    for (const std::string& database : databases) {
        server_.sql("DROP DATABASE IF EXISTS " + cutover::quoted(database));
    }
}

void SchemaServer::load(const std::string& path) const {
    const std::ifstream file(std::string(CUTOVER_SOURCE_DIR) + "/" + path);
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    std::ostringstream text;
    text << file.rdbuf();
    server_.sql(text.str());
}

std::string SchemaServer::sql(const std::string& statements) const {
    return server_.sql(statements);
}

Catalog SchemaServer::catalog(const std::vector<std::string>& databases) {
    return read_catalog(session_, facts_, databases);
}

void SchemaServer::apply(const DdlStatement& statement) {
    DdlSessions(server_.endpoint(), SessionRole::writing).execute(statement, facts_);
}

}  // namespace cutover::test
