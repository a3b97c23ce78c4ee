#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/change_writer.hpp"
#include "mysql/progress_writer.hpp"

namespace cutover {

/// Applies changes through a session that checks the task's epoch in every transaction. What fits
/// into one message goes as one, with the commit of the one before: one round trip for each.
class ProgressChangeWriter : public ChangeWriter {
  public:
    explicit ProgressChangeWriter(std::unique_ptr<ProgressWriter> writer);

    void apply_ahead(const ChangeStatements& changes, const AppliedAhead& ahead) override;
    void commit_ahead() override;

    [[nodiscard]] bool is_uncommitted() const override { return is_uncommitted_; }

    void begin() override;
    void apply(const ChangeStatements& changes) override;
    void commit(const AppliedProgress& progress) override;
    void rollback() noexcept override;

    [[nodiscard]] const std::vector<RowConflict>& conflicts() const override { return conflicts_; }

  private:
    /// Statements [first, last) of the changes.
    struct Piece {
        std::size_t first = 0;
        std::size_t last = 0;
    };

    [[nodiscard]] Piece piece_from(const ChangeStatements& changes, std::size_t first) const;
    bool apply_in_one(const ChangeStatements& changes, const std::string& record);
    [[noreturn]] void refuse_epoch();
    void apply_piece(const ChangeStatements& changes, const Piece& piece);
    void apply_one_by_one(const ChangeStatements& changes, const Piece& piece);
    [[nodiscard]] bool answers_are_plain(
        const ChangeStatements& changes, const Piece& piece, std::size_t answers_before);
    void require_found(
        const ChangeStatements& changes,
        const ChangeStatements::Statement& statement,
        std::uint64_t found);

    std::unique_ptr<ProgressWriter> writer_;
    std::size_t most_message_bytes_ = 0;
    bool takes_several_ = false;
    bool is_uncommitted_ = false;
    std::string message_{};
    std::vector<StatementAnswer> answers_{};
    std::vector<RowConflict> conflicts_{};
};

}  // namespace cutover
