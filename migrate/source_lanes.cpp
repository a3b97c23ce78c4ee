#include "migrate/source_lanes.hpp"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "runtime/held_snapshot.hpp"

namespace cutover {
namespace {

std::string_view log_part(std::string_view position) {
    return position.substr(0, position.find(' '));
}

std::string_view gtid_part(std::string_view position) {
    const std::size_t blank = position.find(' ');
    return blank == std::string_view::npos ? std::string_view() : position.substr(blank + 1);
}

constexpr const char* moments_note = "copy.moments";

/// Whether rows of a later moment will do: what happened in between is applied afterwards. Rows
/// that were there before the copy and are to be kept would be overwritten by that.
bool may_move_on(const MigrateRequest& request, const std::string& position) {
    return request.types.incremental && request.task.conflicts == ConflictPolicy::error &&
           !log_part(position).empty();
}

}  // namespace

std::vector<std::string> copy_moments(ProgressStore& progress) {
    const std::string note = progress.note(moments_note).value_or("");
    std::vector<std::string> moments;
    for (std::size_t at = 0; at < note.size();) {
        const std::size_t end = std::min(note.find('\n', at), note.size());
        moments.push_back(note.substr(at, end - at));
        at = end + 1;
    }
    return moments;
}

std::string position_text(const SnapshotFacts& facts) {
    return facts.gtid_set.empty() ? facts.position : facts.position + " " + facts.gtid_set;
}

SameMoment same_moment(const std::string& first, const std::string& second) {
    const auto equal = [](std::string_view a, std::string_view b) {
        return a == b ? SameMoment::yes : SameMoment::no;
    };
    if (!gtid_part(first).empty() && !gtid_part(second).empty()) {
        return equal(gtid_part(first), gtid_part(second));
    }
    if (log_part(first).empty() || log_part(second).empty()) {
        return SameMoment::unknown;
    }
    return equal(log_part(first), log_part(second));
}

SourceLanes::SourceLanes(Migration& migration, std::size_t size)
    : migration_(migration),
      gate_(std::make_shared<LoadGate>(migration.gate_options())),
      size_(size),
      pool_(size, [this] { return make(); }) {
    for (const TablePlan& table : migration.request.plan.tables) {
        tables_.push_back(table.source);
    }
}

void SourceLanes::open(const std::optional<std::string>& needed) {
    const std::shared_ptr<Snapshot> snapshot = migration_.retried([&] { return take(size_); });
    position_ = position_text(snapshot->facts());
    if (needed) {
        moments_ = migration_.retried([&] { return copy_moments(migration_.progress); });
        if (moments_.empty()) {
            moments_.push_back(*needed);
        }
    }
    const std::uint32_t moment = moment_of(position_);
    for (std::size_t i = snapshot->lanes(); i > 0; --i) {
        first_.push_back({snapshot, i - 1, moment});
    }
    migration_.evidence.add(
        SnapshotTaken{.of_source = true, .facts = snapshot->facts(), .sessions = size_});
}

std::shared_ptr<Snapshot> SourceLanes::take(std::size_t lanes) {
    return held_by(gate_, migration_.source.snapshot(lanes, tables_));
}

SourceLanes::Lane SourceLanes::make() {
    if (!first_.empty()) {
        Lane lane = std::move(first_.back());
        first_.pop_back();
        return lane;
    }
    std::shared_ptr<Snapshot> snapshot = take(1);
    const std::uint32_t moment = moment_of(position_text(snapshot->facts()));
    return {std::move(snapshot), 0, moment};
}

std::uint32_t SourceLanes::moment_of(const std::string& position) {
    const bool is_another =
        moments_.empty() || same_moment(moments_.back(), position) == SameMoment::no;
    if (is_another && (moments_.empty() || may_move_on(migration_.request, position))) {
        moments_.push_back(position);
        std::string note;
        for (const std::string& moment : moments_) {
            note += moment + "\n";
        }
        const std::scoped_lock lock(migration_.progress_mutex);
        migration_.retried([&] { migration_.progress.keep_note(moments_note, note); });
    } else {
        require(moments_.back(), position);
    }
    return static_cast<std::uint32_t>(moments_.size() - 1);
}

void SourceLanes::require(const std::string& needed, const std::string& found) {
    const SameMoment same = same_moment(needed, found);
    if (same == SameMoment::no) {
        throw Error(
            Recovery::none,
            fmt::format(
                "the source has changed since the copy began (its log stood at {}, now at {}), so "
                "the chunks still missing would be of a later moment than those copied; keep "
                "writes off the source and begin anew with --restart",
                needed, found));
    }
    if (same == SameMoment::unknown) {
        migration_.observer.notice(
            "the source shows no binary log position, so nothing proves that it stood still since "
            "its snapshot was lost; `cutover verify` will tell");
    }
}

}  // namespace cutover
