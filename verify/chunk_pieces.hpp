#pragma once

#include <cstdint>
#include <optional>

#include "verify/lane_pair.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// A chunk that would take too long is read in pieces, each of which is compared and put on record
/// like a chunk of its own: what is learnt on the way helps the table that it was learnt of. They
/// are taken off the front one by one, so how large the next one is is decided when it is read.

/// Both sides must hold the same keys of a piece; and of several tables that are read as one the
/// pieces of the first would say nothing of how much the others have.
[[nodiscard]] bool can_be_read_in_pieces(const TablePair& pair);

/// Takes so many of the source's rows off the front of `chunk`, which is what is left then. Nothing
/// where it has no more than these.
[[nodiscard]] std::optional<Chunk> take_piece(
    const TablePair& pair, LanePair& lanes, Chunk& chunk, std::uint64_t rows);

/// Whether a piece that begins in the chunk ends in it, too. Its server knows that from rows alone:
/// where none are left behind the piece, this is false.
[[nodiscard]] bool ends_within(
    const Chunk& piece, const Chunk& chunk, const TablePair& pair, LanePair& lanes);

}  // namespace cutover
