#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/change_stream.hpp"
#include "core/ddl_change.hpp"
#include "core/name_mapping.hpp"
#include "migrate/migration.hpp"
#include "migrate/online_changes.hpp"
#include "migrate/passed_statements.hpp"

namespace cutover {

struct ReplayedStatement {
    DdlChange change{};
    bool by_hand = false;  ///< A person has made of the destination what it needs, or nothing.
};

/// Replays the source's statements that change definitions, each exactly once.
///
/// A definition commits by itself, so nothing ties it to the place in the log. Before a statement
/// runs, a note of the progress says which one it is and what its objects look like on the
/// destination; after it the place moves on. Where a run finds a note of the statement that comes
/// next, it may have run or not: it has, if its objects no longer look as the note says. For that a
/// statement must change how its objects look, or do no harm the second time; others are refused.
class DdlReplay {
  public:
    DdlReplay(Migration& migration, NameMapping names);

    /// Before the first statement, and again after a loss. `destination` is as it is now.
    void load(const Catalog& destination);

    /// What the statement is to this task: its objects and their names; nothing where it is none
    /// of the task's. Throws Error (ExitCode::no), with the statement and what to do, where it
    /// concerns the task and cannot be replayed; then it awaits a decision (decided_statement.hpp),
    /// and is not replayed once that is made. `behind` is the place after it, or, inside a
    /// transaction, the one before that.
    [[nodiscard]] std::optional<ReplayedStatement> replay(
        const StatementExecuted& statement, std::uint32_t logged_at, const LogPlace& behind);

    /// The statement's objects as they are on the destination now, with their databases.
    [[nodiscard]] Catalog objects_there(const DdlChange& change) const;

    /// What the statement has made of the destination.
    void learn(const DdlChange& change, const Catalog& destination);

    /// Throws Error (ExitCode::no) where a statement that was passed over (`ddl`) has made rows of
    /// the table unreadable.
    void require_readable(const TableName& source) const { passed_.require_none(source); }

    /// The statement that was replayed last, and all that follows from it, is recorded.
    void settle();

    /// Whether a statement of an earlier run may have been executed without a record of it.
    [[nodiscard]] bool is_in_doubt() const;

    /// Of everything the task has met so far.
    [[nodiscard]] const NameMapping& names() const { return names_; }

  private:
    /// Which of the statements that one place of the log brings.
    struct Turn {
        const LogPlace& behind;
        std::string name{};  ///< Of the place, in the note.
        std::size_t number = 0;
    };

    struct Logged {
        const DdlChange& change;
        const DdlStatement& statement;
    };

    [[nodiscard]] DdlChange parse(const DdlStatement& logged) const;
    std::optional<DdlChange> carry_out(
        const StatementExecuted& statement, const Logged& logged, const LogPlace& behind);
    std::optional<DdlChange> replay_swap(
        const OnlineStep& step, const DdlChange& change, const LogPlace& behind);
    bool run(const DdlChange& change, DdlStatement statement, Turn& turn);
    void execute(const DdlChange& change, const DdlStatement& statement, const Turn& turn);
    void take_back(const Turn& turn);
    [[nodiscard]] std::string look_of(const DdlChange& change);
    void pass_over(const DdlChange& change, const LogPlace& behind);

    Migration& migration_;
    NameMapping names_;
    PassedStatements passed_{};
    OnlineChanges online_;
};

}  // namespace cutover
