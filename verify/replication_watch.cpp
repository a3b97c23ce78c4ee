#include "verify/replication_watch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "verify/whole_seconds.hpp"

namespace cutover {
namespace {

constexpr const char* why_no_position =
    "it keeps no binary log, or the account may not see where that ends (REPLICATION CLIENT; "
    "MariaDB: BINLOG MONITOR)";

}  // namespace

void ReplicationWatch::Side::see(const std::string& now_at, Time now) {
    if (now_at.empty()) {
        return;
    }
    if (is_seen() && now_at != position) {
        move(looked_at);
    }
    position = now_at;
    looked_at = now;
}

void ReplicationWatch::Side::move(Time looked_before) {
    moved_after = std::max(moved_after.value_or(looked_before), looked_before);
}

void ReplicationWatch::see(const ReplicationLook& look, Time now) {
    source_.see(look.source_position, now);
    destination_.see(look.destination_position, now);
    if (look.replications) {
        see_replications(*look.replications, now);
    } else {
        may_not_know_ = true;
    }
}

void ReplicationWatch::see_replications(const std::vector<Replication>& replications, Time now) {
    replicates_itself_ = replicates_itself_ || !replications.empty();
    Duration lag{};
    bool runs = true;
    for (const Replication& replication : replications) {
        if (!replication.behind) {
            runs = false;
            stood_still_at_ = now;
            why_standing_ = fmt::format(
                "the destination's replication {} stands still: {}", replication.name,
                replication.why_standing);
            continue;
        }
        lag = std::max<Duration>(lag, *replication.behind);
        if (*replication.behind > longest_lag_) {
            longest_lag_ = *replication.behind;
            last_to_come_ = replication.name;
        }
    }
    if (runs && !replications.empty() && !first_lag_) {
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
    return may_be_left_behind(since) ? why_left_behind(now - since) : std::string();
}

/// By a tool that tells nothing.
bool ReplicationWatch::may_be_left_behind(Time since) const {
    const bool there_is_something_to_bring = source_.moved_after || !source_.is_seen();
    const bool gave_a_sign = destination_.moved_after && *destination_.moved_after >= since;
    return !replicates_itself_ && there_is_something_to_bring && !gave_a_sign;
}

std::string ReplicationWatch::why_left_behind(Duration for_so_long) const {
    const std::string not_seen = fmt::format(" is not seen, for {}", why_no_position);
    const std::string written_there =
        fmt::format("written to the destination in the last {} s", whole_seconds(for_so_long));
    const std::string here = source_.moved_after ? "the source was written to"
                                                 : "whether the source was written to" + not_seen;
    const std::string there = destination_.is_seen()
                                  ? "nothing was " + written_there
                                  : "whether anything was " + written_there + not_seen;
    return fmt::format(
        "{}, and {}: whoever replicates may stand still, or be further behind. See to it and "
        "verify again, with a longer --patience if it is that late; without --recheck if nobody "
        "replicates",
        here, there);
}

std::vector<std::string> ReplicationWatch::blind_spots() const {
    std::vector<std::string> sentences;
    if (may_not_know_) {
        sentences.emplace_back(
            "The account may not see whether the destination replicates by itself (REPLICATION "
            "CLIENT; MariaDB: SLAVE MONITOR), so its own lag did not count.");
    }
    const auto add = [&](const char* name, const Side& side) {
        if (!replicates_itself_ && !side.is_seen()) {
            sentences.push_back(fmt::format(
                "Whether the {} was written to was seen only in the rows that were read again: "
                "{}.",
                name, why_no_position));
        }
    };
    add("source", source_);
    add("destination", destination_);
    return sentences;
}

}  // namespace cutover
