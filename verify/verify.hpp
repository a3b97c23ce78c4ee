#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/database.hpp"
#include "core/discrepancy.hpp"
#include "core/error.hpp"
#include "core/evidence_sink.hpp"
#include "core/row_encoder.hpp"
#include "core/task_plan.hpp"
#include "runtime/clock.hpp"
#include "runtime/load_gate.hpp"
#include "verify/repair.hpp"
#include "verify/shard.hpp"

namespace cutover {

/// What to compare and how. Nothing that a copy recorded is an input.
struct VerifyRequest {
    TaskPlan plan{};           ///< From the source's catalog as it is now.
    Catalog source_catalog{};  ///< The one the plan was made from.
    FloatRule floats{};        ///< The task's; fold_negative_zero is decided here.

    /// Globs on the source's "database.table"; empty: all. Other tables are not in the report.
    std::vector<std::string> table_patterns{};
    double sample_percent = 100;            ///< Below 100 no table can be EQUAL.
    std::optional<Shard> shard{};           ///< Only its chunks; then no table can be EQUAL either.
    std::uint64_t max_discrepancies = 100;  ///< Listed; all are counted.
    std::size_t workers = 4;                ///< Sessions on each side, >= 1.

    /// Tables below this are read in one piece first: without a condition, and without COUNT(*)
    /// beside it. Some seconds of reading, so that whole ones are spread over the workers, too.
    std::uint64_t whole_below_bytes = 512U << 20U;
    std::uint64_t rows_per_second = 0;        ///< Read from each server; 0: no limit.
    std::uint64_t bytes_per_second = 0;       ///< Likewise.
    unsigned max_source_threads_running = 0;  ///< Above it, reading waits; 0: no limit.
    std::chrono::seconds max_replica_lag{0};  ///< Likewise, of the destination's replicas.
    Clock clock = real_clock();

    /// Unique to this run; tells verifications apart where a server keeps no binary log, so that
    /// nobody can know whether it moved.
    std::string run{};

    /// Chunks of a verification that did not finish (unfinished_chunks()).
    std::vector<ChunkCompared> earlier{};

    /// Takes the statements that would make the destination equal, one thread at a time; or empty.
    std::function<void(const RepairStatement&)> repair{};
};

struct VerifyReport {
    std::string verification{};             ///< As in the evidence.
    std::vector<TableComparison> tables{};  ///< In the plan's order.
    std::vector<ObjectComparison> objects{};
    std::vector<Discrepancy> discrepancies{};  ///< The first ones, in the order of tables.
    std::uint64_t discrepancy_count = 0;
    SnapshotFacts source{};
    SnapshotFacts destination{};
    std::string source_position_before{};
    std::string source_position_after{};
    std::uint64_t resumed_chunks = 0;  ///< Taken over from the earlier verification.
    std::vector<std::string> notes{};  ///< Why it began anew, and the like; sentences.
    double seconds = 0;

    /// Any DIFFERENT: "different"; else any UNPROVEN or SKIPPED, or nothing compared at all:
    /// "incomplete"; else "equal".
    [[nodiscard]] std::string outcome() const;
    [[nodiscard]] ExitCode exit_code() const;
};

/// A chunk that was just compared.
struct ChunkHeadway {
    TableName table{};
    std::uint64_t rows = 0;  ///< Of the source, likewise `bytes`.
    std::uint64_t bytes = 0;
    double done = 0;  ///< 0 to 1 of all comparing, by key space.
};

/// Told what happens as it happens, by one thread at a time (but for held()); a sink, never a
/// source.
class VerifyObserver {
  public:
    virtual ~VerifyObserver() = default;

    virtual void begun(std::size_t /*tables*/, std::uint64_t /*estimated_rows*/) {}

    virtual void chunk_compared(const ChunkHeadway& /*chunk*/) {}

    /// Every chunk is; what differs is read again now.
    virtual void all_chunks_compared(std::size_t /*tables_that_differ*/) {}

    virtual void table_compared(const TableComparison& /*table*/) {}

    virtual void noted(const std::string& /*sentence*/) {}

    /// Reading waits for the source to become less busy, or for the destination's replicas, and
    /// this is why; "": it goes on. From any thread.
    virtual void held(const std::string& /*why*/) {}
};

/// Compares everything and puts it on record. Throws Interrupted and whatever a server's failure
/// throws; what is on record then is true, and a further run takes it from there.
[[nodiscard]] VerifyReport verify(
    const VerifyRequest& request,
    Database& source,
    Database& destination,
    EvidenceSink& evidence,
    VerifyObserver& observer);

/// The chunks on record of the latest verification, where it did not finish; else none.
[[nodiscard]] std::vector<ChunkCompared> unfinished_chunks(
    const std::vector<EvidenceRecord>& records);

}  // namespace cutover
