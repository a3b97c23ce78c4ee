#pragma once

#include <string>
#include <vector>

#include "core/task_plan.hpp"
#include "migrate/schema_copy.hpp"
#include "mysql/ddl_sessions.hpp"
#include "mysql/session.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// A shared private server, for tests of definitions.
class SchemaServer {
  public:
    SchemaServer(ServerKind kind, int index);

    void drop(const std::vector<std::string>& databases) const;

    /// A file of the source tree, through the `mariadb` client.
    void load(const std::string& path) const;
    void execute(const std::string& statements) const;
    void apply(const std::vector<DdlStatement>& statements);
    [[nodiscard]] Catalog catalog(const std::vector<std::string>& databases);

    [[nodiscard]] const ServerFacts& facts() const { return facts_; }

    [[nodiscard]] ServerKind kind() const { return server_.kind(); }

  private:
    PrivateServer& server_;
    Session session_;
    ServerFacts facts_;
    DdlSessions ddl_;
};

/// The definitions of one task on both servers.
struct SchemaPair {
    SchemaServer source;
    SchemaServer destination;
    std::vector<std::string> source_databases{};
    std::vector<std::string> destination_databases{};
    TaskPlan plan{};
    Catalog here{};
    Catalog there{};
};

/// Drops the databases on both servers, runs `fill` on the source, plans the task.
void prepare(SchemaPair& pair, const Task& task, const std::vector<std::string>& source_sql);

/// Creates everything, triggers and put-off keys included, and reads it back into `there`.
void copy_schema(SchemaPair& pair, bool put_off_keys = false);

}  // namespace cutover::test
