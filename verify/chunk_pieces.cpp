#include "verify/chunk_pieces.hpp"

#include <algorithm>

namespace cutover {

namespace {

/// Of the source.
bool holds_rows(const Chunk& chunk, const TablePair& pair, LanePair& lanes) {
    return chunk.after != chunk.up_to &&
           lanes.source.lane().key_at(pair.source, chunk, 1).has_value();
}

}  // namespace

bool can_be_read_in_pieces(const TablePair& pair) {
    return pair.one_order && pair.source.also.empty() && !pair.source.key.empty();
}

std::optional<Chunk> take_piece(
    const TablePair& pair, LanePair& lanes, Chunk& chunk, std::uint64_t rows) {
    const std::optional<KeyTuple> last = lanes.source.lane().key_at(pair.source, chunk, rows);
    Chunk rest = chunk;
    rest.after = last;
    if (!last || !holds_rows(rest, pair, lanes)) {
        return std::nullopt;
    }
    Chunk piece = chunk;
    piece.up_to = last;
    piece.piece = std::max(piece.piece, 1U);
    rest.piece = piece.piece + 1;
    chunk = std::move(rest);
    return piece;
}

bool ends_within(const Chunk& piece, const Chunk& chunk, const TablePair& pair, LanePair& lanes) {
    if (piece.up_to == chunk.up_to) {
        return true;
    }
    if (!piece.up_to || !chunk.up_to) {
        return piece.up_to.has_value();
    }
    Chunk rest = chunk;
    rest.after = piece.up_to;
    return holds_rows(rest, pair, lanes);
}

}  // namespace cutover
