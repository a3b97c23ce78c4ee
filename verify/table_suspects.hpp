#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/digest.hpp"
#include "verify/lane_pair.hpp"
#include "verify/replication_watch.hpp"
#include "verify/surplus.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// What the two sides have under one key: the digest of its row, or the sum of several; zero where
/// there is none.
struct Parting {
    Digest source{};
    Digest destination{};

    [[nodiscard]] bool agrees() const { return source == destination; }

    friend bool operator==(const Parting&, const Parting&) = default;
};

/// A key under which the two sides have been seen to have something else.
struct Suspect {
    Parting parting{};
    std::chrono::steady_clock::time_point since{};  ///< It has looked so.
    Parting seen{};                                 ///< In the look that is under way.
    std::optional<KeyTuple> key{};                  ///< Absent where the table has none.

    /// The destination has come to what the source has. Where it is the source that came back to
    /// what the destination had all the time, it may go again: that proves nothing yet.
    [[nodiscard]] bool has_arrived() const {
        return seen.agrees() && seen.destination != parting.destination;
    }

    /// With the value that the source had all the while, so that it is known how long that took.
    [[nodiscard]] bool has_been_awaited() const {
        return has_arrived() && seen.source == parting.source;
    }
};

/// The rows of one table that differed, and what has become of them (recheck.hpp has the rules).
/// Not thread-safe.
class TableSuspects {
  public:
    using Time = std::chrono::steady_clock::time_point;
    using Duration = Time::duration;

    /// Takes over what differs in it, until conclude(). `table` outlives it. Where more than `most`
    /// rows differ, the destination is not a replica that catches up.
    TableSuspects(TableUnderWay& table, std::size_t most)
        : table_(table), most_(most), regions_(std::exchange(table.tally.differing, {})) {}

    [[nodiscard]] TableUnderWay& table() const { return table_; }

    /// Looks for the first time, at all chunks that differ. Where too many rows do, none is
    /// suspected and the table is undecided; it takes no more memory for that.
    void find(LanePair& lanes, Time now);

    /// At all that either side has now under the suspects' keys.
    void look_again(LanePair& lanes, Time now, ReplicationWatch& watch);

    /// Of what stands still, that which agrees was in flight; what moves is hot; that which proves
    /// nothing is undecided. What is left differs, and is all that is left in the table's regions.
    void conclude(Time now, Duration patience, const ReplicationWatch& watch);

    /// A server refuses the table.
    void give_up() { suspects_.clear(); }

    [[nodiscard]] std::size_t open() const { return suspects_.size(); }

    /// For how long the source had a value, at least, that then arrived.
    [[nodiscard]] Duration longest_way() const { return longest_way_; }

    /// And nothing more is to be learned of them by waiting.
    [[nodiscard]] bool have_stood_still(
        Time now, Duration patience, const ReplicationWatch& watch) const;

  private:
    [[nodiscard]] bool find_suspects(LanePair& lanes);
    [[nodiscard]] bool find_suspects(LanePair& lanes, const Region& region);
    void add(const std::vector<Surplus>& surpluses);
    void look(LanePair& lanes);
    void look_at(const RowSource& source, SideReader& reader, Digest Parting::*side);
    void see(
        const RowIdentity& identity, Digest Parting::*side, const RowBlock& block, std::size_t row);
    void look_at_keys_only();
    void look_at_suspects_only();

    struct DigestHash {
        std::size_t operator()(const Digest& digest) const { return digest.low; }
    };

    TableUnderWay& table_;
    std::size_t most_;
    std::vector<Region> regions_;
    std::unordered_map<Digest, Suspect, DigestHash> suspects_{};
    Time looked_at_{};  ///< Last.
    Duration longest_way_{};
};

}  // namespace cutover
