#pragma once

#include <string>
#include <vector>

#include "core/digest.hpp"
#include "core/row_encoder.hpp"
#include "core/task_plan.hpp"
#include "mysql/row_inserter.hpp"
#include "mysql/session.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// Every way of writing that the server takes.
std::vector<WriteMeans> means_of(ServerKind kind);
const char* name_of(WriteMeans means);

/// The table `rows`.`t` on both servers of a pair, planned as a task would. Not the same as code
/// under test: both are created by the tests' own client.
class TableOnBoth {
  public:
    /// `there` may define the destination's table in another way; empty: the same.
    TableOnBoth(const PairOfKinds& pair, const std::string& columns, const std::string& there = {});
    ~TableOnBoth();
    TableOnBoth(const TableOnBoth&) = delete;
    TableOnBoth& operator=(const TableOnBoth&) = delete;

    /// Statements in UTC, utf8mb4 and no sql_mode, with `rows` as default database.
    static std::string run(const PrivateServer& server, const std::string& statements);

    void run_on_source(const std::string& statements) const;
    void run_on_destination(const std::string& statements) const;

    /// The output of a SELECT.
    [[nodiscard]] std::string ask_source(const std::string& query) const;
    [[nodiscard]] std::string ask_destination(const std::string& query) const;

    /// Empties the destination and copies all rows in one transaction; returns rows written.
    std::uint64_t copy(WriteMeans means, OnConflict on_conflict = OnConflict::fail);

    [[nodiscard]] RowsDigest source_digest(const FloatRule& floats = {});
    [[nodiscard]] RowsDigest destination_digest(const FloatRule& floats = {});

    /// Every row as the server itself prints it in hexadecimal, floats as doubles; the judge that
    /// shares no code with cutover.
    [[nodiscard]] std::string dump_source() const;
    [[nodiscard]] std::string dump_destination() const;

    [[nodiscard]] RowSource source_rows() const;
    [[nodiscard]] RowSource destination_rows() const;
    [[nodiscard]] RowTarget target(OnConflict on_conflict) const;

    [[nodiscard]] Session& source_session() { return source_session_; }

    [[nodiscard]] Session& destination_session() { return destination_session_; }

    [[nodiscard]] Session open_writer() const;

  private:
    [[nodiscard]] std::string dump(const PrivateServer& server) const;

    PrivateServer& source_;
    PrivateServer& destination_;
    Session source_session_;
    Session destination_session_;
    TablePlan plan_{};
    TableDefinition there_{};
};

/// The digest of all rows of the source, read as a verifier does.
RowsDigest digest_of(Session& session, const RowSource& source, const FloatRule& floats = {});

}  // namespace cutover::test
