#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/log_place.hpp"
#include "report/criteria.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

/// The runs that copied and the runs that compared what the verdict speaks of.
struct RunsBehind {
    std::vector<const RunOnRecord*> copy{};
    std::vector<const RunOnRecord*> verification{};
};

RunsBehind runs_behind(const CaseFile& file) {
    std::set<std::uint64_t> copied;
    for (const auto& [name, copy] : file.copies) {
        copied.insert(copy.run);
    }
    RunsBehind runs;
    for (const RunOnRecord& run : file.runs) {
        if (copied.contains(run.number)) {
            runs.copy.push_back(&run);
        }
    }
    for (const std::uint64_t number :
         file.verification ? file.verification->runs : std::vector<std::uint64_t>()) {
        if (const RunOnRecord* const run = find_run(file, number)) {
            runs.verification.push_back(run);
        }
    }
    return runs;
}

std::vector<const RunOnRecord*> both(const RunsBehind& runs) {
    auto all = runs.copy;
    all.insert(all.end(), runs.verification.begin(), runs.verification.end());
    return all;
}

const char* in_words(SnapshotMeans means) {
    switch (means) {
        case SnapshotMeans::consistent_snapshot: return "a consistent snapshot, without a lock";
        case SnapshotMeans::global_read_lock: return "a global read lock while sessions opened";
        case SnapshotMeans::table_locks: return "table locks while sessions opened";
        case SnapshotMeans::frozen_positions: return "a position that did not move meanwhile";
        case SnapshotMeans::held_by_another:
            return "sessions that were opened while another shard held the source";
        case SnapshotMeans::applier_held:
        case SnapshotMeans::none: break;
    }
    return "sessions without a shared snapshot, whose position did not move";
}

bool all_equal(const std::vector<std::string>& texts) {
    return std::all_of(texts.begin(), texts.end(), [&texts](const std::string& text) {
        return text == texts.front();
    });
}

/// Whether the source's position was the same when the verification began and when it ended.
bool stood_still(const CaseFile& file) {
    const auto& end = file.verification->finished;
    return end && !end->source_position_before.empty() &&
           end->source_position_before == end->source_position_after;
}

/// True where each run of both lists names the same thing; `text` gives the thing's name.
template<typename Text>
Finding judge_same(const RunsBehind& runs, const Text& text, std::string_view what) {
    std::vector<std::string> texts;
    for (const RunOnRecord* const run : both(runs)) {
        texts.push_back(text(*run));
    }
    if (std::any_of(texts.begin(), texts.end(), [](const auto& t) { return t.empty(); })) {
        return unknown(fmt::format("A run has no {} on record.", what));
    }
    return all_equal(texts) ? met("") : not_met(fmt::format("Runs differ in the {}.", what));
}

/// What was written while copying was brought over from the log; what counts is where that ended.
Finding judge_followed(const CaseFile& file) {
    const std::string& applied = file.followed->position;
    const VerificationFinished& verification = *file.verification->finished;
    const auto place = parse_log_place(applied);
    const auto verified_at = parse_log_place(verification.source_position_after);
    if (!stood_still(file) || !place || !verified_at || !has_reached(*place, *verified_at)) {
        return unknown(fmt::format(
            "The log was applied up to {}, and the source's position was {} when verifying ended, "
            "so rows written since are not proven.",
            printable(applied), printable(verification.source_position_after)));
    }
    return met(fmt::format(
        "The log was applied up to {}, {} since the copy; the source stood there when the first "
        "and when the last row was compared.",
        printable(applied), count_text(file.followed->transactions, "transaction")));
}

}  // namespace

Finding judge_snapshots(const CaseFile& file, const ReadinessContext& /*context*/) {
    std::vector<SnapshotMeans> means;
    std::vector<std::string> positions;
    std::size_t meetings = 0;
    for (const RunOnRecord* const run : runs_behind(file).verification) {
        for (const SnapshotTaken& snapshot : run->snapshots) {
            meetings += snapshot.applied.empty() ? 0U : 1U;
            if (snapshot.of_source) {
                means.push_back(snapshot.facts.means);
                positions.push_back(snapshot.facts.position + snapshot.facts.gtid_set);
            }
        }
    }
    if (means.empty()) {
        return unknown("The verification has no snapshot of the source on record.");
    }
    if (!all_equal(positions) && meetings == positions.size()) {
        return met(fmt::format(
            "Both sides were read at the same {} places of the source's log, each table or chunk "
            "at one of them.",
            grouped(meetings)));
    }
    if (!all_equal(positions)) {
        return unknown(fmt::format(
            "The verification was resumed when the source had moved from {} to {}.",
            printable(positions.front()), printable(positions.back())));
    }
    if (means.back() == SnapshotMeans::none && !stood_still(file)) {
        return not_met(
            "The verification's sessions may have seen different moments: no consistent snapshot "
            "could be taken, and the source moved.");
    }
    return met(fmt::format("The verification read the source by {}.", in_words(means.back())));
}

Finding judge_order(const CaseFile& file, const ReadinessContext& /*context*/) {
    const RunOnRecord* const migration = latest_run(file, "migrate");
    if (!file.verification || migration == nullptr) {
        return unknown("There is not both a migration and a verification on record.");
    }
    const TimePoint verified = file.verification->began;
    const auto run =
        std::find_if(file.runs.begin(), file.runs.end(), [&file](const RunOnRecord& candidate) {
            return candidate.number == file.verification->runs.front();
        });
    const std::uint64_t first_run = run == file.runs.end() ? 0 : run->number;
    if (migration->number > first_run) {
        return not_met(fmt::format(
            "A migration began on {}, after the verification of {}.", time_text(migration->began),
            time_text(verified)));
    }
    if (!migration->ended_at) {
        return unknown("The migration before the verification has no end on record.");
    }
    if (*migration->ended_at > verified) {
        return not_met(fmt::format(
            "The migration ended on {}, when the verification of {} had begun.",
            time_text(*migration->ended_at), time_text(verified)));
    }
    return met(fmt::format(
        "The migration ended on {}, the verification began on {}.", time_text(*migration->ended_at),
        time_text(verified)));
}

Finding judge_source_still(const CaseFile& file, const ReadinessContext& /*context*/) {
    if (!file.copy_end || !file.verification || !file.verification->finished) {
        return unknown("There is not both a finished copy and a finished verification on record.");
    }
    if (file.followed) {
        return judge_followed(file);
    }
    const CopyFinished& copy = file.copy_end->copy;
    const VerificationFinished& verification = *file.verification->finished;
    if (copy.position_before.empty() || copy.position_after.empty() ||
        verification.source_position_before.empty()) {
        return unknown(
            "The source keeps no binary log, so nothing shows whether it was written to.");
    }
    // While copying, only the copier knows whether a snapshot's position and the server's are one
    // moment: a server's GTID set has several spellings.
    const bool still = !copy.source_moved && stood_still(file) &&
                       copy.position_after == verification.source_position_before;
    if (!still) {
        return unknown(fmt::format(
            "The source's position moved from {} when copying began to {} when verifying ended, so "
            "rows written since are not proven.",
            printable(copy.position_before), printable(verification.source_position_after)));
    }
    return met(fmt::format(
        "The position was {} when copying ended and when the last row was compared.",
        printable(copy.position_after)));
}

Finding judge_servers(const CaseFile& file, const ReadinessContext& /*context*/) {
    const RunsBehind runs = runs_behind(file);
    if (runs.copy.empty() || runs.verification.empty()) {
        return unknown("There is not both a copy and a verification on record.");
    }
    const Finding source = judge_same(
        runs, [](const RunOnRecord& run) { return run.start.source.identity; },
        "source server's identity");
    const Finding destination = judge_same(
        runs, [](const RunOnRecord& run) { return run.start.destination.identity; },
        "destination server's identity");
    for (const Finding& finding : {source, destination}) {
        if (finding.status != CriterionStatus::met) {
            return finding;
        }
    }
    const RunStarted& start = runs.verification.back()->start;
    return met(fmt::format(
        "Each run reached the same servers, {} and {}.", printable(start.source.endpoint),
        printable(start.destination.endpoint)));
}

Finding judge_task(const CaseFile& file, const ReadinessContext& context) {
    const RunsBehind runs = runs_behind(file);
    if (runs.copy.empty() || runs.verification.empty()) {
        return unknown("There is not both a copy and a verification on record.");
    }
    Finding finding = judge_same(
        runs, [](const RunOnRecord& run) { return run.start.fingerprint; }, "task's fingerprint");
    if (finding.status != CriterionStatus::met) {
        return finding;
    }
    const std::string& fingerprint = runs.verification.back()->start.fingerprint;
    if (!context.fingerprint.empty() && context.fingerprint != fingerprint) {
        return not_met("The task file means something else now than when it was verified.");
    }
    return met(fmt::format("Fingerprint {}.", printable(fingerprint)));
}

Finding judge_chain(const CaseFile& file, const ReadinessContext& /*context*/) {
    const EvidenceChain& chain = file.chain;
    if (!chain.on_file || (chain.records == 0 && !chain.broken_at)) {
        return unknown("There is no evidence on record.");
    }
    if (chain.broken_at) {
        return not_met(fmt::format(
            "Record {} does not fit: {}. That record and all after it count for nothing.",
            grouped(*chain.broken_at), printable(chain.problem)));
    }
    return met(fmt::format(
        "{}, each carrying the SHA-256 of the one before. The last is {}.",
        count_text(chain.records, "record"), printable(chain.last_hash)));
}

}  // namespace cutover
