#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "migrate/source_lanes.hpp"
#include "runtime/pace.hpp"

namespace cutover {

/// One table as the copy needs it.
struct TableCopy {
    const TablePlan* plan = nullptr;
    std::uint64_t table_id = 0;  ///< TableProgress::id.
    RowSource from{};
    RowTarget to{};
};

/// Copies chunks: rows and watermark in one transaction, the source's digest computed on the way.
/// chunk_copy.cpp says why no failure loses or doubles a row. Thread-safe.
class ChunkCopier {
  public:
    ChunkCopier(Migration& migration, SourceLanes& lanes);

    /// Returns when the chunk is committed. Throws where retrying does not help; the other workers
    /// then stop at their next block.
    ChunkDone copy(const TableCopy& table, const Chunk& chunk);

  private:
    using Writers = Pool<std::unique_ptr<RowWriter>>;
    class Attempt;

    ChunkDone attempt(const TableCopy& table, const Chunk& chunk);
    void move_rows(const TableCopy& table, const Chunk& chunk, Attempt& attempt, ChunkDone& done);
    void settle_doubt(const ServerError& error, const ChunkDone& done);
    void stop_if_asked() const;
    [[noreturn]] void fail_all(const std::function<void()>& rethrow);

    Migration& migration_;
    SourceLanes& lanes_;
    Writers writers_;
    Pace pace_;
    std::atomic<bool> failed_{false};
    std::mutex failure_mutex_{};
    std::exception_ptr first_failure_{};
};

}  // namespace cutover
