#include "verify/recheck.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "core/names.hpp"
#include "verify/guarded.hpp"
#include "verify/row_identifier.hpp"
#include "verify/surplus.hpp"

namespace cutover {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Time = std::chrono::steady_clock::time_point;
using Duration = Time::duration;

/// Of one table; where more rows differ the destination is not a replica that catches up.
constexpr std::size_t most_suspects = 100'000;

/// However long reading took: what stands still is seen to do so by several.
constexpr unsigned fewest_looks = 4;

/// What the two sides have under one key: the digest of its row, or the sum of several; zero where
/// there is none.
struct Parting {
    Digest source{};
    Digest destination{};

    [[nodiscard]] bool agrees() const { return source == destination; }

    friend bool operator==(const Parting&, const Parting&) = default;
};

struct DigestHash {
    std::size_t operator()(const Digest& digest) const { return digest.low; }
};

struct Suspect {
    Parting parting{};
    Time since{};                   ///< It has looked so.
    Parting seen{};                 ///< In the look that is under way.
    std::optional<KeyTuple> key{};  ///< Absent where the table has none.

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

/// The rows of one table that differed, and what has become of them.
class TableSuspects {
  public:
    explicit TableSuspects(TableUnderWay& table)
        : table_(table), regions_(std::exchange(table.tally.differing, {})) {}

    [[nodiscard]] TableUnderWay& table() const { return table_; }

    void find(LanePair& lanes, Time now) {
        find_suspects(lanes);
        if (suspects_.size() > most_suspects) {
            table_.tally.unreadable = fmt::format(
                "{} of its rows differ, more than can be read again one by one; verify when the "
                "destination has caught up",
                suspects_.size());
            suspects_.clear();
        }
        if (suspects_.empty()) {
            return;
        }
        look(lanes);
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

    [[nodiscard]] std::size_t open() const { return suspects_.size(); }

    /// A server refuses the table.
    void give_up() { suspects_.clear(); }

    void look_again(LanePair& lanes, Time now, ReplicationWatch& watch) {
        look(lanes);
        for (const auto& [digest, suspect] : suspects_) {
            if (suspect.has_been_awaited()) {
                longest_way_ = std::max<Duration>(longest_way_, now - suspect.since);
            }
            if (suspect.seen.source != suspect.parting.source) {
                watch.see_source_move();
            }
            if (suspect.seen.destination != suspect.parting.destination) {
                watch.see_destination_move();
            }
        }
        table_.in_flight += std::erase_if(
            suspects_, [](const auto& suspect) { return suspect.second.has_arrived(); });
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

    /// For how long the source had a value, at least, that then arrived.
    [[nodiscard]] Duration longest_way() const { return longest_way_; }

    /// And nothing more is to be learned of them by waiting.
    [[nodiscard]] bool have_stood_still(
        Time now, Duration patience, const ReplicationWatch& watch) const {
        return std::all_of(suspects_.begin(), suspects_.end(), [&](const auto& entry) {
            const Suspect& suspect = entry.second;
            return now - suspect.since >= patience &&
                   (suspect.parting.agrees() || watch.doubt(suspect.since, now, patience).empty());
        });
    }

    /// What still moves is hot. Of what stands still, that which agrees was in flight; of the rest,
    /// that which proves nothing is undecided; what is left differs, and is all that is left in the
    /// table's regions.
    void conclude(Time now, Duration patience, const ReplicationWatch& watch) {
        table_.hot += std::erase_if(
            suspects_, [&](const auto& suspect) { return now - suspect.second.since < patience; });
        table_.in_flight += std::erase_if(
            suspects_, [](const auto& suspect) { return suspect.second.parting.agrees(); });
        table_.undecided += std::erase_if(suspects_, [&](const auto& suspect) {
            std::string doubt = watch.doubt(suspect.second.since, now, patience);
            if (doubt.empty()) {
                return false;
            }
            table_.why_undecided = std::move(doubt);
            return true;
        });
        if (!table_.pair.key.empty()) {
            look_at_keys_only();
        }
        if (!suspects_.empty()) {
            table_.tally.differing = std::move(regions_);
        }
    }

  private:
    void find_suspects(LanePair& lanes) {
        const TablePair& pair = table_.pair;
        for (const Region& region : regions_) {
            const SideOfRegion source{pair.source, lanes.source, RowIdentifier(pair.source, pair)};
            const SideOfRegion destination{
                pair.destination, lanes.destination, RowIdentifier(pair.destination, pair)};
            for_each_surplus(
                source, destination, region, 2 * most_suspects,
                [&](const std::vector<Surplus>& surpluses) { add(surpluses); });
        }
        // Where the servers order keys differently, a row lies in another chunk over there.
        std::erase_if(suspects_, [](const auto& suspect) { return suspect.second.seen.agrees(); });
    }

    void add(const std::vector<Surplus>& surpluses) {
        for (const Surplus& surplus : surpluses) {
            Parting& parting = suspects_[surplus.identity.key].seen;
            Digest& side = surplus.more > 0 ? parting.source : parting.destination;
            for (std::int64_t i = std::abs(surplus.more); i > 0; --i) {
                side += surplus.identity.row;
            }
        }
    }

    /// At all that either side has under the suspects' keys, not only at what it has more of: only
    /// so is it seen which side has moved.
    void look(LanePair& lanes) {
        for (auto& [digest, suspect] : suspects_) {
            suspect.seen = {};
        }
        look_at(table_.pair.source, lanes.source, &Parting::source);
        look_at(table_.pair.destination, lanes.destination, &Parting::destination);
    }

    void look_at(const RowSource& source, SideReader& reader, Digest Parting::*side) {
        RowIdentifier identify(source, table_.pair);
        for (const Region& region : regions_) {
            read_region(reader, source, region, [&](const RowBlock& block) {
                for (std::size_t row = 0; row < block.rows(); ++row) {
                    see(identify(block, row), side, block, row);
                }
            });
        }
    }

    void see(
        const RowIdentity& identity,
        Digest Parting::*side,
        const RowBlock& block,
        std::size_t row) {
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

    void look_at_keys_only() {
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

    TableUnderWay& table_;
    std::vector<Region> regions_;
    std::unordered_map<Digest, Suspect, DigestHash> suspects_{};
    Duration longest_way_{};
};

LanePair lanes_of(FreshLook& look, const RecheckOptions& options) {
    return {
        {look.source->lane(0), options.source_pace},
        {look.destination->lane(0), options.destination_pace}};
}

/// Half of the pause to half as much again, never twice alike: whoever writes by the clock is not
/// met at the same moment of its beat each time.
milliseconds irregular(milliseconds pause, unsigned looks) {
    return pause / 2 + pause * (looks * 618 % 1000) / 1000;
}

auto whole_seconds(Duration duration) {
    return std::chrono::duration_cast<seconds>(duration).count();
}

class Recheck {
  public:
    Recheck(std::vector<TableUnderWay>& tables, LanePair& lanes, const RecheckOptions& options)
        : options_(options), begun_(options.clock.now()) {
        for (TableUnderWay& table : tables) {
            if (!table.tally.differing.empty() && !table.tally.sum.equal() &&
                table.tally.unreadable.empty()) {
                suspects_.emplace_back(table);
            }
        }
        if (!suspects_.empty()) {
            ask();  // before anything is read, which may take longer than patience
        }
        for (TableSuspects& table : suspects_) {
            guard(table, [&] { table.find(lanes, begun_); });
        }
        lanes.source.lane().let_go();  // while it waits for others, nobody is to wait for it
        lanes.destination.lane().let_go();
    }

    std::unique_ptr<FreshLook> run() {
        if (open() == 0) {
            return nullptr;
        }
        options_.report(fmt::format(
            "{} rows differ; they are read again for up to {} s, for they may be on their way",
            open(), whole_seconds(longest_time())));
        // What stands still is seen to do so by several looks, however short patience is.
        const milliseconds longest_pause = std::max(
            std::min(milliseconds(5000), options_.patience / 8),
            std::chrono::duration_cast<milliseconds>(longest_time()) / 1000);
        milliseconds pause{250};
        Time now = begun_;
        std::unique_ptr<FreshLook> look;
        for (unsigned looks = 0; open() != 0 && (looks < fewest_looks || !is_over(now)); ++looks) {
            options_.clock.sleep(irregular(std::min(pause, longest_pause), looks));
            pause = std::min(pause * 2, longest_pause);
            look = std::make_unique<FreshLook>(options_.look());
            LanePair lanes = lanes_of(*look, options_);
            now = options_.clock.now();
            for (TableSuspects& table : suspects_) {
                guard(table, [&] { table.look_again(lanes, now, watch_); });
            }
            ask();
        }
        const Duration time_to_stand_still = patience();
        for (TableSuspects& table : suspects_) {
            table.conclude(now, time_to_stand_still, watch_);
        }
        tell(time_to_stand_still);
        return look;
    }

  private:
    void ask() {
        if (options_.ask) {
            watch_.see(options_.ask(), options_.clock.now());
        }
    }

    /// A table that a server refuses is UNPROVEN, and the others go on.
    static void guard(TableSuspects& suspects, const std::function<void()>& read) {
        const Record record = guarded(suspects.table(), [&] {
            read();
            return Record([] {});
        });
        record();
        if (suspects.table().access->load() != TableAccess::open) {
            suspects.give_up();
        }
    }

    void tell(Duration time_to_stand_still) const {
        if (time_to_stand_still > options_.patience) {
            options_.report(fmt::format(
                "The destination is behind: a row took {} s or more to arrive, so what differs had "
                "to stand still for twice as long, not only for the {} s of --patience.",
                whole_seconds(longest_way()), whole_seconds(options_.patience)));
        }
        if (2 * watch_.first_lag() > options_.patience) {
            options_.report(fmt::format(
                "The destination's replication was {} s behind, so what differs had to stand still "
                "for twice as long, not only for the {} s of --patience.",
                whole_seconds(watch_.first_lag()), whole_seconds(options_.patience)));
        }
        if (watch_.is_blind()) {
            options_.report(
                "The account may not see whether the destination replicates by itself (REPLICATION "
                "CLIENT; MariaDB: SLAVE MONITOR), so its own lag did not count.");
        }
    }

    /// At least twice as long as any row was seen to take: others are as long on their way.
    [[nodiscard]] Duration patience() const {
        return std::max<Duration>(options_.patience, 2 * longest_way());
    }

    [[nodiscard]] Duration longest_way() const {
        Duration longest{};
        for (const TableSuspects& table : suspects_) {
            longest = std::max(longest, table.longest_way());
        }
        return longest;
    }

    [[nodiscard]] std::size_t open() const {
        std::size_t rows = 0;
        for (const TableSuspects& table : suspects_) {
            rows += table.open();
        }
        return rows;
    }

    /// A replica that falls back meanwhile is not waited for: it may never come.
    [[nodiscard]] Duration longest_time() const {
        return 2 * std::max<Duration>(
                       patience(), std::min<Duration>(2 * watch_.first_lag(), longest_patience));
    }

    /// What has not moved for the time of patience differs; what still does is given it twice.
    [[nodiscard]] bool is_over(Time now) const {
        const Duration time_to_stand_still = patience();
        return now - begun_ >= longest_time() ||
               std::all_of(suspects_.begin(), suspects_.end(), [&](const TableSuspects& table) {
                   return table.have_stood_still(now, time_to_stand_still, watch_);
               });
    }

    const RecheckOptions& options_;
    Time begun_;
    std::vector<TableSuspects> suspects_{};
    ReplicationWatch watch_{};
};

}  // namespace

std::unique_ptr<FreshLook> recheck(
    std::vector<TableUnderWay>& tables, LanePair& lanes, const RecheckOptions& options) {
    return Recheck(tables, lanes, options).run();
}

}  // namespace cutover
