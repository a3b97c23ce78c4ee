#pragma once

#include <string>
#include <vector>

#include "verify/shard_evidence.hpp"

namespace cutover {

/// That these are all shards of one verification, each once and finished, at one position of both
/// sides. Throws as merge_shards() says.
void check_that_shards_fit(
    const std::vector<ShardEvidence>& shards, const std::string& fingerprint);

/// That the chunks, in the order of their places, cover the table's keys from end to end, none of
/// them twice. Throws an Error with exit 3.
void check_that_chunks_meet(
    const TableName& table, const std::vector<const ChunkCompared*>& chunks);

}  // namespace cutover
