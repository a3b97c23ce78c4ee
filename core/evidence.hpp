#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/check.hpp"
#include "core/database.hpp"
#include "core/discrepancy.hpp"
#include "core/scope_rules.hpp"
#include "core/task_plan.hpp"

namespace cutover {

struct ServerOnRecord {
    std::string endpoint{};
    std::string version{};
    std::string identity{};
    std::string tls_cipher{};

    friend bool operator==(const ServerOnRecord&, const ServerOnRecord&) = default;
};

struct RunStarted {
    std::string command{};  ///< "precheck", "migrate", "verify".
    std::string cutover_version{};
    std::string task{};
    std::string fingerprint{};  ///< Of the task's meaning, without secrets.
    ServerOnRecord source{};
    ServerOnRecord destination{};
    std::string types{};  ///< "schema, full".
};

struct ChecksMade {
    std::vector<CheckResult> checks{};
};

/// What the task covers: every table by name, and what the selection leaves out.
struct ScopeOnRecord {
    std::vector<std::string> tables{};  ///< display() of source names.
    std::vector<std::string> objects{};
    std::vector<Refusal> refusals{};
    std::vector<ScopeRule> rules{};       ///< Where less than all of it is moved, or renamed.
    std::vector<std::string> accounts{};  ///< Of the source, "user@host"; none of them is moved.
    bool accounts_known = false;          ///< False: the source's account may not read them.
};

struct SnapshotTaken {
    bool of_source = true;
    SnapshotFacts facts{};
    std::size_t sessions = 0;
};

struct TableCopied {
    TableName source{};
    TableName destination{};
    RowsDigest rows{};
    std::uint64_t rows_written = 0;
    std::uint64_t chunks = 0;
    std::uint64_t bytes = 0;
    double seconds = 0;
};

/// All rows are on the destination; the source should have stood still meanwhile.
struct CopyFinished {
    std::string position_before{};  ///< Of the first snapshot; empty: the source keeps no log.
    std::string position_after{};   ///< When the last chunk was done.
    bool source_moved = false;      ///< Rows of a later moment may be missing.
    std::uint64_t tables = 0;
    std::uint64_t rows = 0;
    double seconds = 0;  ///< Of this run.
};

/// One chunk compared; what an interrupted verification resumes from.
struct ChunkCompared {
    TableName source{};
    std::string verification{};  ///< Which verification it belongs to.
    Chunk chunk{};
    RowsDigest source_rows{};
    RowsDigest destination_rows{};
};

struct VerificationFinished {
    std::string verification{};
    std::string outcome{};  ///< "equal", "different", "incomplete".
    std::uint64_t discrepancy_count = 0;
    std::string source_position_before{};
    std::string source_position_after{};
    double seconds = 0;
};

struct RunEnded {
    std::string command{};
    int exit_code = 0;
    std::string message{};  ///< The error's text, where it failed.
    double seconds = 0;
};

struct TableCompared {
    std::string verification{};
    TableComparison comparison{};
};

struct ObjectCompared {
    std::string verification{};
    ObjectComparison comparison{};
};

struct DiscrepancyFound {
    std::string verification{};
    Discrepancy discrepancy{};
};

/// One thing that was observed or done. docs/formats.md has each one's JSON.
using EvidenceEntry = std::variant<
    RunStarted,
    ChecksMade,
    ScopeOnRecord,
    SnapshotTaken,
    TableCopied,
    CopyFinished,
    ChunkCompared,
    TableCompared,
    ObjectCompared,
    DiscrepancyFound,
    VerificationFinished,
    RunEnded>;

struct EvidenceRecord {
    std::uint64_t number = 0;  ///< From 1, without gaps.
    std::uint64_t run = 0;     ///< Number of the RunStarted it belongs to; runs may interleave.
    std::chrono::system_clock::time_point at{};
    EvidenceEntry entry{};
};

/// Whether the record is whole: each record carries the SHA-256 of the one before.
struct EvidenceChain {
    bool on_file = false;  ///< There is an evidence file at all.
    std::uint64_t records = 0;
    std::optional<std::uint64_t> broken_at{};  ///< Number of the first record that does not fit.
    std::string problem{};                     ///< What is wrong with it.
    std::string last_hash{};                   ///< 64 hex digits, of the last record that fits.
};

/// The real one is runtime's EvidenceLog. Not thread-safe: a pipeline's recording station writes.
class EvidenceSink {
  public:
    virtual ~EvidenceSink() = default;
    virtual void add(const EvidenceEntry& entry) = 0;
};

}  // namespace cutover
