#include "verify/compare_rows.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "core/names.hpp"
#include "verify/compare_tables.hpp"
#include "verify/guarded.hpp"
#include "verify/narrow_tables.hpp"
#include "verify/prefilter.hpp"

namespace cutover {
namespace {

void name_some(
    const std::vector<std::string>& sentences,
    const std::string& others,
    const std::function<void(const std::string&)>& note) {
    constexpr std::size_t most_named = 5;
    for (std::size_t i = 0; i < std::min(sentences.size(), most_named); ++i) {
        note(sentences[i]);
    }
    if (sentences.size() > most_named) {
        note("So are " + std::to_string(sentences.size() - most_named) + " " + others + ".");
    }
}

EvidenceLimits evidence_limits(const VerifyRequest& request) {
    EvidenceLimits limits{.clock = request.clock};
    if (request.bytes_per_second > 0) {
        limits.source.pace(request.bytes_per_second);
        limits.destination.pace(request.bytes_per_second);
    }
    return limits;
}

}  // namespace

CompareRows::CompareRows(
    const VerifyRequest& request, Ground& ground, TwoSides& sides, RowEvents events)
    : request_(request),
      ground_(ground),
      sides_(sides),
      events_(std::move(events)),
      tables_(ground.tables()),
      source_pace_(request.rows_per_second, request.bytes_per_second, request.clock),
      destination_pace_(request.rows_per_second, request.bytes_per_second, request.clock),
      budget_(request.rows_per_second, request.bytes_per_second, request.workers),
      evidence_limits_(evidence_limits(request)) {
    open_lanes();
}

void CompareRows::run(const EarlierChunks& earlier) {
    std::vector<TableUnderWay*> all(tables_.size());
    std::transform(
        tables_.begin(), tables_.end(), all.begin(), [](TableUnderWay& table) { return &table; });
    if (request_.prefilter) {
        leave_out_what_servers_cannot_digest();
    }
    ChunkFeed feed(std::move(all), earlier, events_.chunk);
    for (bool is_over = false; !is_over;) {
        PassOptions slice = pass();
        if (sides_.meeting_place() && !request_.shard) {  // shards have one moment in common
            slice.until = request_.clock.now() + request_.slice;
        }
        is_over = feed.run(slice);
        cut_tables_that_differ(tables_, pass());
        compare_doubtful_tables_whole(tables_, pass());
        read_differences_again();
        narrow_differences(is_over);
        end_slice();
        if (!is_over) {
            open_next_slice();
        }
    }
    tell_of_divided_tables();
    tell_what_servers_refused_to_digest();
}

PassOptions CompareRows::pass(LanePairs& lanes, std::size_t workers) {
    return {lanes,
            workers,
            request_.clock,
            request_.sample_percent,
            request_.whole_below_bytes,
            request_.shard,
            budget_,
            request_.prefilter};
}

void CompareRows::open_lanes() {
    lanes_.reset();
    lanes_.emplace(sides_.source(), sides_.destination(), source_pace_, destination_pace_);
}

LogGround CompareRows::log_ground() {
    return {
        .source = sides_.source_server(),
        .destination = sides_.destination_server(),
        .source_catalog = ground_.source(),
        .destination_catalog = ground_.destination(),
        .source_place = sides_.source_place(),
        .destination_place = sides_.destination_place(),
        .is_source_place_exact = sides_.source_facts().means != SnapshotMeans::none,
        .run = request_.run,
        .source_limits = {.pace = &source_pace_, .gate = &sides_.gate()},
        .destination_limits =
            {.pace = &destination_pace_, .gate = &sides_.gate(), .side = ReadsFrom::destination},
        .folder = request_.folder};
}

/// Tables that are not finished are read on as they were paired, so they must still be defined so.
void CompareRows::open_next_slice() {
    lanes_.reset();
    sides_.open(
        ground_.readable(&TablePair::source_name), ground_.readable(&TablePair::destination_name));
    if (!sides_.meeting_place()) {
        throw Error(
            Recovery::retry_later,
            "the run that follows the source has ended while this verification was on its way; "
            "start it again (cutover migrate), then verify again");
    }
    open_lanes();
    for (const SnapshotTaken& taken : sides_.taken()) {
        events_.snapshot(taken);
    }
    if (ground_.is_still_firm()) {
        return;
    }
    for (TableUnderWay& table : tables_) {
        const bool is_finished =
            table.tally.chunks > 0 && table.tally.chunks == table.tally.chunks_cut;
        if (ground_.changed().contains(table.pair.source_name) && !is_finished) {
            table.tally.unreadable = "its definition was changed while it was compared";
            table.access->store(TableAccess::refused);  // by what is known of it, it is no more
        }
    }
}

void CompareRows::read_differences_again() {
    if (request_.recheck.count() == 0 || sides_.meeting_place()) {
        return;
    }
    const RecheckOptions options{
        .patience = request_.recheck,
        .most_suspects = request_.most_read_again,
        .is_sample = request_.sample_percent < 100,
        .clock = request_.clock,
        .look = [this] { return sides_.fresh_look(); },
        .ask = [this] { return sides_.replication(); },
        .report = events_.note,
        .source_pace = source_pace_,
        .destination_pace = destination_pace_};
    Recheck recheck(tables_, *lanes_->checkout(), options);
    if (recheck.open() == 0) {
        return;
    }
    lanes_.reset();  // it may wait for hours
    sides_.end_snapshots();
    fresh_ = recheck.run();
    fresh_lanes_.emplace(*fresh_->source, *fresh_->destination, source_pace_, destination_pace_);
}

void CompareRows::narrow_differences(bool is_last) {
    if (is_last) {
        events_.all_chunks_compared(static_cast<std::size_t>(
            std::count_if(tables_.begin(), tables_.end(), [](const TableUnderWay& table) {
                return !table.tally.differing.empty() || table.found.total() > 0;
            })));
    }
    std::vector<Discrepancy> found;
    narrow_tables(
        tables_, pass(), {request_.max_discrepancies - listed_, request_.repair},
        [&](const Discrepancy& discrepancy) { found.push_back(discrepancy); });
    distrust_what_changed_meanwhile(found);
    if (request_.repair != nullptr) {
        request_.repair->keep();
    }
    ask_logs_for_causes();
    listed_ += found.size();
    for (const Discrepancy& discrepancy : found) {
        events_.discrepancy(discrepancy);
    }
    for (TableUnderWay& table : tables_) {
        for (const Cause& cause : std::exchange(table.causes, {})) {
            events_.cause(cause);
        }
        table.tally.differing.clear();
        table.tally.differing_exactly.clear();
    }
}

void CompareRows::ask_logs_for_causes() {
    LogGround ground = log_ground();
    if (fresh_) {  // rows were compared again since
        ground.source_place = {};
        ground.destination_place = {};
    }
    add_log_evidence(tables_, ground, evidence_limits_);
}

/// Where somebody follows the source this account may read its log; else it may not have to.
std::vector<std::string> CompareRows::changed_meanwhile(const LogGround& ground) const {
    try {
        return changed_while_read(tables_, ground);
    } catch (const Error& error) {
        if (sides_.meeting_place() || !is_log_out_of_reach(error)) {
            throw;
        }
        return std::vector<std::string>(tables_.size());
    }
}

void CompareRows::distrust_what_changed_meanwhile(std::vector<Discrepancy>& found) {
    std::vector<std::string> why(tables_.size());
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        why[i] = tables_[i].tally.unreadable;  // some rows of it may have been listed before
    }
    const auto add = [&](const std::vector<std::string>& more, const char* ending) {
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            if (why[i].empty() && !more[i].empty()) {
                why[i] = more[i] + ending;
            }
        }
    };
    const LogGround ground = log_ground();
    add(changed_meanwhile(ground), " while it was compared, and no snapshot shows it as it was");
    for (const bool of_source : {true, false}) {
        add(moved_without_snapshots(tables_, ground, of_source),
            of_source ? ", and the source wrote to it while it was compared"
                      : ", and the destination wrote to it while it was compared");
    }
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        if (!why[i].empty() && (tables_[i].is_of_this_moment || tables_[i].carried)) {
            distrust(tables_[i], why[i], found);
        }
    }
}

void CompareRows::distrust(
    TableUnderWay& table, const std::string& why, std::vector<Discrepancy>& found) {
    table.found = table.found_before;
    table.causes.clear();
    table.tally.unreadable = why;
    if (request_.repair != nullptr) {
        request_.repair->withdraw(table.pair.destination.table);
    }
    std::erase_if(found, [&](const Discrepancy& discrepancy) {
        return discrepancy.table == table.pair.source_name;
    });
}

/// Where each table was read, before the sides show another moment.
void CompareRows::end_slice() {
    for (TableUnderWay& table : tables_) {
        table.found_before = table.found;
        if (!std::exchange(table.is_of_this_moment, false)) {
            continue;
        }
        table.source_position = sides_.source_position();
        table.destination_position = sides_.destination_position();
        if (table.first_position.empty()) {
            table.first_position = table.source_position;
        }
    }
}

void CompareRows::tell_of_divided_tables() {
    for (const TableUnderWay& table : tables_) {
        if (table.first_position != table.source_position) {
            events_.note(
                display(table.pair.source_name) +
                " was compared in pieces, each at a place of its "
                "own in the source's log, from " +
                printable(table.first_position) + " to " + printable(table.source_position) + ".");
        }
    }
}

/// Before anything is read, for it says why that takes long.
void CompareRows::leave_out_what_servers_cannot_digest() {
    std::vector<std::string> sentences;
    for (TableUnderWay& table : tables_) {
        if (!table.pair.obstacle.empty() || table.carried) {
            continue;
        }
        table.not_prefiltered = why_not_prefiltered(table.pair);
        if (!table.not_prefiltered.empty()) {
            sentences.push_back(
                display(table.pair.source_name) + " is read whole: " + table.not_prefiltered + ".");
        }
    }
    name_some(
        sentences, "more tables, for their columns of JSON, geometry or other members",
        events_.note);
}

void CompareRows::tell_what_servers_refused_to_digest() {
    std::vector<std::string> sentences;
    for (const TableUnderWay& table : tables_) {
        if (!table.not_prefiltered.empty() && why_not_prefiltered(table.pair).empty()) {
            sentences.push_back(
                display(table.pair.source_name) +
                " was read where a server refused to digest it: " + table.not_prefiltered);
        }
    }
    name_some(sentences, "more tables, which servers refused to digest", events_.note);
}

}  // namespace cutover
