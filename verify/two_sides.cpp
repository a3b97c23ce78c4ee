#include "verify/two_sides.hpp"

#include <algorithm>

#include "runtime/held_snapshot.hpp"
#include "verify/meeting.hpp"

namespace cutover {
namespace {

/// A shared snapshot stands still whatever the server does; sessions that see different moments
/// prove nothing of a server that moved.
std::string moved_under_sessions(
    const SnapshotFacts& facts,
    const std::string& before,
    const std::string& after,
    const std::string& name) {
    const bool shared = facts.means != SnapshotMeans::none;
    if (shared || (before == after && !before.empty())) {
        return {};
    }
    return "the " + name +
           (before.empty() ? " keeps no binary log and allowed no shared snapshot"
                           : " moved while it was read, and allowed no shared snapshot");
}

std::string position_of(const SnapshotFacts& facts) {
    return facts.position.empty() ? facts.gtid_set : facts.position;
}

LogPlace place_of(const SnapshotFacts& facts) {
    LogPlace place = parse_log_place(facts.position).value_or(LogPlace{});
    place.gtids = facts.gtid_set;
    return place;
}

}  // namespace

TwoSides::TwoSides(
    const VerifyRequest& request, Database& source, Database& destination, VerifyObserver& observer)
    : request_(request),
      source_server_(source),
      destination_server_(destination),
      observer_(observer),
      gate_(std::make_shared<LoadGate>(LoadGate::Options{
          .looks =
              {busy_source(source, request.max_source_threads_running),
               late_replicas(destination, request.max_replica_lag)},
          .clock = request.clock,
          .report = [&observer](const std::string& why) { observer.held(why); }})) {}

void TwoSides::open(
    const std::vector<TableName>& source_tables, const std::vector<TableName>& destination_tables) {
    before_here_ = source_server_.position();
    before_there_ = destination_server_.position();
    source_.reset();
    destination_.reset();
    place_.reset();
    applied_.reset();
    if (request_.rendezvous == nullptr || !open_at_a_meeting(source_tables, destination_tables)) {
        open_at_rest(source_tables, destination_tables);
    }
    here_ = {.of_source = true, .facts = source_->facts(), .sessions = source_->lanes()};
    there_ = {
        .of_source = false, .facts = destination_->facts(), .sessions = destination_->lanes()};
    if (place_) {
        there_.applied = to_text(*place_);
        there_.facts.held_seconds = held_seconds_;
    }
    source_ = held_by(gate_, std::move(source_));
    destination_ = held_by(gate_, std::move(destination_), ReadsFrom::destination);
}

bool TwoSides::open_at_a_meeting(
    const std::vector<TableName>& source_tables, const std::vector<TableName>& destination_tables) {
    std::optional<Meeting> meeting = meet(
        {.source = source_server_,
         .destination = destination_server_,
         .rendezvous = *request_.rendezvous,
         .task = request_.task,
         .lanes = std::max<std::size_t>(request_.workers, 1),
         .source_tables = source_tables,
         .destination_tables = destination_tables,
         .gathering = request_.shard ? request_.gathering : nullptr,
         .shard = request_.shard.value_or(Shard{}),
         .run = request_.run,
         .clock = request_.clock,
         .report = [this](const std::string& why) { observer_.held(why); }});
    if (!meeting) {
        return false;
    }
    source_ = std::move(meeting->source);
    destination_ = std::move(meeting->destination);
    place_ = meeting->place;
    held_seconds_ = meeting->held_seconds;
    gathering_ = meeting->gathering;
    return true;
}

void TwoSides::open_at_rest(
    const std::vector<TableName>& source_tables, const std::vector<TableName>& destination_tables) {
    const std::size_t lanes = std::max<std::size_t>(request_.workers, 1);
    source_ = source_server_.snapshot(lanes, source_tables);
    destination_ = destination_server_.snapshot(lanes, destination_tables);
    if (!request_.task.empty()) {
        applied_ = destination_->applied(request_.task);
    }
}

void TwoSides::end_snapshots() {
    source_.reset();
    destination_.reset();
}

FreshLook TwoSides::fresh_look() {
    return {
        .source = source_server_.prepare_snapshot(1, {})->open_held({}),
        .destination = destination_server_.prepare_snapshot(1, {})->open_held({})};
}

ReplicationLook TwoSides::replication() {
    return {
        .source_position = source_server_.position(),
        .destination_position = destination_server_.position(),
        .replications = destination_server_.replications()};
}

void TwoSides::look_back() {
    after_here_ = source_server_.position();
    after_there_ = destination_server_.position();
}

std::string TwoSides::moved() const {
    const std::string here = moved_under_sessions(here_.facts, before_here_, after_here_, "source");
    return here.empty()
               ? moved_under_sessions(there_.facts, before_there_, after_there_, "destination")
               : here;
}

std::vector<std::string> TwoSides::moments() {
    if (place_ && !gathering_.empty()) {
        return {
            source_server_.facts().identity,
            destination_server_.facts().identity,
            to_text(*place_),
            {},
            gathering_};
    }
    // A destination that is followed has no position of its own that says enough.
    const bool known = !before_here_.empty() && !before_there_.empty() &&
                       here_.facts.means != SnapshotMeans::none &&
                       there_.facts.means != SnapshotMeans::none &&
                       there_.facts.means != SnapshotMeans::applier_held;
    return {
        source_server_.facts().identity, destination_server_.facts().identity,
        here_.facts.position + here_.facts.gtid_set, there_.facts.position + there_.facts.gtid_set,
        known ? std::string() : request_.run};
}

std::string TwoSides::lag() const {
    const LogPlace here = place_of(here_.facts);
    if (!applied_ || here.file.empty() || has_reached(*applied_, here) ||
        stands_at(*applied_, here)) {
        return {};
    }
    return "Nobody follows the source at the moment: the destination has what it had at " +
           printable(to_text(*applied_)) + ", and what was written since, up to " +
           printable(to_text(here)) + ", counts as a difference.";
}

LogPlace TwoSides::source_place() const {
    return place_.value_or(place_of(here_.facts));
}

/// Where commits need not become visible in the log's order, a mark says nothing (open_held()).
LogPlace TwoSides::destination_place() const {
    const bool has_order = destination_server_.facts().variable("binlog_order_commits") != "OFF" ||
                           there_.facts.means != SnapshotMeans::applier_held;
    return !has_order ? LogPlace{} : place_of(there_.facts);
}

std::string TwoSides::source_position() const {
    return position_of(here_.facts);
}

std::string TwoSides::destination_position() const {
    return position_of(there_.facts);
}

}  // namespace cutover
