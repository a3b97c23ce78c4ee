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

/// What the servers' digests of a chunk leave to do.
struct Prefiltered {
    std::optional<Chunk> to_read{};  ///< The part of it that has to be read; nothing: they agree.
    std::uint64_t rows_agreed = 0;   ///< On either side, of what is not read.
    std::uint64_t rows_behind = 0;   ///< Of these, behind what has to be read.
    std::string refusal{};           ///< The error of a server that did not digest it.
};

/// Has both servers digest the chunk, at the same time. All of it has to be read where it is empty
/// (which reading it proves as cheaply) or a server cannot digest it. Where they do not agree it is
/// halved for as long as one of the halves does: over a slow link a further question costs less
/// than many rows, which narrowing reads up to three times.
[[nodiscard]] Prefiltered prefilter(const TablePair& pair, LanePair& lanes, const Chunk& chunk);

}  // namespace cutover
