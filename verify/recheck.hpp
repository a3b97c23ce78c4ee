#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/snapshot.hpp"
#include "runtime/clock.hpp"
#include "runtime/pace.hpp"
#include "verify/lane_pair.hpp"
#include "verify/replication_watch.hpp"
#include "verify/table_suspects.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// One session on each side that sees the present.
struct FreshLook {
    std::unique_ptr<Snapshot> source{};
    std::unique_ptr<Snapshot> destination{};
};

/// What a replica says that it is behind never makes rows be read again for more than twice this.
inline constexpr std::chrono::hours longest_lag_waited_for{24};

struct RecheckOptions {
    /// A row that differs must have stayed as it is on both sides for so long before it is called
    /// different; what still moves after twice as long is hot. Longer than whoever replicates is
    /// ever behind. Where rows are seen to take more than half of it to arrive, it is twice as long
    /// as the longest of them took; where the destination replicates by itself, twice as long as it
    /// says that it is behind.
    std::chrono::milliseconds patience{std::chrono::seconds(60)};
    std::size_t most_suspects = 0;  ///< Of one table; of more rows nothing is known.
    bool is_sample = false;         ///< The tables were not read whole.
    Clock clock{};
    std::function<FreshLook()> look{};
    std::function<ReplicationLook()> ask{};            ///< Null: nothing is known but rows.
    std::function<void(const std::string&)> report{};  ///< Sentences for people.
    Pace& source_pace;
    Pace& destination_pace;
};

/// For servers that are replicated by somebody else, whom nobody can hold still: the rows that
/// differ are read again, by their keys, until the destination has come to what the source has
/// (they were in flight), they have stayed different and unchanged for the time of patience (they
/// differ), or patience is at its end while they still move (they are hot, and nothing is known of
/// them). Where the source comes back to what the destination had all the time, they have to stay
/// so for the time of patience, too, before they count as in flight. What differs and stands still
/// proves nothing where whoever replicates is not known to have been able to bring it
/// (ReplicationWatch): such rows are undecided, and the table has the reason.
class Recheck {
  public:
    /// Finds the rows, in the snapshots that the tables were compared in; `lanes` are of those, and
    /// are not needed afterwards. The tables outlive it, and so do the options.
    Recheck(std::vector<TableUnderWay>& tables, LanePair& lanes, const RecheckOptions& options);

    /// How many rows are to be read again.
    [[nodiscard]] std::size_t open() const;

    /// Reads them again and again, where there are any. Afterwards each table's `differing` names
    /// the rows that differ and no others, to be narrowed in the sessions that are returned, and
    /// in_flight and hot count the rest, or undecided tells of it. Throws Interrupted.
    [[nodiscard]] FreshLook run();

  private:
    using Time = TableSuspects::Time;
    using Duration = TableSuspects::Duration;

    void ask();
    void tell(Duration time_to_stand_still) const;
    [[nodiscard]] Duration patience() const;
    [[nodiscard]] Duration longest_way() const;
    [[nodiscard]] Duration longest_time() const;
    [[nodiscard]] bool is_over(Time now) const;

    const RecheckOptions& options_;
    Time begun_;
    std::vector<TableSuspects> suspects_{};
    ReplicationWatch watch_{};
};

}  // namespace cutover
