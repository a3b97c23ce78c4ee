#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>

#include "migrate/apply_lanes.hpp"
#include "migrate/followed_tables.hpp"
#include "migrate/migration.hpp"

namespace cutover {

/// Applies the source's transactions as they come out of its log, each as one of the destination.
/// Those of usual size are held until they are whole and then applied over several sessions at once
/// (apply_lanes.hpp); a large one goes to the destination while it is read, alone, so that memory
/// does not grow with it. Opens its sessions at once.
///
/// The progress on the destination follows within about a tenth of a second. What was applied ahead
/// of it by an earlier try is known by its number and passed over.
class TransactionApply {
  public:
    /// From what the destination says is applied; `copied_at` where that is nothing yet.
    TransactionApply(Migration& migration, const LogPlace& copied_at);

    /// Rows of the transaction that is open, which begins with its first.
    void add(const FollowedTable& table, RowChange change, const RowImages& images, ApplyMode mode);

    /// The open transaction is complete, if there is one. `behind` is the place after it.
    void commit(const LogPlace& behind, std::uint32_t logged_at);

    /// The open transaction counts at another place of the log, or never.
    void forget_open();

    /// A statement was executed that counts as a transaction.
    void count(const LogPlace& behind, std::uint32_t logged_at);

    /// Waits until all is applied, and records it. Before a definition changes: rows that the log
    /// has in front of the change must not be read again with the definition behind it.
    void drain();

    /// The same, and records that the destination stands where the log does.
    void record(const LogPlace& place, std::uint32_t logged_at);

    /// Records how far it has come, if that was not done for a while.
    void record_at_times(const LogPlace& place, std::uint32_t logged_at);

    /// Drops what is open or waiting, and records what is in.
    void abandon();

    [[nodiscard]] bool is_open() const { return is_open_; }

    /// All up to there is applied.
    [[nodiscard]] AppliedProgress applied() { return lanes_->applied(); }

    [[nodiscard]] const AppliedProgress& recorded() const { return recorded_; }

  private:
    void stream_held();
    void commit_whole();
    void put_on_record(const std::vector<ConflictMet>& conflicts);
    void write_progress(const AppliedProgress& progress);

    Migration& migration_;
    std::map<std::uint64_t, std::uint64_t> ahead_{};  ///< Of earlier tries: number to identity.
    AppliedProgress recorded_{};
    AppliedProgress read_{};
    std::chrono::steady_clock::time_point recorded_at_{};
    std::unique_ptr<ChangeWriter> writer_{};  ///< Of progress, and of large transactions.
    HeldTransaction held_{};
    bool is_open_ = false;
    std::uint64_t rows_before_ = 0;  ///< The open transaction.
    bool is_streaming_ = false;
    std::unique_ptr<ApplyLanes> lanes_{};
};

}  // namespace cutover
