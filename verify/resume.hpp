#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/evidence.hpp"
#include "verify/shard.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// Everything on which the outcome of a verification depends, as two digests: two verifications
/// with one id compare the same rows in the same way, so what one has done the other need not do
/// again.
struct VerificationId {
    std::string what{};            ///< Tables, definitions, key, float rule, sample, prefilter.
    std::string where{};           ///< Both servers and their positions.
    std::optional<Shard> shard{};  ///< Of whose chunks alone it is; all shards share the rest.

    [[nodiscard]] std::string text() const { return part_name(what + "-" + where, shard); }
};

/// `moments` are identities and positions of both sides, and whatever else must be equal.
[[nodiscard]] VerificationId verification_id(
    const std::vector<TableUnderWay>& tables,
    double sample_percent,
    const std::vector<std::string>& moments,
    const std::optional<Shard>& shard = {},
    bool prefilter = false);

/// Chunks of an earlier verification by their table and their place in it.
using ChunksByPlace = std::map<ChunkPlace, ChunkCompared>;
using EarlierChunks = std::map<TableName, ChunksByPlace>;

/// Those that count for this verification: all or none. Where it is none though there are some,
/// `why` says so in a sentence.
[[nodiscard]] EarlierChunks adopt(
    const std::vector<ChunkCompared>& earlier, const VerificationId& id, std::string& why);

/// What the earlier verification found of just this interval; null where it did not get to it, or
/// cut the table otherwise.
[[nodiscard]] const ChunkCompared* find_earlier(
    const EarlierChunks& earlier, const TableName& table, const Chunk& chunk);

/// The pieces that the earlier verification read of the chunk of that place, without a gap from
/// where `chunk` begins on. They lie in it where their end does, which the server alone can tell.
[[nodiscard]] std::vector<const ChunkCompared*> find_earlier_pieces(
    const EarlierChunks& earlier, const TableName& table, const Chunk& chunk);

}  // namespace cutover
