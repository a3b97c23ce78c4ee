#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/cause.hpp"
#include "core/database.hpp"
#include "core/discrepancy.hpp"
#include "core/error.hpp"
#include "core/evidence_sink.hpp"
#include "verify/verify_request.hpp"

namespace cutover {

struct VerifyReport {
    std::string verification{};             ///< As in the evidence.
    std::vector<TableComparison> tables{};  ///< In the plan's order; behind them, what it refuses.
    std::vector<ObjectComparison> objects{};
    std::vector<Discrepancy> discrepancies{};  ///< The first ones, in the order of tables.
    std::uint64_t discrepancy_count = 0;
    std::vector<Cause> causes{};  ///< Of all discrepancies, listed or not, in the order of tables.
    SnapshotFacts source{};
    SnapshotFacts destination{};
    std::string source_position_before{};
    std::string source_position_after{};
    /// The place in the source's log whose rows both sides showed, while it was followed; empty:
    /// nobody followed it.
    std::string met_at{};
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

}  // namespace cutover
