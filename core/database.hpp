#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/change_stream.hpp"
#include "core/ddl_statement.hpp"
#include "core/gathering.hpp"
#include "core/prepared_snapshot.hpp"
#include "core/progress.hpp"
#include "core/rendezvous.hpp"
#include "core/row_condition.hpp"
#include "core/server_facts.hpp"
#include "core/server_questions.hpp"

namespace cutover {

/// One server, as far as migrate and verify need it. The edge of the world: the real one is
/// MysqlDatabase, tests have MemoryDatabase and FaultyDatabase. Methods may be called from one
/// thread at a time; what they return may be used on different threads.
class Database : public ServerQuestions {
  public:
    [[nodiscard]] virtual const ServerFacts& facts() = 0;

    /// The names of all databases, system ones left out.
    [[nodiscard]] virtual std::vector<std::string> databases() = 0;

    /// Definitions of everything in the databases named; those that do not exist are left out.
    [[nodiscard]] virtual Catalog catalog(const std::vector<std::string>& databases) = 0;

    /// Definitions of what has these names, triggers left out, and of their databases; one
    /// without a table's name is the database alone. The cost does not grow with what else there
    /// is.
    [[nodiscard]] virtual Catalog definitions(const std::set<TableName>& names) = 0;

    /// The tables' names are for means that lock tables. Source sessions are read-only.
    [[nodiscard]] virtual std::unique_ptr<PreparedSnapshot> prepare_snapshot(
        std::size_t lanes, const std::vector<TableName>& tables) = 0;

    [[nodiscard]] std::unique_ptr<Snapshot> snapshot(
        std::size_t lanes, const std::vector<TableName>& tables) {
        return prepare_snapshot(lanes, tables)->open();
    }

    /// Where the binary log stands now; "" where the server has none.
    [[nodiscard]] virtual std::string position() = 0;

    /// Follows the binary log over a session of its own, opened at once.
    [[nodiscard]] virtual std::unique_ptr<ChangeStream> changes(const ChangeRequest& request) = 0;

    /// Evaluates conditions on rows that it is given, over a session of its own; on the server that
    /// keeps the task's progress, for it needs a place for them.
    [[nodiscard]] virtual std::unique_ptr<RowConditions> row_conditions() = 0;

    /// One statement that changes a definition, with its own session settings. Unlike the other
    /// methods it may be called from several threads at once.
    virtual void execute_ddl(const DdlStatement& statement) = 0;

    [[nodiscard]] virtual std::unique_ptr<ProgressStore> progress(const std::string& task) = 0;

    /// Where whoever applies the task and whoever verifies it meet; of a destination.
    [[nodiscard]] virtual std::unique_ptr<Rendezvous> rendezvous(const std::string& task) = 0;

    /// Where the shards of one verification of the task wait for each other; of a destination.
    [[nodiscard]] virtual std::unique_ptr<Gathering> gathering(const std::string& task) = 0;
};

}  // namespace cutover
