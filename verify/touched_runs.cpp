#include "verify/touched_runs.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/error.hpp"

namespace cutover {
namespace {

/// In front of each row; its key as text and its digests follow. Never read by another process.
struct PackedHead {
    std::uint32_t table;
    std::uint32_t key_bytes;
    bool was_there;
    bool is_there;
    bool has_before;
    bool has_after;

    [[nodiscard]] std::size_t bytes_behind() const {
        return key_bytes + sizeof(Digest) * ((has_before ? 1U : 0U) + (has_after ? 1U : 0U));
    }
};

template<typename T>
void put(std::string& packed, const T& value) {
    const std::size_t at = packed.size();
    packed.resize(at + sizeof value);
    std::memcpy(packed.data() + at, &value, sizeof value);
}

template<typename T>
T take(const std::string& packed, std::size_t& at) {
    T value{};
    std::memcpy(&value, packed.data() + at, sizeof value);
    at += sizeof value;
    return value;
}

std::string packed(const std::vector<TouchedKey>& rows) {
    std::string bytes;
    for (const TouchedKey& touched : rows) {
        const TouchedRow& row = touched.row;
        put(bytes, PackedHead{
                       static_cast<std::uint32_t>(touched.table),
                       static_cast<std::uint32_t>(touched.key.size()), row.was_there, row.is_there,
                       row.before.has_value(), row.after.has_value()});
        bytes += touched.key;
        for (const std::optional<Digest>& digest : {row.before, row.after}) {
            if (digest) {
                put(bytes, *digest);
            }
        }
    }
    return bytes;
}

/// All files of a merge together.
constexpr std::size_t most_held_of_files = 16U << 20U;

}  // namespace

std::strong_ordering compare_touched(const TouchedKey& a, const TouchedKey& b) {
    return a.table != b.table ? a.table <=> b.table : a.key <=> b.key;
}

std::optional<TouchedKey> TouchedRunReader::next() {
    if (!has(sizeof(PackedHead))) {
        return std::nullopt;
    }
    std::size_t at = read_;
    const auto head = take<PackedHead>(bytes_, at);
    if (!has(sizeof head + head.bytes_behind())) {
        throw Error(Recovery::none, "a temporary file does not hold what was written to it");
    }
    at = read_ + sizeof head;
    TouchedKey touched{
        .table = head.table,
        .key = bytes_.substr(at, head.key_bytes),
        .row = {.was_there = head.was_there, .is_there = head.is_there}};
    at += head.key_bytes;
    if (head.has_before) {
        touched.row.before = take<Digest>(bytes_, at);
    }
    if (head.has_after) {
        touched.row.after = take<Digest>(bytes_, at);
    }
    read_ = at;
    return touched;
}

/// So many bytes are there to be read, at `read_`; false at the end, never within a row.
bool TouchedRunReader::has(std::size_t bytes) {
    const std::size_t left = bytes_.size() - read_;
    if (left >= bytes) {
        return true;
    }
    if (at_ == end_) {
        return false;
    }
    bytes_.erase(0, read_);
    read_ = 0;
    const std::size_t more =
        std::min<std::uint64_t>(std::max(most_held_, bytes) - left, end_ - at_);
    bytes_.resize(left + more);
    file_->read(at_, {bytes_.data() + left, more});
    at_ += more;
    return bytes_.size() >= bytes;
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

void TouchedRuns::add(std::vector<TouchedKey> rows) {
    if (!last_.empty()) {
        if (!file_) {
            file_.emplace(folder_);
        }
        file_->append(last_);
        ends_.push_back(file_->size());
    }
    std::sort(rows.begin(), rows.end(), [](const TouchedKey& a, const TouchedKey& b) {
        return std::is_lt(compare_touched(a, b));
    });
    last_ = packed(rows);
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
