#include "verify/table_suspects.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "verify/row_identifier.hpp"

namespace cutover {

void TableSuspects::find(LanePair& lanes, Time now) {
    if (!find_suspects(lanes)) {
        table_.undecided = fmt::format(
            "more than {} of its rows differ, too many to be read again one by one; verify when "
            "the destination has caught up",
            most_);
        // Nor are they read once more for a count of those that agree only rounded.
        table_.tally.differing_exactly.clear();
        suspects_.clear();
    }
    if (suspects_.empty()) {
        regions_.clear();
        return;
    }
    look(lanes);
    looked_at_ = now;
    for (auto& [digest, suspect] : suspects_) {
        suspect.parting = suspect.seen;
        suspect.since = now;
    }
    if (!table_.pair.key.empty()) {
        // What no snapshot holds still may be gone when its key is asked for.
        table_.hot +=
            std::erase_if(suspects_, [](const auto& suspect) { return !suspect.second.key; });
        look_at_keys_only();
    }
}

void TableSuspects::look_again(LanePair& lanes, Time now, ReplicationWatch& watch) {
    look(lanes);
    for (const auto& [digest, suspect] : suspects_) {
        if (suspect.has_been_awaited()) {
            longest_way_ = std::max<Duration>(longest_way_, now - suspect.since);
        }
        if (suspect.seen.source != suspect.parting.source) {
            watch.see_source_move(looked_at_);
        }
        if (suspect.seen.destination != suspect.parting.destination) {
            watch.see_destination_move(looked_at_);
        }
    }
    looked_at_ = now;
    table_.in_flight +=
        std::erase_if(suspects_, [](const auto& suspect) { return suspect.second.has_arrived(); });
    for (auto& [digest, suspect] : suspects_) {
        if (suspect.seen != suspect.parting) {
            suspect.parting = suspect.seen;
            suspect.since = now;
        }
    }
    if (!table_.pair.key.empty()) {
        look_at_keys_only();
    }
}

bool TableSuspects::have_stood_still(
    Time now, Duration patience, const ReplicationWatch& watch) const {
    return std::all_of(suspects_.begin(), suspects_.end(), [&](const auto& entry) {
        const Suspect& suspect = entry.second;
        return now - suspect.since >= patience &&
               (suspect.parting.agrees() || watch.doubt(suspect.since, now, patience).empty());
    });
}

void TableSuspects::conclude(Time now, Duration patience, const ReplicationWatch& watch) {
    table_.hot += std::erase_if(
        suspects_, [&](const auto& suspect) { return now - suspect.second.since < patience; });
    table_.in_flight += std::erase_if(
        suspects_, [](const auto& suspect) { return suspect.second.parting.agrees(); });
    std::string doubt;
    const std::size_t undecided = std::erase_if(suspects_, [&](const auto& suspect) {
        std::string now_in_doubt = watch.doubt(suspect.second.since, now, patience);
        if (now_in_doubt.empty()) {
            return false;
        }
        doubt = std::move(now_in_doubt);
        return true;
    });
    if (undecided > 0) {
        table_.undecided = fmt::format(
            "{} of its rows {}, but {}", undecided, undecided == 1 ? "differs" : "differ", doubt);
    }
    if (!table_.pair.key.empty()) {
        look_at_keys_only();
    }
    if (table_.pair.key.empty()) {
        look_at_suspects_only();
    }
    if (!suspects_.empty()) {
        table_.tally.differing = std::move(regions_);
    }
}

/// False: there are too many.
bool TableSuspects::find_suspects(LanePair& lanes) {
    for (const Region& region : regions_) {
        if (!find_suspects(lanes, region)) {
            return false;
        }
    }
    // Where the servers order keys differently, a row lies in another chunk over there.
    std::erase_if(suspects_, [](const auto& suspect) { return suspect.second.seen.agrees(); });
    return suspects_.size() <= most_;
}

/// False: there are too many, whatever the other chunks hold.
bool TableSuspects::find_suspects(LanePair& lanes, const Region& region) {
    const TablePair& pair = table_.pair;
    const SideOfRegion source{pair.source, lanes.source, RowIdentifier(pair.source, pair)};
    const SideOfRegion destination{
        pair.destination, lanes.destination, RowIdentifier(pair.destination, pair)};
    bool goes_on = true;
    for_each_surplus(
        source, destination, region, 2 * most_, [&](const std::vector<Surplus>& surpluses) {
            add(surpluses);
            goes_on = suspects_.size() <= 2 * most_;
            return goes_on;
        });
    return goes_on;
}

void TableSuspects::add(const std::vector<Surplus>& surpluses) {
    for (const Surplus& surplus : surpluses) {
        Parting& parting = suspects_[surplus.identity.key].seen;
        Digest& side = surplus.more > 0 ? parting.source : parting.destination;
        for (std::int64_t i = std::abs(surplus.more); i > 0; --i) {
            side += surplus.identity.row;
        }
    }
}

/// At all that either side has under the suspects' keys, not only at what it has more of: only so
/// is it seen which side has moved.
void TableSuspects::look(LanePair& lanes) {
    for (auto& [digest, suspect] : suspects_) {
        suspect.seen = {};
    }
    look_at(table_.pair.source, lanes.source, &Parting::source);
    look_at(table_.pair.destination, lanes.destination, &Parting::destination);
}

void TableSuspects::look_at(const RowSource& source, SideReader& reader, Digest Parting::*side) {
    RowIdentifier identify(source, table_.pair);
    for (const Region& region : regions_) {
        read_region(reader, source, region, [&](const RowBlock& block) {
            for (std::size_t row = 0; row < block.rows(); ++row) {
                see(identify(block, row), side, block, row);
            }
        });
    }
}

void TableSuspects::see(
    const RowIdentity& identity, Digest Parting::*side, const RowBlock& block, std::size_t row) {
    const auto found = suspects_.find(identity.key);
    if (found == suspects_.end()) {
        return;
    }
    Suspect& suspect = found->second;
    suspect.seen.*side += identity.row;
    if (!suspect.key && !table_.pair.key.empty()) {
        suspect.key = key_of(block, row, table_.pair.key);
    }
}

/// Rows without a key have to be looked for among all; what came meanwhile may be on its way.
void TableSuspects::look_at_suspects_only() {
    std::vector<Digest> rows;
    rows.reserve(suspects_.size());
    for (const auto& [digest, suspect] : suspects_) {
        rows.push_back(digest);
    }
    std::sort(rows.begin(), rows.end());
    for (Region& region : regions_) {
        region.only = rows;
    }
}

void TableSuspects::look_at_keys_only() {
    regions_.clear();
    if (suspects_.empty()) {
        return;
    }
    Region region{.chunks = {{}}, .rows = 2 * suspects_.size()};
    for (const auto& [digest, suspect] : suspects_) {
        region.keys.push_back(suspect.key.value());
    }
    regions_.push_back(std::move(region));
}

}  // namespace cutover
