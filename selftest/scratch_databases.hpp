#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "core/statement_runner.hpp"
#include "selftest/seed_kind.hpp"

namespace cutover {

using OpenRunner = std::function<std::unique_ptr<StatementRunner>()>;

/// The two servers as verify() has them, and how to open sessions that write to them.
struct SelftestServers {
    Database& source;
    Database& destination;
    OpenRunner write_source{};
    OpenRunner write_destination{};
};

/// Databases of the selftest's own, NAME_source on one server, NAME_destination, NAME_kept (the
/// rows as they were) and NAME_busy on the other: made and filled alike on construction, dropped
/// at the end. Throws where one of them exists already, and drops only what it has made.
class ScratchDatabases {
  public:
    ScratchDatabases(
        const SelftestServers& servers, std::string name, std::vector<TestTable> tables);
    ~ScratchDatabases();
    ScratchDatabases(const ScratchDatabases&) = delete;
    ScratchDatabases& operator=(const ScratchDatabases&) = delete;

    /// Over new sessions, whatever became of the others. Throws where a server refuses, and says
    /// what is left there.
    void drop();

    /// Leaves them where they are.
    void keep() { made_.clear(); }

    /// Runs the statements of a kind ("; " between them) on the destination.
    void seed(const std::string& statements);

    /// Makes the destination's table what it was.
    void restore(const TestTable& table);

    /// Whether the destination's table shows other values than it did before, to a client that
    /// reads text. Tells a difference that was overlooked from one that never came to be.
    [[nodiscard]] bool has_changed(const TableDefinition& table);

    [[nodiscard]] const std::vector<TestTable>& tables() const { return tables_; }

    [[nodiscard]] std::string source_name() const { return name_ + "_source"; }

    [[nodiscard]] std::string destination_name() const { return name_ + "_destination"; }

    [[nodiscard]] std::string kept_name() const { return name_ + "_kept"; }

    /// On either server, for writes that are nobody's business.
    [[nodiscard]] std::string busy_name(bool of_source) const {
        return name_ + (of_source ? "_busy_source" : "_busy_destination");
    }

    [[nodiscard]] StatementRunner& source() { return *source_; }

    [[nodiscard]] StatementRunner& destination() { return *destination_; }

  private:
    struct Made {
        bool on_source = false;
        std::string database{};
    };

    void make();
    void make_database(bool on_source, const std::string& database);
    void fill(StatementRunner& server, const std::string& database, const TestTable& table);

    OpenRunner open_source_;
    OpenRunner open_destination_;
    std::string name_;
    std::vector<TestTable> tables_;
    std::vector<Made> made_{};
    std::unique_ptr<StatementRunner> source_{};
    std::unique_ptr<StatementRunner> destination_{};
};

}  // namespace cutover
