#pragma once

#include <cstdint>

#include "core/digest.hpp"
#include "core/row_block.hpp"
#include "core/row_source.hpp"

namespace cutover {

/// A chunk whose rows are all on the destination, committed.
struct ChunkDone {
    std::uint64_t table_id = 0;  ///< TableProgress::id.
    std::uint32_t chunk_index = 0;
    RowsDigest source{};             ///< Of the rows read, while copying.
    std::uint64_t rows_written = 0;  ///< Fewer than read where existing rows were kept.
    std::uint64_t bytes = 0;         ///< Of the values read.
    double seconds = 0;              ///< What the successful try took.
    std::uint32_t moment = 0;        ///< Which of the copy's moments they were read at.
};

/// One session that writes rows to the destination, a transaction at a time. Not thread-safe.
/// Rows and the progress that speaks of them commit together.
class RowWriter {
  public:
    virtual ~RowWriter() = default;

    virtual void begin() = 0;

    /// Returns how many of the rows were written (keep_existing may skip some).
    virtual std::uint64_t write(const RowTarget& target, const RowBlock& block) = 0;

    /// Records the chunk as done, in the open transaction.
    virtual void mark_done(const ChunkDone& chunk) = 0;

    /// Throws Recovery::in_doubt where the answer was lost. Throws where another run has taken
    /// the task over since (its epoch row is checked and locked by every transaction).
    virtual void commit() = 0;

    virtual void rollback() noexcept = 0;
};

}  // namespace cutover
