#include "verify/meeting.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "verify/shard_meeting.hpp"

namespace cutover {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::minutes longest_wait{10};
constexpr std::chrono::seconds quiet_wait{2};

/// While the applier stands, what we oversleep holds it up; after a while it is at something long.
constexpr milliseconds quick_look{1};
constexpr milliseconds slow_look{50};
constexpr int tries = 5;

/// Others on the source have to come to an end of what they are at; each try has them wait a
/// little.
constexpr std::chrono::seconds first_pause{1};
constexpr std::chrono::seconds longest_pause{15};

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
            "this account there RELOAD, or LOCK TABLES on the databases of the task, and "
            "REPLICATION CLIENT (BINLOG MONITOR on MariaDB); a MariaDB needs none of them for "
            "--workers 1");
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
    /// `others` is null where this process is alone.
    Encounter(const MeetingRequest& request, ShardMeeting* others)
        : request_(request), others_(others) {}

    /// The applier has ended.
    [[nodiscard]] bool is_gone() const { return is_gone_; }

    /// What may have kept others from the place that this one saw; "": nothing known.
    [[nodiscard]] const std::string& hindrance() const { return hindrance_; }

    /// It is what others do on the source, and another try makes sense when that is over.
    [[nodiscard]] bool is_to_wait() const { return is_to_wait_; }

    /// How long the applier stood.
    [[nodiscard]] double held_seconds() const { return meeting_.held_seconds; }

    /// Nothing where the applier did not stand where it was wanted: another try may do.
    std::optional<Meeting> attempt() {
        source_ = request_.source.prepare_snapshot(request_.lanes, request_.source_tables);
        destination_ =
            request_.destination.prepare_snapshot(request_.lanes, request_.destination_tables);
        if (others_ != nullptr && !wait_for_others()) {
            return std::nullopt;
        }
        const bool has_met =
            others_ == nullptr || others_->is_first() ? hold_the_applier() : follow_the_first();
        if (!has_met) {
            return std::nullopt;
        }
        if (others_ != nullptr) {
            meeting_.gathering = others_->round();
        }
        return std::move(meeting_);
    }

  private:
    bool hold_the_applier() {
        wait_until("another verification of this task meets it at the moment", [&] {
            keep_seat();
            return request_.rendezvous.call();
        });
        const bool has_met = meet_it() && is_at_the_place();
        if (others_ != nullptr) {
            others_->say(has_met ? GatheringStep::over : GatheringStep::failed);
        }
        return has_met;
    }

    bool meet_it() {
        const Call call(request_.rendezvous);
        if (!wait_for_the_applier(std::nullopt)) {
            return false;
        }
        const auto held = request_.clock.now();
        const bool has_opened = open_both();
        meeting_.held_seconds = std::chrono::duration<double>(request_.clock.now() - held).count();
        return has_opened && (others_ == nullptr ||
                              others_->all_do(GatheringStep::open_destination, meeting_.place));
    }

    bool open_both() {
        if (!(others_ == nullptr ? open_source() : open_source_with_others())) {
            return false;
        }
        request_.rendezvous.go_on_to(meeting_.place);
        if (!wait_for_the_applier(meeting_.place)) {
            return false;
        }
        meeting_.destination = destination_->open_held([&] { request_.rendezvous.mark(); });
        return true;
    }

    bool open_source() {
        meeting_.source = opened_first({});
        if (!is_to_wait_) {
            meeting_.place = place_of(meeting_.source ? meeting_.source->facts() : SnapshotFacts{});
        }
        return !is_to_wait_;
    }

    std::unique_ptr<Snapshot> opened_first(
        const std::function<void(const SnapshotFacts&)>& meanwhile) {
        try {
            return source_->open_first(meanwhile);
        } catch (const Error& error) {
            if (error.recovery() != Recovery::retry_statement) {
                throw;
            }
            hindrance_ = error.what();
            is_to_wait_ = true;
            return nullptr;
        }
    }

    bool open_source_with_others() {
        bool do_others = false;
        meeting_.source = opened_first([&](const SnapshotFacts& facts) {
            meeting_.place = place_of(facts);
            do_others = others_->all_do(GatheringStep::open_source, meeting_.place);
        });
        if (is_to_wait_) {
            return false;
        }
        if (!meeting_.source && !do_others) {
            static_cast<void>(place_of({}));  // says what the account would need
        }
        if (meeting_.source && meeting_.source->facts().means == SnapshotMeans::table_locks) {
            hindrance_ =
                "this account may lock the tables of the task alone, and what is written to "
                "others moves the source's log: grant it RELOAD there";
        }
        return meeting_.source && do_others;
    }

    /// What the first shard says is to be done, until it is over.
    bool follow_the_first() {
        for (;;) {
            const GatheringWord word = others_->next();
            switch (word.step) {
                case GatheringStep::open_source:
                    meeting_.source = source_->open_beside();
                    meeting_.place = word.place.value_or(LogPlace{});
                    others_->say(word.step, seen_by(*meeting_.source));
                    break;
                case GatheringStep::open_destination:
                    meeting_.destination =
                        destination_->open_held([&] { request_.rendezvous.mark(); });
                    if (!is_at_the_place()) {
                        others_->say(GatheringStep::failed);
                        return false;
                    }
                    others_->say(word.step, meeting_.place);
                    break;
                case GatheringStep::over: return meeting_.source && meeting_.destination;
                case GatheringStep::waiting:
                case GatheringStep::ready:
                case GatheringStep::failed: return false;
            }
        }
    }

    static std::optional<LogPlace> seen_by(const Snapshot& source) {
        return source.facts().means == SnapshotMeans::none
                   ? std::nullopt
                   : parse_log_place(source.facts().position);
    }

    bool is_at_the_place() {
        const std::optional<LogPlace> seen = meeting_.destination->applied(request_.task);
        return seen && stands_at(*seen, meeting_.place);
    }

    /// False where the applier has ended meanwhile.
    bool wait_for_others() {
        others_->wait_for_others();
        const std::string missing = others_->missing();
        const std::string what = fmt::format(
            "all {} shards have to run at the same time, for the source is followed{}",
            request_.shard.of, missing.empty() ? "" : "; not there yet: " + missing);
        wait_until(what, [&] {
            is_gone_ = !is_followed(request_.rendezvous, request_.clock, patience_for_follower);
            return is_gone_ || others_->can_begin();
        });
        return !is_gone_ && (!others_->is_first() || others_->all_do(GatheringStep::ready));
    }

    /// True once it stands, and at the goal where there is one; false where it will not.
    bool wait_for_the_applier(const std::optional<LogPlace>& goal) {
        bool stands = false;
        wait_until("the run that follows the source has to stand still for a moment first", [&] {
            keep_seat();
            const std::optional<RendezvousState> state = request_.rendezvous.state();
            if (!state || !state->is_applier_there) {
                // It may be on its way back to a server. Shards look again, all of them:
                // wait_for_others().
                is_gone_ = others_ == nullptr &&
                           !is_followed(request_.rendezvous, request_.clock, patience_for_follower);
                return is_gone_ || others_ != nullptr;
            }
            stands = state->standing && (!goal || has_reached(*state->standing, *goal) ||
                                         stands_at(*state->standing, *goal));
            return stands || state->has_given_up;
        });
        return stands;
    }

    void keep_seat() {
        if (others_ != nullptr) {
            others_->keep_seat();
        }
    }

    template<typename IsOver>
    void wait_until(const std::string& what, const IsOver& is_over) {
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
        if (has_told && request_.report) {
            request_.report("");
        }
    }

    const MeetingRequest& request_;
    ShardMeeting* others_;
    std::unique_ptr<PreparedSnapshot> source_{};
    std::unique_ptr<PreparedSnapshot> destination_{};
    Meeting meeting_{};
    bool is_gone_ = false;
    std::string hindrance_{};
    bool is_to_wait_ = false;
};

/// One try after the other.
class Tries {
  public:
    explicit Tries(const MeetingRequest& request) : request_(request) {
        if (request.gathering != nullptr) {
            others_.emplace(ShardMeeting::Options{
                .gathering = *request.gathering,
                .shard = request.shard,
                .run = request.run,
                .clock = request.clock});
        }
    }

    std::optional<Meeting> run() {
        while (tried_ < tries) {
            Encounter encounter(request_, others_ ? &*others_ : nullptr);
            std::optional<Meeting> meeting = encounter.attempt();
            longest_held_ = std::max(longest_held_, encounter.held_seconds());
            if (meeting) {
                meeting->held_seconds = longest_held_;
            }
            if (meeting || encounter.is_gone()) {
                return meeting;
            }
            hindrance_ = encounter.hindrance();
            encounter.is_to_wait() ? wait() : count();
        }
        give_up(
            hindrance_.empty()
                ? "it never stood where it was wanted; is somebody else writing to `cutover`?"
                : hindrance_);
    }

  private:
    /// Shards but the first do not know what a round failed by; the first says when it is enough.
    void count() { tried_ += !others_ || others_->is_first() ? 1 : 0; }

    /// Nobody is held meanwhile.
    void wait() {
        if (request_.clock.now() - begun_ > longest_wait) {
            give_up(fmt::format(
                "{}; waited {} minutes for that to be over", hindrance_, longest_wait.count()));
        }
        if (request_.report) {
            request_.report(hindrance_);
        }
        request_.clock.sleep(pause_);
        pause_ = std::min<milliseconds>(2 * pause_, longest_pause);
        if (request_.report) {
            request_.report("");
        }
    }

    const MeetingRequest& request_;
    std::optional<ShardMeeting> others_{};
    int tried_ = 0;
    double longest_held_ = 0;
    std::string hindrance_{};
    milliseconds pause_ = first_pause;
    std::chrono::steady_clock::time_point begun_ = request_.clock.now();
};

}  // namespace

bool is_followed(Rendezvous& rendezvous, const Clock& clock, milliseconds patience) {
    const auto begun = clock.now();
    for (;;) {
        const std::optional<RendezvousState> state = rendezvous.state();
        if (!state || state->is_applier_there) {
            return state.has_value();
        }
        if (clock.now() - begun >= patience) {
            return false;
        }
        clock.sleep(slow_look);
    }
}

std::optional<Meeting> meet(const MeetingRequest& request) {
    return Tries(request).run();
}

}  // namespace cutover
