#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/evidence_sink.hpp"

namespace cutover {

using TimePoint = std::chrono::system_clock::time_point;

/// One command that ran, from its start to its end if it has one on record.
struct RunOnRecord {
    std::uint64_t number = 0;  ///< Of its RunStarted.
    TimePoint began{};
    RunStarted start{};
    std::vector<SnapshotTaken> snapshots{};
    std::optional<TimePoint> ended_at{};
    std::optional<RunEnded> end{};  ///< Absent: it still runs, or was killed.
};

struct ChecksOnRecord {
    TimePoint at{};
    std::vector<CheckResult> checks{};
};

struct CopyOnRecord {
    std::uint64_t run = 0;
    TimePoint at{};
    TableCopied table{};
};

struct CopyEndOnRecord {
    std::uint64_t run = 0;
    TimePoint at{};
    CopyFinished copy{};
};

/// What one verification found, over all the runs that it took.
struct VerificationOnRecord {
    std::string id{};
    std::vector<std::uint64_t> runs{};  ///< In order; more than one where it was resumed.
    TimePoint began{};
    TimePoint last_at{};
    std::vector<ChunkCompared> chunks{};  ///< Of an unfinished one, to resume from.
    std::map<TableName, TableComparison> tables{};
    std::map<std::pair<std::string, TableName>, ObjectComparison> objects{};  ///< By kind and name.
    std::vector<Discrepancy> discrepancies{};  ///< The ones listed; counts are in `tables`.
    std::vector<Cause> causes{};               ///< Of the differences, in the order of tables.
    std::optional<VerificationFinished> finished{};
};

/// A line in the history of verifications.
struct VerificationSummary {
    std::string id{};
    TimePoint began{};
    TimePoint last_at{};
    std::size_t tables = 0;
    std::size_t tables_equal = 0;
    std::uint64_t rows = 0;          ///< Compared, of the source.
    std::uint64_t rows_carried = 0;  ///< Of these: as TableComparison has them.
    std::optional<VerificationFinished> finished{};
};

/// All that is known now: a pure fold of the evidence, record by record. Memory is bounded by
/// the number of tables and runs: what a later record replaces is dropped.
struct CaseFile {
    EvidenceChain chain{};  ///< As read_evidence() returned it; not set by fold().
    std::vector<RunOnRecord> runs{};
    std::optional<ChecksOnRecord> checks{};  ///< The latest.
    std::optional<ScopeOnRecord> scope{};    ///< The latest of precheck or migrate; else verify's.
    bool scope_of_verify = false;            ///< Only a verification has said what the scope is.
    std::map<TableName, CopyOnRecord> copies{};  ///< The latest of each table, by source name.
    std::optional<CopyEndOnRecord> copy_end{};   ///< The latest.
    std::optional<LogFollowed> followed{};       ///< The latest since that copy.
    std::uint64_t conflicts = 0;                 ///< Rows overwritten while following, in all runs.
    std::optional<ConflictMet> conflict{};       ///< The latest.
    std::vector<StatementDecided> decisions{};   ///< All since that copy.
    std::optional<VerificationOnRecord> verification{};  ///< The one that began last.
    std::vector<VerificationSummary> history{};          ///< All, oldest first.
    /// When each table was last found equal with every row of it read.
    std::map<TableName, TimePoint> read_whole{};
};

/// Adds one record, which must follow the ones before in number.
void fold(CaseFile& file, const EvidenceRecord& record);

[[nodiscard]] const RunOnRecord* find_run(const CaseFile& file, std::uint64_t number);

/// The latest run of a command, or null.
[[nodiscard]] const RunOnRecord* latest_run(const CaseFile& file, std::string_view command);

}  // namespace cutover
