#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "runtime/pace.hpp"
#include "verify/cause_evidence.hpp"
#include "verify/chunk_budget.hpp"
#include "verify/chunk_feed.hpp"
#include "verify/ground.hpp"
#include "verify/recheck.hpp"
#include "verify/since_last.hpp"
#include "verify/two_sides.hpp"

namespace cutover {

/// Told while rows are compared, by one thread at a time.
struct RowEvents {
    ChunkRecorder chunk{};
    std::function<void(const Discrepancy&)> discrepancy{};  ///< One that is listed.
    std::function<void(const Cause&)> cause{};
    std::function<void(const SnapshotTaken&)> snapshot{};  ///< Another moment was opened.
    std::function<void(std::size_t tables_that_differ)> all_chunks_compared{};
    std::function<void(const std::string&)> note{};
};

/// Compares the rows of all tables, down to the rows and columns that differ. Where the source is
/// followed it does so in slices: no snapshot is kept for longer than a while, and what is left
/// then is compared at another moment, each table or chunk at its own. Not thread-safe.
class CompareRows {
  public:
    /// The sides are open. All of them outlive it.
    CompareRows(const VerifyRequest& request, Ground& ground, TwoSides& sides, RowEvents events);

    /// With the chunks of an earlier run. Once.
    void run(const EarlierChunks& earlier);

    /// In the snapshots that are open now, or where rows were read again.
    [[nodiscard]] PassOptions pass() {
        return fresh_ ? pass(*fresh_lanes_, 1) : pass(*lanes_, sides_.source().lanes());
    }

    /// With the limits on reading the logs, which are those on rows.
    [[nodiscard]] LogGround log_ground();

  private:
    [[nodiscard]] PassOptions pass(LanePairs& lanes, std::size_t workers);
    void open_lanes();
    void open_next_slice();
    void read_differences_again();
    void narrow_differences(bool is_last);
    void ask_logs_for_causes();
    void distrust_what_changed_meanwhile(std::vector<Discrepancy>& found);
    [[nodiscard]] std::vector<std::string> changed_meanwhile(const LogGround& ground) const;
    void distrust(TableUnderWay& table, const std::string& why, std::vector<Discrepancy>& found);
    void end_slice();
    void tell_of_divided_tables();
    void leave_out_what_servers_cannot_digest();
    void tell_what_servers_refused_to_digest();

    const VerifyRequest& request_;
    Ground& ground_;
    TwoSides& sides_;
    RowEvents events_;
    std::vector<TableUnderWay>& tables_;
    Pace source_pace_;
    Pace destination_pace_;
    ChunkBudget budget_;
    EvidenceLimits evidence_limits_;
    std::uint64_t listed_ = 0;
    std::optional<LanePairs> lanes_{};
    std::optional<FreshLook> fresh_{};  ///< Where rows were read again.
    std::optional<LanePairs> fresh_lanes_{};
};

}  // namespace cutover
