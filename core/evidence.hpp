#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/check.hpp"
#include "core/log_evidence.hpp"
#include "core/scope_rules.hpp"
#include "core/snapshot.hpp"
#include "core/task_plan.hpp"
#include "core/verification_evidence.hpp"

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
    /// Of a destination that was followed meanwhile: up to where of the source's log.
    std::string applied{};
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

struct RunEnded {
    std::string command{};
    int exit_code = 0;
    std::string message{};  ///< The error's text, where it failed.
    double seconds = 0;
};

/// One thing that was observed or done. docs/formats.md has each one's JSON.
using EvidenceEntry = std::variant<
    RunStarted,
    ChecksMade,
    ScopeOnRecord,
    SnapshotTaken,
    TableCopied,
    CopyFinished,
    LogFollowed,
    ChunkCompared,
    TableCompared,
    ObjectCompared,
    DiscrepancyFound,
    VerificationFinished,
    RunEnded,
    ConflictMet,
    StatementDecided,
    CauseFound,
    VerificationBegun>;

}  // namespace cutover
