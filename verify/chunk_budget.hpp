#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "verify/resume.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

struct TableCut {
    bool whole = false;
    std::uint64_t chunk_rows = 0;  ///< Where it is not, or must not be.
};

/// Keeps the statement that reads a chunk short: a source that is to be spared must not hold an old
/// view of its rows for one read of minutes, and what a lost connection costs is one chunk.
///
/// A chunk should take about ten seconds. The task's rates say from the start how many rows that
/// is, shared by all workers; where chunks then take far longer, because the servers or the network
/// are slow, the chunks that follow are smaller, by powers of four, and larger again where chunks
/// come fast. Thread-safe.
class ChunkBudget {
  public:
    static constexpr std::chrono::seconds aim{10};

    /// Rates as in the task's limits; 0: none.
    ChunkBudget(std::uint64_t rows_per_second, std::uint64_t bytes_per_second, std::size_t workers);

    /// How long reading a chunk took. Shards do not tell it: all of them have to cut alike.
    void took(std::chrono::duration<double> time);

    /// How to read a table now that may be read in one piece below so many bytes. As an interrupted
    /// run read it, where there are chunks of that (null: there are none): only what is cut alike
    /// need not be read again.
    [[nodiscard]] TableCut cut(
        const TablePair& table,
        std::uint64_t whole_below_bytes,
        const ChunksByPlace* earlier) const;

    /// Of how many rows a chunk should be now, also of a table that was cut otherwise before.
    [[nodiscard]] std::uint64_t rows_now(const TablePair& table) const {
        return chunk_rows(table, step_);
    }

  private:
    [[nodiscard]] std::uint64_t chunk_rows(const TablePair& table, unsigned step) const;

    std::uint64_t rows_;  ///< Of one worker in the time of a chunk, likewise `bytes_`.
    std::uint64_t bytes_;
    std::atomic<unsigned> step_{0};  ///< Cut by 4 to the power of this.
};

}  // namespace cutover
