#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/key.hpp"

namespace cutover {

/// The rows of one table whose key lies in (after, up_to], in the server's own order. An absent
/// bound is open, so the chunks of a table cover every key, including keys inserted later.
struct Chunk {
    std::uint32_t table_index = 0;  ///< Position in TaskPlan::tables.
    std::uint32_t chunk_index = 0;  ///< Position within the table; chunks are in key order.
    std::optional<KeyTuple> after{};
    std::optional<KeyTuple> up_to{};
    std::uint32_t piece = 0;  ///< Of one that is read in pieces: which, from 1 in key order.

    friend bool operator==(const Chunk&, const Chunk&) = default;
};

/// Where it stands among the chunks of its table, in key order.
using ChunkPlace = std::pair<std::uint32_t, std::uint32_t>;

[[nodiscard]] inline ChunkPlace place_of(const Chunk& chunk) {
    return {chunk.chunk_index, chunk.piece};
}

/// Cuts a table into chunks at the given boundaries, which must be strictly increasing in the
/// server's order. Returns boundaries.size() + 1 chunks.
[[nodiscard]] std::vector<Chunk> cut(
    std::uint32_t table_index, const std::vector<KeyTuple>& boundaries);

}  // namespace cutover
