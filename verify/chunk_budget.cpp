#include "verify/chunk_budget.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cutover {
namespace {

constexpr unsigned last_step = 5;
/// Below this many rows a chunk's statement costs more than its rows.
constexpr std::uint64_t least_rows = 100;

std::uint64_t in_time(std::uint64_t per_second, std::size_t workers) {
    constexpr auto seconds = static_cast<std::uint64_t>(ChunkBudget::aim.count());
    return per_second == 0 ? std::numeric_limits<std::uint64_t>::max()
                           : std::max<std::uint64_t>(
                                 per_second / std::max<std::size_t>(workers, 1) * seconds, 1);
}

std::uint64_t smaller(std::uint64_t amount, unsigned step) {
    return amount >> (2 * step);
}

std::uint64_t row_bytes(const TablePair& table) {
    return std::max<std::uint64_t>(
        table.estimated_bytes / std::max<std::uint64_t>(table.estimated_rows, 1), 1);
}

/// Of the largest one, which has at least half of the rows that it should; the last chunk of a
/// table is left out, for it may be as small as it likes. Pieces are no less than part of a chunk.
std::uint64_t most_rows(const ChunksByPlace& chunks) {
    std::uint64_t most = 0;
    std::uint64_t rows = 0;
    std::uint32_t chunk_index = 0;
    for (const auto& [place, chunk] : chunks) {
        rows = place.first == chunk_index ? rows : 0;
        chunk_index = place.first;
        rows += chunk.chunk.up_to ? chunk.source_rows.rows : 0;
        most = std::max(most, rows);
    }
    return most;
}

}  // namespace

ChunkBudget::ChunkBudget(
    std::uint64_t rows_per_second, std::uint64_t bytes_per_second, std::size_t workers)
    : rows_(in_time(rows_per_second, workers)), bytes_(in_time(bytes_per_second, workers)) {}

void ChunkBudget::took(std::chrono::duration<double> time) {
    const unsigned step = step_;
    if (time > 2 * aim && step < last_step) {
        step_ = step + 1;
    } else if (time < aim / 8.0 && step > 0) {
        step_ = step - 1;
    }
}

std::uint64_t ChunkBudget::chunk_rows(const TablePair& table, unsigned step) const {
    const std::uint64_t allowed = std::min(rows_, bytes_ / row_bytes(table));
    const std::uint64_t rows = std::min(allowed, smaller(table.chunk_rows, step));
    return std::max(rows, std::min(table.chunk_rows, least_rows));
}

TableCut ChunkBudget::cut(
    const TablePair& table, std::uint64_t whole_below_bytes, const ChunksByPlace* earlier) const {
    unsigned step = step_;
    if (earlier != nullptr && !earlier->empty()) {
        const Chunk& first = earlier->begin()->second.chunk;
        if (!first.after && !first.up_to) {
            return {.whole = true, .chunk_rows = chunk_rows(table, step)};
        }
        const std::uint64_t most = most_rows(*earlier);
        for (step = 0; step < last_step && most > 0 && chunk_rows(table, step) > 2 * most;) {
            ++step;
        }
        return {.whole = false, .chunk_rows = chunk_rows(table, step)};
    }
    const bool whole = table.estimated_rows <= rows_ && table.estimated_bytes <= bytes_ &&
                       table.estimated_bytes < smaller(whole_below_bytes, step);
    return {whole, chunk_rows(table, step)};
}

}  // namespace cutover
