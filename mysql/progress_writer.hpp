#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "mysql/joined_statements.hpp"
#include "mysql/lost_writers.hpp"
#include "mysql/row_inserter.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Writes rows in transactions that each check and lock the task's epoch first, so that a run
/// that was taken over cannot write one row, and that record their chunk as done.
class ProgressWriter : public RowWriter {
  public:
    ProgressWriter(
        const Endpoint& destination,
        std::string task_id,
        std::uint64_t epoch,
        std::shared_ptr<LostWriters> lost);
    ~ProgressWriter() override;
    ProgressWriter(const ProgressWriter&) = delete;
    ProgressWriter& operator=(const ProgressWriter&) = delete;

    /// Longer silence than that is a lost session.
    void expect_answers_within(unsigned seconds);

    void begin() override;
    std::uint64_t write(const RowTarget& target, const RowBlock& block) override;
    void mark_done(const ChunkDone& chunk) override;
    void commit() override;
    void rollback() noexcept override;

    /// One statement of the open transaction; returns how many rows it found.
    std::uint64_t execute(std::string_view sql, std::string_view purpose);

    /// Several, joined by semicolons, in one message; `purpose` is asked by their number.
    void execute_joined(
        std::string_view sql,
        const std::function<std::string(std::size_t)>& purpose,
        std::vector<StatementAnswer>& answers);

    /// Ends what is left of sessions that were lost: their locks stand in the way.
    void end_lost();

    [[nodiscard]] Session& session() { return session_; }

    [[nodiscard]] const std::string& task_id() const { return task_id_; }

    [[nodiscard]] std::uint64_t epoch() const { return epoch_; }

  private:
    /// Notes it where the session is lost.
    template<typename Call>
    auto noting_loss(const Call& call);

    Session session_;
    RowInserter inserter_;
    std::string task_id_;
    std::uint64_t epoch_;
    std::shared_ptr<LostWriters> lost_writers_;
    std::string mark_;
    bool is_lost_ = false;
};

}  // namespace cutover
