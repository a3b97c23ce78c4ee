#pragma once

#include <cstdint>
#include <string>

#include "core/database.hpp"
#include "mysql/row_inserter.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Writes rows in transactions that each check and lock the task's epoch first, so that a run
/// that was taken over cannot write one row, and that record their chunk as done.
class ProgressWriter : public RowWriter {
  public:
    ProgressWriter(const Endpoint& destination, std::string task_id, std::uint64_t epoch);

    void begin() override;
    std::uint64_t write(const RowTarget& target, const RowBlock& block) override;
    void mark_done(const ChunkDone& chunk) override;
    void commit() override;
    void rollback() noexcept override;

  private:
    Session session_;
    RowInserter inserter_;
    std::string task_id_;
    std::uint64_t epoch_;
};

}  // namespace cutover
