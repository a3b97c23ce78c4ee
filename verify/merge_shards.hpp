#pragma once

#include <string>
#include <vector>

#include "verify/shard_evidence.hpp"
#include "verify/verify.hpp"

namespace cutover {

/// All shards of one verification as one; what goes on record for it, besides.
struct MergedShards {
    VerifyReport report{};
    RunStarted start{};  ///< A shard's: servers, task, fingerprint.
    ScopeOnRecord scope{};
    std::vector<SnapshotTaken> snapshots{};
    std::vector<ChunkCompared> chunks{};
    /// From where a later verification may go on: no later on either log than any shard began.
    std::optional<VerificationBegun> begun{};
    std::chrono::system_clock::time_point began{};  ///< When the first shard did.
};

/// Joins what shards have found. Pure.
///
/// The proof is put together anew and trusts no shard's verdict: a table's chunks must follow one
/// another from its beginning to its end, each one's last key the next one's first, none there
/// twice; their rows must add up to the COUNT(*) that one shard asked both servers for; and the
/// sums of their digests must agree. All of them saw one position, which is in their names.
///
/// Throws an Error with exit 2 where a folder should not or a further one should be given: no
/// shard's, one shard twice or missing, of another number of shards, of another meaning of the task
/// (`fingerprint`); and with exit 3 where the shards have to be run again: not finished, of
/// different servers, positions, tables or rules, or cut differently.
[[nodiscard]] MergedShards merge_shards(
    const std::vector<ShardEvidence>& shards, const std::string& fingerprint);

}  // namespace cutover
