#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/change_statements.hpp"
#include "core/log_place.hpp"

namespace cutover {

/// How far the destination has come in the source's history: all up to there is applied.
struct AppliedProgress {
    LogPlace place{};
    std::uint32_t logged_at = 0;     ///< Of the last transaction applied, by the source's clock.
    std::uint64_t transactions = 0;  ///< Applied since the copy, as below.
    std::uint64_t rows = 0;
};

/// A transaction that is applied while others in front of it are not yet. It is on record of its
/// own until AppliedProgress has come to it.
struct AppliedAhead {
    std::uint64_t transaction = 0;  ///< Its number: AppliedProgress::transactions when it is in.
    std::uint64_t identity = 0;     ///< A hash of its place: the number alone could be mistaken.

    friend bool operator==(const AppliedAhead&, const AppliedAhead&) = default;
};

/// Rows that were not as the log has them and were overwritten.
struct RowConflict {
    TableName table{};         ///< On the destination.
    bool was_present = false;  ///< Though the log inserts it; else it was missing.
    std::string key{};         ///< Of the first, as a condition of SQL.
    std::uint64_t rows = 0;    ///< Of one table and kind.
};

/// One session that applies logged changes to the destination, a source's transaction at a time.
/// Not thread-safe.
///
/// Statements that do not find what they must throw Error (ExitCode::no), naming table and key: the
/// destination is not what the log says. So do those that would store another value. Where they
/// may conflict that is a conflict to be put on record instead.
class ChangeWriter {
  public:
    virtual ~ChangeWriter() = default;

    /// All of a transaction, with a record that it is in, in a message that begins with the commit
    /// of the one before. It is committed by the next call, or by commit_ahead(); is_uncommitted()
    /// tells, after a failure too, whether the last one that came through still waits for that.
    /// Throws where another run has taken the task over since.
    virtual void apply_ahead(const ChangeStatements& changes, const AppliedAhead& ahead) = 0;
    virtual void commit_ahead() = 0;
    [[nodiscard]] virtual bool is_uncommitted() const = 0;

    /// One that comes in pieces: begin(), apply() as often as there are pieces, commit().
    virtual void begin() = 0;
    virtual void apply(const ChangeStatements& changes) = 0;

    /// Records the progress, which everything that was applied ahead is a part of up to there, and
    /// commits both. Throws Recovery::in_doubt where the answer was lost.
    virtual void commit(const AppliedProgress& progress) = 0;

    virtual void rollback() noexcept = 0;

    /// Those of the transaction that was begun last.
    [[nodiscard]] virtual const std::vector<RowConflict>& conflicts() const = 0;
};

}  // namespace cutover
