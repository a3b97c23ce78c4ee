#include "core/evidence_fold.hpp"

#include <algorithm>
#include <utility>

namespace cutover {
namespace {

RunOnRecord* run_of(CaseFile& file, std::uint64_t number) {
    const auto found = std::find_if(
        file.runs.rbegin(), file.runs.rend(),
        [number](const RunOnRecord& run) { return run.number == number; });
    return found == file.runs.rend() ? nullptr : &*found;
}

/// True where the entry goes on with the verification in hand. Ids are made from what is compared,
/// so a second run over the same servers has the first one's: a finished one is not gone on with.
bool goes_on(const VerificationOnRecord& verification, const std::string& id, std::uint64_t run) {
    return verification.id == id && (!verification.finished || verification.runs.back() == run);
}

/// The verification an entry belongs to, begun by its first entry; null for the late word of a
/// run whose verification another one has taken the place of.
VerificationOnRecord* current(CaseFile& file, const std::string& id, const EvidenceRecord& record) {
    if (!file.verification || !goes_on(*file.verification, id, record.run)) {
        if (file.verification && record.run < file.verification->runs.back()) {
            return nullptr;
        }
        file.verification = VerificationOnRecord{.id = id, .began = record.at};
        file.history.push_back({.id = id, .began = record.at});
    }
    VerificationOnRecord& verification = *file.verification;
    verification.last_at = record.at;
    if (verification.runs.empty() || verification.runs.back() != record.run) {
        verification.runs.push_back(record.run);
    }
    return &verification;
}

/// Brings the line of the history up to date with the verification in full.
void summarise(CaseFile& file) {
    const VerificationOnRecord& verification = *file.verification;
    VerificationSummary& line = file.history.back();
    line.last_at = verification.last_at;
    line.finished = verification.finished;
}

void count_table(VerificationSummary& line, const TableComparison& table, int sign) {
    const auto unit = static_cast<std::size_t>(sign);
    line.tables += unit;
    line.tables_equal += table.verdict == TableVerdict::equal ? unit : 0;
    const std::uint64_t rows = table.source_rows.rows - table.rows_prefiltered;
    line.rows += sign > 0 ? rows : 0 - rows;
    line.rows_carried += sign > 0 ? table.rows_carried : 0 - table.rows_carried;
}

class Folder {
  public:
    Folder(CaseFile& file, const EvidenceRecord& record) : file_(file), record_(record) {}

    void operator()(const RunStarted& start) const {
        file_.runs.push_back({.number = record_.number, .began = record_.at, .start = start});
    }

    void operator()(const ChecksMade& made) const {
        file_.checks = ChecksOnRecord{record_.at, made.checks};
    }

    /// A verification may have been asked for some tables only; what the task covers is for the
    /// commands to say that always take it whole.
    void operator()(const ScopeOnRecord& scope) const {
        const RunOnRecord* const run = run_of(file_, record_.run);
        const bool of_verify =
            run != nullptr && (run->start.command == "verify" || run->start.command == "merge");
        if (!of_verify || !file_.scope || file_.scope_of_verify) {
            file_.scope = scope;
            file_.scope_of_verify = of_verify;
        }
    }

    void operator()(const SnapshotTaken& snapshot) const {
        if (RunOnRecord* const run = run_of(file_, record_.run)) {
            run->snapshots.push_back(snapshot);
        }
    }

    void operator()(const TableCopied& table) const {
        file_.copies.insert_or_assign(table.source, CopyOnRecord{record_.run, record_.at, table});
    }

    void operator()(const CopyFinished& copy) const {
        file_.copy_end = CopyEndOnRecord{record_.run, record_.at, copy};
        file_.followed.reset();
        file_.decisions.clear();
    }

    void operator()(const LogFollowed& followed) const { file_.followed = followed; }

    void operator()(const ConflictMet& conflict) const {
        file_.conflicts += conflict.rows;
        file_.conflict = conflict;
    }

    void operator()(const StatementDecided& decided) const { file_.decisions.push_back(decided); }

    void operator()(const ChunkCompared& chunk) const {
        if (auto* const verification = current(file_, chunk.verification, record_)) {
            verification->chunks.push_back(chunk);
            summarise(file_);
        }
    }

    void operator()(const TableCompared& table) const {
        if (auto* const verification = current(file_, table.verification, record_)) {
            auto [place, is_new] =
                verification->tables.try_emplace(table.comparison.source, table.comparison);
            if (!is_new) {
                count_table(file_.history.back(), place->second, -1);
                place->second = table.comparison;
            }
            count_table(file_.history.back(), place->second, 1);
            if (place->second.verdict == TableVerdict::equal && place->second.rows_carried == 0) {
                file_.read_whole[place->first] = record_.at;
            }
            summarise(file_);
        }
    }

    void operator()(const ObjectCompared& object) const {
        if (auto* const verification = current(file_, object.verification, record_)) {
            verification->objects.insert_or_assign(
                {object.comparison.kind, object.comparison.source}, object.comparison);
            summarise(file_);
        }
    }

    /// A resumed verification finds the rows of an unfinished table again.
    void operator()(const DiscrepancyFound& found) const {
        auto* const verification = current(file_, found.verification, record_);
        if (verification != nullptr &&
            std::find(
                verification->discrepancies.begin(), verification->discrepancies.end(),
                found.discrepancy) == verification->discrepancies.end()) {
            verification->discrepancies.push_back(found.discrepancy);
            summarise(file_);
        }
    }

    void operator()(const CauseFound& found) const {
        if (auto* const verification = current(file_, found.verification, record_)) {
            put(verification->causes, found.cause);
            summarise(file_);
        }
    }

    /// For later verifications; it says nothing of what was found.
    void operator()(const VerificationBegun& /*begun*/) const {}

    void operator()(const VerificationFinished& finished) const {
        if (auto* const verification = current(file_, finished.verification, record_)) {
            verification->finished = finished;
            verification->chunks = {};
            summarise(file_);
        }
    }

    void operator()(const RunEnded& end) const {
        if (RunOnRecord* const run = run_of(file_, record_.run)) {
            run->end = end;
            run->ended_at = record_.at;
        }
    }

  private:
    CaseFile& file_;
    const EvidenceRecord& record_;
};

}  // namespace

void fold(CaseFile& file, const EvidenceRecord& record) {
    std::visit(Folder(file, record), record.entry);
}

const RunOnRecord* find_run(const CaseFile& file, std::uint64_t number) {
    const auto found = std::find_if(
        file.runs.begin(), file.runs.end(),
        [number](const RunOnRecord& run) { return run.number == number; });
    return found == file.runs.end() ? nullptr : &*found;
}

const RunOnRecord* latest_run(const CaseFile& file, std::string_view command) {
    const auto found = std::find_if(
        file.runs.rbegin(), file.runs.rend(),
        [command](const RunOnRecord& run) { return run.start.command == command; });
    return found == file.runs.rend() ? nullptr : &*found;
}

}  // namespace cutover
