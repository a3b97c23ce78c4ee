#include "verify/touched_runs.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "verify/touched_packing.hpp"

namespace cutover {
namespace {

/// All files of a merge together.
constexpr std::size_t most_held_of_files = 16U << 20U;

}  // namespace

std::strong_ordering compare_touched(const TouchedKey& a, const TouchedKey& b) {
    return a.table != b.table ? a.table <=> b.table : a.key <=> b.key;
}

std::optional<TouchedKey> TouchedRunReader::next() {
    std::optional<PackedRow> row = first_packed(left());
    while (!row && fetch()) {
        row = first_packed(left());
    }
    if (row) {
        read_ += row->bytes;
        return TouchedKey{.table = row->table, .key = std::string(row->key), .row = row->row};
    }
    if (!left().empty()) {
        throw Error(Recovery::none, "a temporary file does not hold what was written to it");
    }
    return std::nullopt;
}

/// More of the file behind what is left; false at its end.
bool TouchedRunReader::fetch() {
    const std::size_t more = std::min<std::uint64_t>(most_held_, end_ - at_);
    if (more == 0) {
        return false;
    }
    bytes_.erase(0, read_);
    read_ = 0;
    const std::size_t left = bytes_.size();
    bytes_.resize(left + more);
    file_->read(at_, {bytes_.data() + left, more});
    at_ += more;
    return true;
}

TouchedMerge::TouchedMerge(std::vector<TouchedRunReader> runs) : runs_(std::move(runs)) {
    for (std::size_t run = 0; run < runs_.size(); ++run) {
        pull(run);
    }
}

std::optional<TouchedKey> TouchedMerge::next() {
    std::optional<TouchedKey> merged;
    while (!heads_.empty() && (!merged || compare_touched(heads_.front().key, *merged) ==
                                              std::strong_ordering::equal)) {
        std::pop_heap(heads_.begin(), heads_.end(), comes_later);
        Head head = std::move(heads_.back());
        heads_.pop_back();
        if (merged) {
            merged->row.is_there = head.key.row.is_there;
            merged->row.after = head.key.row.after;
        } else {
            merged = std::move(head.key);
        }
        pull(head.run);
    }
    return merged;
}

bool TouchedMerge::comes_later(const Head& a, const Head& b) {
    const std::strong_ordering order = compare_touched(a.key, b.key);
    return order == std::strong_ordering::equal ? a.run > b.run : std::is_gt(order);
}

void TouchedMerge::pull(std::size_t run) {
    if (std::optional<TouchedKey> key = runs_[run].next()) {
        heads_.push_back({std::move(*key), run});
        std::push_heap(heads_.begin(), heads_.end(), comes_later);
    }
}

void TouchedRuns::add(std::string packed) {
    if (!last_.empty()) {
        if (!file_) {
            file_.emplace(folder_);
        }
        file_->append(last_);
        ends_.push_back(file_->size());
    }
    last_ = std::move(packed);
}

TouchedMerge TouchedRuns::merged() const {
    std::vector<TouchedRunReader> runs;
    std::uint64_t begin = 0;
    for (const std::uint64_t end : ends_) {
        runs.emplace_back(*file_, begin, end, most_held_of_files / ends_.size());
        begin = end;
    }
    runs.emplace_back(last_);
    return TouchedMerge(std::move(runs));
}

}  // namespace cutover
