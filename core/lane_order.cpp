#include "core/lane_order.hpp"

#include <algorithm>

namespace cutover {
namespace {

/// What is remembered of transactions that are done is forgotten when there is so much of it.
constexpr std::size_t few_values = 16384;

}  // namespace

LaneOrder::LaneOrder(std::size_t lanes)
    : lanes_(std::clamp<std::size_t>(lanes, 1, most_lanes)), forget_at_(few_values) {}

std::optional<std::size_t> LaneOrder::lane_for(const WriteSet& set) const {
    std::optional<std::size_t> lane;
    bool is_spread = false;
    const auto behind = [&](std::size_t other, std::uint64_t transaction) {
        if (is_pending(other, transaction)) {
            is_spread = is_spread || (lane && *lane != other);
            lane = other;
        }
    };
    for (const std::uint64_t value : set.written) {
        const auto found = touched_.find(value);
        if (found == touched_.end()) {
            continue;
        }
        behind(found->second.written_in, found->second.written);
        for (std::size_t other = 0; other < lanes_.size(); ++other) {
            behind(other, found->second.referenced.at(other));
        }
    }
    for (const std::uint64_t value : set.referenced) {
        const auto found = touched_.find(value);
        if (found != touched_.end()) {
            behind(found->second.written_in, found->second.written);
        }
    }
    if (is_spread) {
        return std::nullopt;
    }
    if (!lane) {
        const auto idlest = std::min_element(
            lanes_.begin(), lanes_.end(),
            [](const Lane& a, const Lane& b) { return a.waiting < b.waiting; });
        lane = static_cast<std::size_t>(idlest - lanes_.begin());
    }
    return lane;
}

void LaneOrder::give(std::size_t lane, std::uint64_t transaction, const WriteSet& set) {
    ++lanes_.at(lane).waiting;
    for (const std::uint64_t value : set.written) {
        Touched& touched = touched_[value];
        touched.written = transaction;
        touched.written_in = lane;
    }
    for (const std::uint64_t value : set.referenced) {
        touched_[value].referenced.at(lane) = transaction;
    }
    if (touched_.size() >= forget_at_) {
        forget_done();
    }
}

void LaneOrder::done(std::size_t lane, std::uint64_t transaction) {
    lanes_.at(lane).done = transaction;
    --lanes_[lane].waiting;
}

void LaneOrder::forget_done() {
    std::erase_if(touched_, [&](const auto& value) {
        const Touched& touched = value.second;
        bool is_done = !is_pending(touched.written_in, touched.written);
        for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
            is_done = is_done && !is_pending(lane, touched.referenced.at(lane));
        }
        return is_done;
    });
    forget_at_ = std::max(few_values, 2 * touched_.size());
}

}  // namespace cutover
