#pragma once

#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/progress.hpp"
#include "core/server_facts.hpp"
#include "mysql/session.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// A shared private server and a session on it, for tests of definitions.
class SchemaServer {
  public:
    SchemaServer(ServerKind kind, int index);

    void drop(const std::vector<std::string>& databases) const;

    /// A file of the source tree, through the `mariadb` client.
    void load(const std::string& path) const;
    std::string sql(const std::string& statements) const;

    [[nodiscard]] Catalog catalog(const std::vector<std::string>& databases);

    /// With the statement's context, in a session of its own that checks nothing.
    void apply(const DdlStatement& statement);

    [[nodiscard]] const ServerFacts& facts() const { return facts_; }

    [[nodiscard]] Session& session() { return session_; }

  private:
    PrivateServer& server_;
    Session session_;
    ServerFacts facts_;
};

}  // namespace cutover::test
