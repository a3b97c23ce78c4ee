#include "migrate/transaction_apply.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/digest.hpp"
#include "core/error.hpp"

namespace cutover {
namespace {

/// As SQL; from there on a transaction is large.
constexpr std::size_t most_held = 4U << 20U;
constexpr std::size_t large_piece = 1U << 20U;

constexpr std::chrono::milliseconds record_after{100};
/// Where nothing of the task is logged, its place is still recorded so often.
constexpr std::chrono::seconds idle_record_after{1};

/// Of a transaction, wherever its log is read.
std::uint64_t identity_of(const LogPlace& behind) {
    const std::string& text =
        behind.gtids.empty() ? fmt::format("{}:{}", behind.file, behind.offset) : behind.gtids;
    return seeded_hash(0, text);
}

/// A lane waits for the destination's disk most of its time, where a worker that copies does not.
constexpr std::size_t lanes_per_worker = 4;

std::vector<std::unique_ptr<ChangeWriter>> lane_writers(Migration& migration) {
    const std::size_t wanted = lanes_per_worker * migration.request.task.limits.workers;
    std::vector<std::unique_ptr<ChangeWriter>> writers(
        std::clamp<std::size_t>(wanted, 1, LaneOrder::most_lanes));
    std::generate(
        writers.begin(), writers.end(), [&] { return migration.progress.change_writer(); });
    return writers;
}

}  // namespace

TransactionApply::TransactionApply(Migration& migration, const LogPlace& copied_at)
    : migration_(migration),
      recorded_(migration.progress.applied().value_or(AppliedProgress{.place = copied_at})),
      read_(recorded_) {
    for (const AppliedAhead& ahead : migration.progress.applied_ahead()) {
        ahead_.emplace(ahead.transaction, ahead.identity);
    }
    recorded_at_ = migration.request.clock.now();
    writer_ = migration.progress.change_writer();
    lanes_ = std::make_unique<ApplyLanes>(lane_writers(migration));
    lanes_->reset(recorded_);
}

void TransactionApply::add(
    const FollowedTable& table, RowChange change, const RowImages& images, ApplyMode mode) {
    if (!std::exchange(is_open_, true)) {
        rows_before_ = read_.rows;
    }
    read_.rows += images.rows(change);
    if (ahead_.contains(read_.transactions + 1)) {
        return;
    }
    append_changes(table.target, change, images, mode, held_.changes);
    if (is_streaming_) {
        if (held_.changes.sql.size() >= large_piece) {
            stream_held();
        }
        return;
    }
    table.touches.add(change, images, held_.touched);
    if (held_.changes.sql.size() >= most_held) {
        drain();
        writer_->begin();
        is_streaming_ = true;
        stream_held();
    }
}

void TransactionApply::stream_held() {
    writer_->apply(held_.changes);
    held_.changes.clear();
    held_.touched.clear();
}

void TransactionApply::commit(const LogPlace& behind, std::uint32_t logged_at) {
    if (!is_open_) {
        return;
    }
    ++read_.transactions;
    read_.place = behind;
    read_.logged_at = logged_at;
    commit_whole();
    is_open_ = false;
    record_at_times(behind, logged_at);
}

void TransactionApply::commit_whole() {
    const std::uint64_t identity = identity_of(read_.place);
    const auto ahead = ahead_.find(read_.transactions);
    if (ahead != ahead_.end()) {
        if (ahead->second != identity) {
            throw Error(
                Recovery::none, ExitCode::bug,
                fmt::format(
                    "transaction {} of the log, before {}, is not the one that an earlier run has "
                    "applied as that; copy the task anew with --restart",
                    read_.transactions, printable(to_text(read_.place))));
        }
        ahead_.erase(ahead);
        lanes_->pass(read_);
    } else if (is_streaming_) {
        stream_held();
        is_streaming_ = false;
        writer_->commit(read_);
        put_on_record(conflicts_met(*writer_, read_.place));
        lanes_->reset(read_);
        recorded_ = read_;
    } else {
        held_.identity = identity;
        held_.progress = read_;
        lanes_->add(std::exchange(held_, {}));
    }
}

void TransactionApply::forget_open() {
    if (!std::exchange(is_open_, false)) {
        return;
    }
    if (std::exchange(is_streaming_, false)) {
        writer_->rollback();
    }
    held_ = {};
    read_.rows = rows_before_;
}

void TransactionApply::count(const LogPlace& behind, std::uint32_t logged_at) {
    ++read_.transactions;
    record(behind, logged_at);
}

void TransactionApply::drain() {
    lanes_->drain();
    write_progress(lanes_->applied());
}

void TransactionApply::record(const LogPlace& place, std::uint32_t logged_at) {
    lanes_->drain();
    read_.place = place;
    read_.logged_at = logged_at;
    lanes_->reset(read_);
    write_progress(read_);
}

void TransactionApply::record_at_times(const LogPlace& place, std::uint32_t logged_at) {
    const auto since = migration_.request.clock.now() - recorded_at_;
    if (is_open_ || since < record_after) {
        return;
    }
    if (since >= idle_record_after && lanes_->is_idle()) {
        record(place, logged_at);
        return;
    }
    const AppliedProgress applied = lanes_->applied();
    if (applied.transactions > recorded_.transactions) {
        write_progress(applied);
    }
}

void TransactionApply::abandon() {
    if (is_streaming_) {
        writer_->rollback();
    }
    is_streaming_ = false;
    is_open_ = false;
    lanes_->stop();
    write_progress(lanes_->applied());
}

void TransactionApply::put_on_record(const std::vector<ConflictMet>& conflicts) {
    for (const ConflictMet& conflict : conflicts) {
        migration_.evidence.add(conflict);
    }
}

void TransactionApply::write_progress(const AppliedProgress& progress) {
    put_on_record(lanes_->take_conflicts());
    recorded_at_ = migration_.request.clock.now();
    if (progress.place == recorded_.place && progress.transactions == recorded_.transactions) {
        return;
    }
    writer_->begin();
    writer_->commit(progress);
    recorded_ = progress;
}

}  // namespace cutover
