#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/evidence_sink.hpp"
#include "verify/shard.hpp"

namespace cutover {

/// The latest verification of one shard, as its state folder has it on record.
struct ShardEvidence {
    std::string folder{};  ///< For messages.
    std::string name{};    ///< As recorded, part_name(); empty: nothing was compared.
    std::chrono::system_clock::time_point began{};
    RunStarted start{};  ///< Of the run that ended it.
    ScopeOnRecord scope{};
    std::optional<SnapshotTaken> source{};
    std::optional<SnapshotTaken> destination{};
    std::map<std::pair<TableName, std::uint32_t>, ChunkCompared> chunks{};  ///< By table and place.
    std::map<TableName, TableComparison> tables{};
    std::map<std::pair<std::string, TableName>, ObjectComparison> objects{};  ///< By kind and name.
    std::vector<Discrepancy> discrepancies{};
    std::vector<Cause> causes{};
    std::optional<VerificationBegun> begun{};
    std::optional<VerificationFinished> finished{};
};

/// Reads one record after the other, in order; what a later verification replaces is dropped. The
/// folder is held by one run at a time, so its runs do not interleave.
class ShardGathering {
  public:
    explicit ShardGathering(std::string folder);

    void take(const EvidenceRecord& record);

    [[nodiscard]] const ShardEvidence& evidence() const { return shard_; }

  private:
    /// The first entry of a run goes on with the verification in hand or begins another.
    void go_on_with(const std::string& name, std::uint64_t run);

    void take(const Discrepancy& discrepancy);

    ShardEvidence shard_{};
    ShardEvidence run_{};  ///< Start, scope and snapshots of the run in hand.
    std::uint64_t last_run_ = 0;
};

}  // namespace cutover
