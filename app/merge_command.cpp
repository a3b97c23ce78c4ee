#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/task_run.hpp"
#include "app/verify_output.hpp"
#include "core/evidence_fold.hpp"
#include "core/names.hpp"
#include "core/task_fingerprint.hpp"
#include "core/timestamp.hpp"
#include "runtime/evidence_reader.hpp"
#include "verify/merge_shards.hpp"

namespace cutover {
namespace {

void expect_intact(const EvidenceChain& chain, const std::string& folder, const char* remedy) {
    if (chain.broken_at) {
        throw Error(
            Recovery::none, ExitCode::usage,
            fmt::format(
                "the evidence in {} was changed or damaged: record {}: {}\n  {}", printable(folder),
                *chain.broken_at, printable(chain.problem), remedy));
    }
}

ShardEvidence read_shard(const std::string& folder, const std::string& task) {
    ShardGathering gathering(folder);
    const EvidenceChain chain =
        read_evidence(folder, task, [&](const EvidenceRecord& record) { gathering.take(record); });
    if (!chain.on_file) {
        throw Error(
            Recovery::none, ExitCode::usage,
            fmt::format(
                "{} holds no evidence\n  give the folders that cutover verify TASK.json --shard "
                "I/N --state DIR wrote to",
                printable(folder)));
    }
    expect_intact(chain, folder, "move it away and run that shard again");
    return gathering.evidence();
}

/// The merged verification's records are of now. It would pass for newer than a migration that its
/// shards never saw, or than a verification that found what they could not; merged twice, for a
/// second one.
void refuse_after_what_came_since(
    const TaskRun& run, const Task& task, const MergedShards& merged) {
    CaseFile file;
    const EvidenceChain chain = read_evidence(
        run.state(), task.name, [&](const EvidenceRecord& record) { fold(file, record); });
    expect_intact(
        chain, run.state().string(),
        "what came since the shards began is not known: move it away, then verify anew");
    const auto refuse_after = [&](const std::string& what, TimePoint moment) {
        if (moment > merged.began) {
            throw Error(
                Recovery::none, fmt::format(
                                    "{} on {}, after the first shard had begun on {}\n  run all "
                                    "shards again, then merge them",
                                    what, to_rfc3339(moment), to_rfc3339(merged.began)));
        }
    };
    if (const RunOnRecord* const migration = latest_run(file, "migrate")) {
        refuse_after("a migration began", migration->began);
        refuse_after("a migration ended", migration->ended_at.value_or(migration->began));
    }
    if (file.verification) {
        refuse_after("a verification began", file.verification->began);
    }
}

void put_on_record(const MergedShards& merged, EvidenceSink& evidence) {
    const VerifyReport& report = merged.report;
    const std::string& id = report.verification;
    evidence.add(merged.scope);
    for (const SnapshotTaken& snapshot : merged.snapshots) {
        evidence.add(snapshot);
    }
    if (merged.begun) {
        evidence.add(*merged.begun);
    }
    for (const ChunkCompared& chunk : merged.chunks) {
        evidence.add(chunk);
    }
    for (const ObjectComparison& object : report.objects) {
        evidence.add(ObjectCompared{id, object});
    }
    for (const Discrepancy& discrepancy : report.discrepancies) {
        evidence.add(DiscrepancyFound{id, discrepancy});
    }
    for (const Cause& cause : report.causes) {
        evidence.add(CauseFound{id, cause});
    }
    for (const TableComparison& table : report.tables) {
        evidence.add(TableCompared{id, table});
    }
    evidence.add(VerificationFinished{
        id, report.outcome(), report.discrepancy_count, report.source_position_before,
        report.source_position_after, report.seconds, report.notes});
}

}  // namespace

ExitCode run_merge(const Options& options, Log& log) {
    const TaskFile file = open_task(options, log);
    std::vector<ShardEvidence> shards;
    for (const std::string& folder : options.shard_folders) {
        shards.push_back(read_shard(folder, file.task.name));
    }
    const MergedShards merged = merge_shards(shards, fingerprint(file.task));
    TaskRun run("merge", file, options);
    return run.perform([&] {
        refuse_after_what_came_since(run, file.task, merged);
        run.start(merged.start.source, merged.start.destination);
        put_on_record(merged, run.evidence());
        print_verification(
            options, merged.report, merged.start.source.endpoint,
            merged.start.destination.endpoint);
        return merged.report.exit_code();
    });
}

}  // namespace cutover
