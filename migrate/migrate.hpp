#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "core/error.hpp"
#include "core/evidence_sink.hpp"
#include "core/task_plan.hpp"
#include "runtime/clock.hpp"
#include "runtime/load_gate.hpp"

namespace cutover {

/// One run of `migrate`. Views: what they refer to must outlive the call.
struct MigrateRequest {
    const Task& task;
    const TaskPlan& plan;  ///< Without refusals.
    const ServerFacts& source_facts;
    const ServerFacts& destination_facts;
    const Catalog& source_catalog;
    /// Of the databases that the plan writes to, as the prechecks saw them: whatever it holds when
    /// the task begins is never taken for the task's own.
    const Catalog& destination_catalog;
    MigrationTypes types{};        ///< What of the task's types this run does (`--types`).
    std::string fingerprint{};     ///< Of the task's meaning.
    bool until_caught_up = false;  ///< Incremental ends where the source is now; else on a signal.
    bool restart = false;  ///< Forget the progress first; nothing on the destination is dropped.
    Clock clock = real_clock();
};

enum class MigrateStep {
    claiming,
    schema,
    snapshot,
    cutting,
    copying,
    finishing,
    following,
    triggers,
    done
};

struct CopyTotals {
    std::uint64_t tables = 0;
    std::uint64_t chunks = 0;
    std::uint64_t chunks_done = 0;  ///< By earlier runs.
    std::uint64_t estimated_rows = 0;
    std::uint64_t estimated_bytes = 0;
};

/// Is told what happens; decides nothing. Every method may be called from any thread, also from
/// several at once, and must return at once.
class MigrateObserver {
  public:
    virtual ~MigrateObserver() = default;
    virtual void entered(MigrateStep step) = 0;
    virtual void executed(const DdlStatement& statement) = 0;
    virtual void copy_planned(const CopyTotals& totals) = 0;

    /// A block was read and written, not committed yet: it may be repeated.
    virtual void rows_moved(const TablePlan& table, std::uint64_t rows, std::uint64_t bytes) = 0;
    virtual void chunk_copied(const TablePlan& table, const ChunkDone& chunk) = 0;
    virtual void table_copied(const TableCopied& table) = 0;
    /// Reading waits for a server to be spared, and this is why; "": it goes on.
    virtual void held(const std::string& why) = 0;
    virtual void retrying(const Error& error, std::chrono::milliseconds pause) = 0;

    /// A transaction was committed, or the place of others alone.
    virtual void applied(const AppliedProgress& progress) = 0;

    /// Something a person should know: what stays after --restart, a source that moved.
    virtual void notice(const std::string& text) = 0;
};

struct MigrateReport {
    Phase phase = Phase::created;  ///< Reached.
    bool resumed = false;
    std::uint64_t statements = 0;  ///< That changed definitions, in this run.
    std::uint64_t tables = 0;      ///< Copied whole, in all runs; likewise below.
    std::uint64_t chunks = 0;
    std::uint64_t rows = 0;
    std::uint64_t rows_written = 0;
    std::uint64_t bytes = 0;
    AppliedProgress applied{};  ///< Of the log, in all runs.
    bool source_moved = false;  ///< The destination holds an older moment than the source now.
    double seconds = 0;         ///< Of this run.
};

/// Brings schema and rows over, from where the last run stopped; returns when what `types` asks
/// for is done. The prechecks have passed. Throws Interrupted, or the Error that a retry could
/// not mend; either way what is committed stays and the next run goes on from there.
MigrateReport migrate(
    const MigrateRequest& request,
    Database& source,
    Database& destination,
    EvidenceSink& evidence,
    MigrateObserver& observer);

/// The statements that migrate() would execute for the schema, in order (`--dry-run`). Pure.
[[nodiscard]] std::vector<DdlStatement> planned_statements(const MigrateRequest& request);

}  // namespace cutover
