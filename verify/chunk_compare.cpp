#include "verify/chunk_compare.hpp"

#include "runtime/at_the_same_time.hpp"

namespace cutover {
namespace {

std::uint64_t rows_with_negative_zero(const RowBlock& block) {
    std::vector<std::uint8_t> has(block.rows(), 0);
    for (const CellColumn& column : block.columns()) {
        const bool is_double = column.form == CellForm::real64;
        if (!is_double && column.form != CellForm::real32) {
            continue;
        }
        const std::uint64_t negative_zero = 1ULL << (is_double ? 63U : 31U);
        for (std::size_t row = 0; row < has.size(); ++row) {
            if (column.numbers[row] == negative_zero) {
                has[row] = 1;
            }
        }
    }
    std::uint64_t rows = 0;
    for (const std::uint8_t one : has) {
        rows += one;
    }
    return rows;
}

SideDigest digest_side(
    const TablePair& pair, const RowSource& source, SideReader& reader, const Chunk& chunk) {
    SideDigest digest;
    RowEncoder encoder(source.columns, pair.rule);
    RowEncoder exact(source.columns, {});
    reader.read(source, chunk, [&](const RowBlock& block) {
        const std::size_t rows = block.rows();
        for (std::size_t row = 0; row < rows; ++row) {
            digest.rows.add(encoder.digest(block, row));
        }
        for (std::size_t row = 0; pair.digests_exactly && row < rows; ++row) {
            digest.exact.add(exact.digest(block, row));
        }
        digest.rows_with_negative_zero += pair.folds_zeros ? rows_with_negative_zero(block) : 0;
        digest.bytes += block.size_bytes();
    });
    return digest;
}

}  // namespace

SideDigest& SideDigest::operator+=(const SideDigest& other) {
    rows += other.rows;
    exact += other.exact;
    rows_with_negative_zero += other.rows_with_negative_zero;
    bytes += other.bytes;
    return *this;
}

ChunkDigests& ChunkDigests::operator+=(const ChunkDigests& other) {
    source += other.source;
    destination += other.destination;
    rows_unread += other.rows_unread;
    rows_unread_behind += other.rows_unread_behind;
    return *this;
}

ChunkDigests digest_chunk(const TablePair& pair, LanePair& lanes, const Chunk& chunk) {
    ChunkDigests digests;
    at_the_same_time(
        [&] { digests.source = digest_side(pair, pair.source, lanes.source, chunk); },
        [&] {
            digests.destination = digest_side(pair, pair.destination, lanes.destination, chunk);
        });
    return digests;
}

std::optional<IndependentCounts> rows_sent(LanePair& lanes) {
    const auto source = lanes.source.rows_sent();
    const auto destination = lanes.destination.rows_sent();
    return source && destination ? std::optional(IndependentCounts{*source, *destination})
                                 : std::nullopt;
}

WholeTable digest_whole(const TablePair& pair, LanePair& lanes, const Chunk& whole) {
    WholeTable table{.digests = digest_chunk(pair, lanes, whole)};
    const std::optional<IndependentCounts> sent = rows_sent(lanes);
    table.counts = sent ? *sent : count_rows(pair, lanes);
    return table;
}

IndependentCounts count_rows(const TablePair& pair, LanePair& lanes) {
    IndependentCounts counts;
    at_the_same_time(
        [&] { counts.source = lanes.source.count(pair.source); },
        [&] { counts.destination = lanes.destination.count(pair.destination); });
    return counts;
}

}  // namespace cutover
