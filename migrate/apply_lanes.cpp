#include "migrate/apply_lanes.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "core/error.hpp"

namespace cutover {
namespace {

/// Enough to keep every lane busy; little beside what the whole process may take.
constexpr std::size_t most_held_bytes = 16U << 20U;
/// A transaction of few bytes has others around them.
constexpr std::size_t around_a_transaction = 1024;

/// Locks between two lanes end with the other's transaction; whoever else holds them may take long.
constexpr int tries = 20;
constexpr std::chrono::milliseconds pause_after_deadlock{5};

std::size_t held_bytes(const HeldTransaction& transaction) {
    return transaction.changes.sql.size() + around_a_transaction;
}

}  // namespace

std::vector<ConflictMet> conflicts_met(const ChangeWriter& writer, const LogPlace& behind) {
    std::vector<ConflictMet> conflicts;
    for (const RowConflict& conflict : writer.conflicts()) {
        conflicts.push_back(
            {.table = conflict.table,
             .kind = conflict.was_present ? "present" : "missing",
             .key = conflict.key,
             .place = to_text(behind),
             .rows = conflict.rows});
    }
    return conflicts;
}

ApplyLanes::ApplyLanes(std::vector<std::unique_ptr<ChangeWriter>> writers)
    : order_(writers.size()), lanes_(order_.lanes()) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        lanes_[i].writer = std::move(writers[i]);
        lanes_[i].thread = std::thread([this, i] { run(i); });
    }
}

ApplyLanes::~ApplyLanes() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
    }
    for (Lane& lane : lanes_) {
        lane.given.notify_one();
    }
    for (Lane& lane : lanes_) {
        lane.thread.join();
    }
}

void ApplyLanes::add(HeldTransaction transaction) {
    std::optional<std::size_t> lane;
    {
        std::unique_lock lock(mutex_);
        applied_more_.wait(lock, [&] {
            lane = order_.lane_for(transaction.touched);
            return failure_ || (lane && (held_bytes_ == 0 || held_bytes_ < most_held_bytes));
        });
        rethrow();
        order_.give(*lane, transaction.progress.transactions, transaction.touched);
        held_bytes_ += held_bytes(transaction);
        given_.push_back({.progress = transaction.progress});
        lanes_[*lane].waiting.push_back(std::move(transaction));
    }
    lanes_[*lane].given.notify_one();
}

void ApplyLanes::pass(const AppliedProgress& progress) {
    const std::scoped_lock lock(mutex_);
    given_.push_back({.progress = progress, .is_done = true});
    advance();
}

void ApplyLanes::drain() {
    std::unique_lock lock(mutex_);
    applied_more_.wait(lock, [&] { return failure_ || held_bytes_ == 0; });
    rethrow();
}

void ApplyLanes::stop() {
    std::unique_lock lock(mutex_);
    for (Lane& lane : lanes_) {
        while (!lane.waiting.empty()) {
            held_bytes_ -= held_bytes(lane.waiting.back());
            lane.waiting.pop_back();
        }
    }
    applied_more_.wait(lock, [&] { return failure_ || held_bytes_ == 0; });
    rethrow();
}

AppliedProgress ApplyLanes::applied() {
    const std::scoped_lock lock(mutex_);
    return applied_;
}

std::vector<ConflictMet> ApplyLanes::take_conflicts() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(conflicts_, {});
}

bool ApplyLanes::is_idle() {
    const std::scoped_lock lock(mutex_);
    rethrow();
    return held_bytes_ == 0;
}

void ApplyLanes::reset(const AppliedProgress& progress) {
    const std::scoped_lock lock(mutex_);
    applied_ = progress;
}

/// The last transaction is committed with the next, or by itself where there is none.
void ApplyLanes::run(std::size_t lane) {
    std::optional<HeldTransaction> uncommitted;
    try {
        while (true) {
            std::optional<HeldTransaction> transaction = next(lanes_[lane], uncommitted);
            if (transaction) {
                apply(lane, *transaction, uncommitted);
                transaction->conflicts =
                    conflicts_met(*lanes_[lane].writer, transaction->progress.place);
                uncommitted = std::move(transaction);
            } else if (uncommitted) {
                lanes_[lane].writer->commit_ahead();
                settle(lane, uncommitted);
            } else {
                return;
            }
        }
    } catch (...) {
        {
            const std::scoped_lock lock(mutex_);
            failure_ = failure_ ? failure_ : std::current_exception();
        }
        applied_more_.notify_one();
    }
}

/// Nothing: there is none to be had now, or ever.
std::optional<HeldTransaction> ApplyLanes::next(
    Lane& lane, const std::optional<HeldTransaction>& uncommitted) {
    std::unique_lock lock(mutex_);
    lane.given.wait(
        lock, [&] { return is_stopping_ || failure_ || uncommitted || !lane.waiting.empty(); });
    if (is_stopping_ || failure_ || lane.waiting.empty()) {
        return std::nullopt;
    }
    std::optional<HeldTransaction> transaction = std::move(lane.waiting.front());
    lane.waiting.pop_front();
    return transaction;
}

void ApplyLanes::apply(
    std::size_t lane,
    const HeldTransaction& transaction,
    std::optional<HeldTransaction>& uncommitted) {
    ChangeWriter& writer = *lanes_[lane].writer;
    const AppliedAhead ahead{
        .transaction = transaction.progress.transactions, .identity = transaction.identity};
    for (int attempt = 1;; ++attempt) {
        try {
            writer.apply_ahead(transaction.changes, ahead);
            settle(lane, uncommitted);
            return;
        } catch (const Error& error) {
            if (error.recovery() != Recovery::retry_statement || writer.is_uncommitted() ||
                attempt == tries) {
                throw;
            }
            writer.rollback();
            settle(lane, uncommitted);
            std::this_thread::sleep_for(attempt * pause_after_deadlock);
        }
    }
}

/// It is committed.
void ApplyLanes::settle(std::size_t lane, std::optional<HeldTransaction>& uncommitted) {
    if (!uncommitted) {
        return;
    }
    const std::uint64_t number = uncommitted->progress.transactions;
    {
        const std::scoped_lock lock(mutex_);
        held_bytes_ -= held_bytes(*uncommitted);
        order_.done(lane, number);
        given_.at(number - given_.front().progress.transactions).is_done = true;
        std::move(
            uncommitted->conflicts.begin(), uncommitted->conflicts.end(),
            std::back_inserter(conflicts_));
        advance();
    }
    applied_more_.notify_one();
    uncommitted.reset();
}

void ApplyLanes::advance() {
    while (!given_.empty() && given_.front().is_done) {
        applied_ = std::move(given_.front().progress);
        given_.pop_front();
    }
}

void ApplyLanes::rethrow() const {
    if (failure_) {
        std::rethrow_exception(failure_);
    }
}

}  // namespace cutover
