#include "verify/shard_evidence.hpp"

#include <algorithm>

namespace cutover {

ShardGathering::ShardGathering(std::string folder) {
    shard_.folder = std::move(folder);
}

/// A resumed run compares definitions and judges tables again; the later word counts.
void ShardGathering::take(const EvidenceRecord& record) {
    if (const auto* const start = std::get_if<RunStarted>(&record.entry)) {
        run_ = {.began = record.at, .start = *start};
    } else if (const auto* const scope = std::get_if<ScopeOnRecord>(&record.entry)) {
        run_.scope = *scope;
    } else if (const auto* const snapshot = std::get_if<SnapshotTaken>(&record.entry)) {
        (snapshot->of_source ? run_.source : run_.destination) = *snapshot;
    } else if (const auto* const chunk = std::get_if<ChunkCompared>(&record.entry)) {
        go_on_with(chunk->verification, record.run);
        shard_.chunks.insert_or_assign({chunk->source, chunk->chunk.chunk_index}, *chunk);
    } else if (const auto* const table = std::get_if<TableCompared>(&record.entry)) {
        go_on_with(table->verification, record.run);
        shard_.tables.insert_or_assign(table->comparison.source, table->comparison);
    } else if (const auto* const object = std::get_if<ObjectCompared>(&record.entry)) {
        go_on_with(object->verification, record.run);
        shard_.objects.insert_or_assign(
            {object->comparison.kind, object->comparison.source}, object->comparison);
    } else if (const auto* const found = std::get_if<DiscrepancyFound>(&record.entry)) {
        go_on_with(found->verification, record.run);
        take(found->discrepancy);
    } else if (const auto* const cause = std::get_if<CauseFound>(&record.entry)) {
        go_on_with(cause->verification, record.run);
        put(shard_.causes, cause->cause);
    } else if (const auto* const begun = std::get_if<VerificationBegun>(&record.entry)) {
        go_on_with(begun->verification, record.run);
        shard_.begun = *begun;
    } else if (const auto* const finished = std::get_if<VerificationFinished>(&record.entry)) {
        go_on_with(finished->verification, record.run);
        shard_.finished = *finished;
    }
}

void ShardGathering::go_on_with(const std::string& name, std::uint64_t run) {
    if (run == last_run_) {
        return;
    }
    if (shard_.name != name || shard_.finished) {
        shard_ = {.folder = shard_.folder, .name = name, .began = run_.began};
    }
    shard_.start = run_.start;
    shard_.scope = run_.scope;
    shard_.source = run_.source;
    shard_.destination = run_.destination;
    last_run_ = run;
}

void ShardGathering::take(const Discrepancy& discrepancy) {
    auto& known = shard_.discrepancies;
    if (std::find(known.begin(), known.end(), discrepancy) == known.end()) {
        known.push_back(discrepancy);
    }
}

}  // namespace cutover
