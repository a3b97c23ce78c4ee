#include "verify/meeting.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"

namespace cutover {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::minutes longest_wait{10};
constexpr std::chrono::seconds quiet_wait{2};

/// While the applier stands, what we oversleep holds it up; after a while it is at something long.
constexpr milliseconds quick_look{1};
constexpr milliseconds slow_look{50};
constexpr int tries = 5;

[[noreturn]] void give_up(const std::string& why) {
    throw Error(
        Recovery::retry_later,
        fmt::format("the verification could not meet the run that follows the source: {}", why));
}

LogPlace place_of(const SnapshotFacts& facts) {
    std::optional<LogPlace> place = parse_log_place(facts.position);
    if (facts.means == SnapshotMeans::none || !place) {
        give_up(
            "the source's sessions could not be opened at one known position of its log; grant "
            "this account RELOAD and REPLICATION CLIENT there (BINLOG MONITOR on MariaDB), or "
            "verify with --workers 1");
    }
    place->gtids = facts.gtid_set;
    return *place;
}

/// Lets the applier go, however the meeting ends.
class Call {
  public:
    explicit Call(Rendezvous& rendezvous) : rendezvous_(rendezvous) {}

    ~Call() { rendezvous_.leave(); }

    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

  private:
    Rendezvous& rendezvous_;
};

class Encounter {
  public:
    explicit Encounter(const MeetingRequest& request) : request_(request) {}

    /// The applier has ended.
    [[nodiscard]] bool is_gone() const { return is_gone_; }

    /// Nothing where the applier did not stand where it was wanted: another try may do.
    std::optional<Meeting> attempt() {
        auto source = request_.source.prepare_snapshot(request_.lanes, request_.source_tables);
        auto destination =
            request_.destination.prepare_snapshot(request_.lanes, request_.destination_tables);
        wait_until("another verification of this task meets it at the moment", [&] {
            return request_.rendezvous.call();
        });
        Meeting meeting;
        {
            const Call call(request_.rendezvous);
            if (!wait_for_the_applier(std::nullopt)) {
                return std::nullopt;
            }
            const auto held = request_.clock.now();
            meeting.source = source->open();
            meeting.place = place_of(meeting.source->facts());
            request_.rendezvous.go_on_to(meeting.place);
            if (!wait_for_the_applier(meeting.place)) {
                return std::nullopt;
            }
            meeting.destination = destination->open_held();
            meeting.held_seconds =
                std::chrono::duration<double>(request_.clock.now() - held).count();
        }
        const std::optional<LogPlace> seen = meeting.destination->applied(request_.task);
        return seen && stands_at(*seen, meeting.place) ? std::optional(std::move(meeting))
                                                       : std::nullopt;
    }

  private:
    /// True once it stands, and at the goal where there is one; false where it will not.
    bool wait_for_the_applier(const std::optional<LogPlace>& goal) {
        bool stands = false;
        wait_until("the run that follows the source has to stand still for a moment first", [&] {
            const std::optional<RendezvousState> state = request_.rendezvous.state();
            is_gone_ = !state || !state->is_applier_there;
            if (is_gone_) {
                return true;
            }
            stands = state->standing && (!goal || has_reached(*state->standing, *goal) ||
                                         stands_at(*state->standing, *goal));
            return stands || state->has_given_up;
        });
        return stands;
    }

    template<typename IsOver>
    void wait_until(const char* what, const IsOver& is_over) {
        const auto begun = request_.clock.now();
        bool has_told = false;
        while (!is_over()) {
            const auto waited = request_.clock.now() - begun;
            if (waited > longest_wait) {
                give_up(fmt::format("{}; waited {} minutes for that", what, longest_wait.count()));
            }
            if (waited > quiet_wait && !std::exchange(has_told, true) && request_.report) {
                request_.report(what);
            }
            request_.clock.sleep(waited < quiet_wait ? quick_look : slow_look);
        }
        if (has_told) {
            request_.report("");
        }
    }

    const MeetingRequest& request_;
    bool is_gone_ = false;
};

}  // namespace

std::optional<Meeting> meet(const MeetingRequest& request) {
    for (int i = 0; i < tries; ++i) {
        Encounter encounter(request);
        std::optional<Meeting> meeting = encounter.attempt();
        if (meeting || encounter.is_gone()) {
            return meeting;
        }
    }
    give_up("it never stood where it was wanted; is somebody else writing to `cutover`?");
}

}  // namespace cutover
