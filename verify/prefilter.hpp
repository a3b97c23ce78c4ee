#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "verify/lane_pair.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// A first pass for slow links: both servers digest a chunk, each for itself, and where they come
/// to the same its rows are not read. That is no proof, so they count as not read
/// (ChunkDigests::rows_unread) and their table is never EQUAL.

/// Chunks are no larger, for one that disagrees is read.
inline constexpr std::uint64_t most_rows_prefiltered_at_once = 20'000;

/// Why the table is read all the same: a server cannot digest a column exactly, or equal digests
/// would not mean equal rows. "": it need not be.
[[nodiscard]] std::string why_not_prefiltered(const TablePair& pair);

/// Has both servers digest the chunk, at the same time. How many rows it has on either side where
/// they agree; nothing where it has to be read: they do not, it is empty (which reading it proves
/// as cheaply), or a server cannot digest it.
[[nodiscard]] std::optional<std::uint64_t> rows_agreed_unread(
    const TablePair& pair, LanePair& lanes, const Chunk& chunk);

}  // namespace cutover
