#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/write_set.hpp"

namespace cutover {

/// Which of several lanes a transaction may be given to, so that it is applied behind everything
/// that touches the same. Each lane applies what it is given in order, and the lanes know nothing
/// of each other: a transaction goes to the lane that has all it must wait for, to any where there
/// is nothing, and to none as long as that is spread over several. Not thread-safe.
class LaneOrder {
  public:
    static constexpr std::size_t most_lanes = 16;

    /// 1 to most_lanes.
    explicit LaneOrder(std::size_t lanes);

    /// Nothing: some of the transactions in front of it must be done first.
    [[nodiscard]] std::optional<std::size_t> lane_for(const WriteSet& set) const;

    /// `transaction` numbers grow from one call to the next, from 1.
    void give(std::size_t lane, std::uint64_t transaction, const WriteSet& set);

    /// The lane has applied all it was given up to `transaction`.
    void done(std::size_t lane, std::uint64_t transaction);

    [[nodiscard]] std::size_t lanes() const { return lanes_.size(); }

  private:
    struct Lane {
        std::uint64_t done = 0;
        std::size_t waiting = 0;
    };

    /// The last transactions that touched one value.
    struct Touched {
        std::uint64_t written = 0;
        std::size_t written_in = 0;
        std::array<std::uint64_t, most_lanes> referenced{};  ///< By lane.
    };

    [[nodiscard]] bool is_pending(std::size_t lane, std::uint64_t transaction) const {
        return transaction > lanes_[lane].done;
    }

    void forget_done();

    std::vector<Lane> lanes_;
    std::unordered_map<std::uint64_t, Touched> touched_{};
    std::size_t forget_at_;
};

}  // namespace cutover
