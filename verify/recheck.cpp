#include "verify/recheck.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "verify/counted.hpp"
#include "verify/guarded.hpp"
#include "verify/narrow_tables.hpp"
#include "verify/whole_seconds.hpp"

namespace cutover {
namespace {

using std::chrono::milliseconds;

/// However long reading took: what stands still is seen to do so by several.
constexpr unsigned fewest_looks = 4;

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

/// A table that a server refuses is UNPROVEN, and the others go on.
void guard(TableSuspects& suspects, const std::function<void()>& read) {
    const Record record = guarded(suspects.table(), [&] {
        read();
        return Record([] {});
    });
    record();
    if (suspects.table().access->load() != TableAccess::open) {
        suspects.give_up();
    }
}

}  // namespace

Recheck::Recheck(std::vector<TableUnderWay>& tables, LanePair& lanes, const RecheckOptions& options)
    : options_(options), begun_(options.clock.now()) {
    for (TableUnderWay& table : tables) {
        // Of a carried table the sums may not be known; its rows that differ are.
        if (!table.tally.differing.empty() && (table.carried || !table.tally.sum.equal()) &&
            table.tally.unreadable.empty() && do_chunks_prove(table, options.is_sample)) {
            suspects_.emplace_back(table, options.most_suspects);
        }
    }
    if (!suspects_.empty()) {
        ask();  // before anything is read, which may take longer than patience
    }
    for (TableSuspects& table : suspects_) {
        guard(table, [&] { table.find(lanes, begun_); });
    }
}

std::size_t Recheck::open() const {
    std::size_t rows = 0;
    for (const TableSuspects& table : suspects_) {
        rows += table.open();
    }
    return rows;
}

FreshLook Recheck::run() {
    const bool is_one = open() == 1;
    options_.report(fmt::format(
        "{} {} again for up to {} s, for {} way", counted(open(), "row"),
        is_one ? "differs; it is read" : "differ; they are read", whole_seconds(longest_time()),
        is_one ? "it may be on its" : "they may be on their"));
    // What stands still is seen to do so by several looks, however short patience is.
    const milliseconds longest_pause = std::max(
        std::min(milliseconds(5000), options_.patience / 8),
        std::chrono::duration_cast<milliseconds>(longest_time()) / 1000);
    milliseconds pause{250};
    Time now = begun_;
    FreshLook look;
    for (unsigned looks = 0; open() != 0 && (looks < fewest_looks || !is_over(now)); ++looks) {
        look = {};  // while it waits nobody reads, so no server has to keep anything
        options_.clock.sleep(irregular(std::min(pause, longest_pause), looks));
        pause = std::min(pause * 2, longest_pause);
        look = options_.look();
        LanePair lanes = lanes_of(look, options_);
        now = options_.clock.now();
        for (TableSuspects& table : suspects_) {
            if (table.open() != 0) {
                guard(table, [&] { table.look_again(lanes, now, watch_); });
            }
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

void Recheck::ask() {
    if (options_.ask) {
        watch_.see(options_.ask(), options_.clock.now());
    }
}

void Recheck::tell(Duration time_to_stand_still) const {
    if (time_to_stand_still > options_.patience) {
        options_.report(fmt::format(
            "The destination is behind: a row took {} s or more to arrive, so what differs had to "
            "stand still for twice as long, not only for the {} s of --patience.",
            whole_seconds(longest_way()), whole_seconds(options_.patience)));
    }
    if (2 * watch_.first_lag() > options_.patience) {
        options_.report(fmt::format(
            "The destination's replication was {} s behind, so what differs had to stand still for "
            "twice as long, not only for the {} s of --patience.",
            whole_seconds(watch_.first_lag()), whole_seconds(options_.patience)));
    }
    for (const std::string& sentence : watch_.blind_spots()) {
        options_.report(sentence);
    }
}

/// At least twice as long as any row was seen to take: others are as long on their way.
Recheck::Duration Recheck::patience() const {
    return std::max<Duration>(options_.patience, 2 * longest_way());
}

Recheck::Duration Recheck::longest_way() const {
    Duration longest{};
    for (const TableSuspects& table : suspects_) {
        longest = std::max(longest, table.longest_way());
    }
    return longest;
}

/// A replica that falls back meanwhile is not waited for: it may never come.
Recheck::Duration Recheck::longest_time() const {
    return 2 * std::max<Duration>(
                   patience(), std::min<Duration>(2 * watch_.first_lag(), longest_lag_waited_for));
}

/// What has not moved for the time of patience differs; what still does is given it twice.
bool Recheck::is_over(Time now) const {
    const Duration time_to_stand_still = patience();
    return now - begun_ >= longest_time() ||
           std::all_of(suspects_.begin(), suspects_.end(), [&](const TableSuspects& table) {
               return table.have_stood_still(now, time_to_stand_still, watch_);
           });
}

}  // namespace cutover
