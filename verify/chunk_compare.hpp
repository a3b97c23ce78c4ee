#pragma once

#include <cstdint>
#include <optional>

#include "core/chunk.hpp"
#include "core/digest.hpp"
#include "verify/lane_pair.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// What one side's rows of a chunk come to.
struct SideDigest {
    RowsDigest rows{};   ///< By the pair's float rule.
    RowsDigest exact{};  ///< Bit for bit; only where the pair digests_exactly.
    std::uint64_t rows_with_negative_zero = 0;  ///< Only where the pair folds_zeros.
    std::uint64_t bytes = 0;

    SideDigest& operator+=(const SideDigest& other);
};

struct ChunkDigests {
    SideDigest source{};
    SideDigest destination{};

    /// Of either side's rows: counted, and not read nor digested here (prefilter.hpp).
    std::uint64_t rows_unread = 0;
    std::uint64_t rows_unread_behind = 0;  ///< Of these, behind all that were read.

    [[nodiscard]] bool equal() const { return source.rows == destination.rows; }

    [[nodiscard]] bool exactly_equal() const { return source.exact == destination.exact; }

    ChunkDigests& operator+=(const ChunkDigests& other);
};

struct IndependentCounts {
    std::uint64_t source = 0;
    std::uint64_t destination = 0;
};

/// Reads the chunk on both sides at the same time (a thread for the destination, which costs
/// microseconds a chunk) and digests every row. Keeps nothing of the rows.
[[nodiscard]] ChunkDigests digest_chunk(const TablePair& pair, LanePair& lanes, const Chunk& chunk);

/// A table that was read in one piece, by a statement with no condition but the task's own.
struct WholeTable {
    ChunkDigests digests{};
    IndependentCounts counts{};  ///< The servers' own, of the same two statements where they tell.
};

[[nodiscard]] WholeTable digest_whole(const TablePair& pair, LanePair& lanes, const Chunk& whole);

/// How many rows the servers say that they sent for the chunk before; nothing where one does not
/// tell (SideReader::rows_sent).
[[nodiscard]] std::optional<IndependentCounts> rows_sent(LanePair& lanes);

/// COUNT(*) on both sides, at the same time.
[[nodiscard]] IndependentCounts count_rows(const TablePair& pair, LanePair& lanes);

}  // namespace cutover
