#include "verify/replication_watch.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace cutover {
namespace {

auto whole_seconds(ReplicationWatch::Duration duration) {
    return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

}  // namespace

void ReplicationWatch::see(const ReplicationLook& look, Time now) {
    if (!first_) {
        first_ = look;
    }
    source_moves_ = source_moves_ || look.source_position != first_->source_position;
    destination_moves_ =
        destination_moves_ || look.destination_position != first_->destination_position;
    is_blind_ = is_blind_ || !look.replications;
    const auto replications = look.replications.value_or(std::vector<Replication>());
    replicates_itself_ = replicates_itself_ || !replications.empty();
    std::optional<Duration> lag;
    bool runs = true;
    for (const Replication& replication : replications) {
        if (!replication.behind) {
            runs = false;
            stood_still_at_ = now;
            why_standing_ = fmt::format(
                "the destination's replication {} stands still: {}", replication.name,
                replication.why_standing);
        } else if (lag = std::max<Duration>(lag.value_or(Duration{}), *replication.behind);
                   *replication.behind > longest_lag_) {
            longest_lag_ = *replication.behind;
            last_to_come_ = replication.name;
        }
    }
    if (runs && !first_lag_) {
        first_lag_ = lag;
    }
}

std::string ReplicationWatch::doubt(Time since, Time now, Duration patience) const {
    if (stood_still_at_ && now - std::max(since, *stood_still_at_) < patience) {
        return why_standing_ +
               ". What differs may be on its way: START SLAVE (REPLICA) there and verify again, or "
               "RESET SLAVE ALL where nothing is to come by it any more";
    }
    if (now - since < 2 * longest_lag_) {
        return fmt::format(
            "the destination's replication {} was {} s behind, and they stood still for {} s, not "
            "twice as long. Verify again when it has caught up",
            last_to_come_, whole_seconds(longest_lag_), whole_seconds(now - since));
    }
    if (source_moves_ && !destination_moves_ && !replicates_itself_) {
        return fmt::format(
            "nothing was written to the destination in {} s while the source was written to: "
            "whoever replicates stands still, or is further behind. See to it and verify again, "
            "with a longer --patience if it is that late; without --recheck if nobody replicates",
            whole_seconds(now - since));
    }
    return {};
}

}  // namespace cutover
