#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/change_writer.hpp"
#include "core/evidence.hpp"
#include "core/lane_order.hpp"
#include "core/write_set.hpp"

namespace cutover {

/// A transaction of the source, whole, ready for any session of the destination.
struct HeldTransaction {
    ChangeStatements changes{};
    WriteSet touched{};
    std::uint64_t identity = 0;
    AppliedProgress progress{};  ///< Where the destination stands once all up to it is in.
    std::vector<ConflictMet> conflicts{};  ///< Met when it was applied.
};

/// What is to be put on record of a transaction that is committed.
[[nodiscard]] std::vector<ConflictMet> conflicts_met(
    const ChangeWriter& writer, const LogPlace& behind);

/// Applies transactions over several sessions at once, each behind those that touch the same rows.
/// What the destination holds at an instant is then not always a state that the source had, but it
/// is one again wherever drain() returns, and each transaction is there whole or not at all.
///
/// Each writer is used by a thread of its own. The members are for one other thread.
class ApplyLanes {
  public:
    /// One lane for each writer.
    explicit ApplyLanes(std::vector<std::unique_ptr<ChangeWriter>> writers);

    /// Ends when each lane has ended the transaction it is in; what waits behind it is dropped.
    ~ApplyLanes();
    ApplyLanes(const ApplyLanes&) = delete;
    ApplyLanes& operator=(const ApplyLanes&) = delete;

    /// In the log's order. Waits while the lanes hold as much as they may, or while what it must
    /// be behind is spread over several. Throws what the first lane met that failed.
    void add(HeldTransaction transaction);

    /// One that is in already.
    void pass(const AppliedProgress& progress);

    /// Waits until all is applied. Throws as add().
    void drain();

    /// The same, but what no lane has begun is dropped.
    void stop();

    /// Up to where everything is in; as given at construction or reset() before the first.
    [[nodiscard]] AppliedProgress applied();

    /// Those that came up since the last call.
    [[nodiscard]] std::vector<ConflictMet> take_conflicts();

    /// True where nothing waits and nothing is under way.
    [[nodiscard]] bool is_idle();

    /// From here on; only where it is idle.
    void reset(const AppliedProgress& progress);

  private:
    struct Given {
        AppliedProgress progress{};
        bool is_done = false;
    };

    struct Lane {
        std::unique_ptr<ChangeWriter> writer{};
        std::condition_variable given{};
        std::deque<HeldTransaction> waiting{};
        std::thread thread{};
    };

    void run(std::size_t lane);
    [[nodiscard]] std::optional<HeldTransaction> next(
        Lane& lane, const std::optional<HeldTransaction>& uncommitted);
    void apply(
        std::size_t lane,
        const HeldTransaction& transaction,
        std::optional<HeldTransaction>& uncommitted);
    void settle(std::size_t lane, std::optional<HeldTransaction>& uncommitted);
    void advance();
    void rethrow() const;

    std::mutex mutex_{};
    std::condition_variable applied_more_{};
    LaneOrder order_;
    std::deque<Given> given_{};  ///< From the first that is not done.
    AppliedProgress applied_{};
    std::vector<ConflictMet> conflicts_{};
    std::size_t held_bytes_ = 0;
    std::exception_ptr failure_{};
    bool is_stopping_ = false;
    std::vector<Lane> lanes_{};
};

}  // namespace cutover
