#pragma once

#include <cstdint>
#include <memory>

#include "core/row_block.hpp"
#include "core/row_source.hpp"
#include "core/server_facts.hpp"
#include "mysql/session.hpp"

namespace cutover {

class InsertPath;
struct RowRange;

/// How rows are sent; the fastest that the server takes is the default (docs/performance.md).
enum class WriteMeans {
    array_binding,  ///< COM_STMT_BULK_EXECUTE: MariaDB servers through libmariadb.
    load_data,      ///< LOAD DATA LOCAL, served from memory; needs the server's local_infile=1.
    insert_text,    ///< Multi-row INSERT; any server.
};

/// Writes blocks of rows inside the transaction that the caller has open on the session; never
/// begins, commits or rolls back. The session has SessionRole::writing and outlives this object;
/// between calls the caller may use it for anything else. Statements stay prepared for the target
/// written last, so write one table's blocks in a row. Not thread-safe.
///
///     RowInserter inserter(session);           // once for each writing session
///     session.execute("BEGIN", ...);
///     written += inserter.write(target, block);    // as often as there are blocks
///     session.execute("COMMIT", ...);
class RowInserter {
  public:
    /// LOAD DATA is the fastest way for blocks of many rows, and a slow one for a few.
    enum class Use { many_rows, few_rows };

    /// Asks the server what it can do and how large a packet it takes.
    explicit RowInserter(Session& session, Use use = Use::many_rows);

    /// The same by a means of the caller's choice, which must be one that the server takes.
    RowInserter(Session& session, WriteMeans means);

    ~RowInserter();
    RowInserter(const RowInserter&) = delete;
    RowInserter& operator=(const RowInserter&) = delete;

    /// Returns how many rows were written: fewer than the block has only with keep_existing.
    /// The block's columns are those that the target's `block_column`s index.
    ///
    /// Throws ServerError on failure; an Error that names table, column and reason where the
    /// server would have stored another value than it was given (a warning of its own accord);
    /// an Error that names `max_allowed_packet` where one row does not fit into it. The caller
    /// rolls back: some rows of the block may have been written.
    std::uint64_t write(const RowTarget& target, const RowBlock& block);

    [[nodiscard]] WriteMeans means() const { return means_; }

  private:
    std::uint64_t write_rows(const RowTarget& target, const RowBlock& block, const RowRange& rows);

    Session& session_;
    WriteMeans means_;
    std::uint64_t max_packet_bytes_ = 0;
    std::unique_ptr<InsertPath> path_;
};

}  // namespace cutover
