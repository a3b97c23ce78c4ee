#include "verify/shard_meeting.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "runtime/interrupt.hpp"

namespace cutover {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds quick_look{1};
constexpr std::chrono::seconds longest_step{3};

/// Whoever follows stands still meanwhile, and so may the source's writers: one shard that stalls
/// must not hold them for long.
constexpr std::chrono::seconds longest_held_step{1};

/// For another shard's word, the applier's way to the goal lies in between.
constexpr std::chrono::seconds longest_silence{60};

enum class HasDone { yes, not_yet, never };

/// Whether a shard has said what all are to say.
HasDone has_done(const GatheringSeat& seat, const GatheringWord& wanted) {
    const bool is_of_this_round = seat.is_taken && seat.word.round == wanted.round;
    if (!is_of_this_round) {
        // It comes to the first step, and leaves after any other.
        return wanted.step == GatheringStep::ready ? HasDone::not_yet : HasDone::never;
    }
    if (seat.word.step != wanted.step) {
        return seat.word.step == GatheringStep::failed ? HasDone::never : HasDone::not_yet;
    }
    const bool agrees =
        !wanted.place || (seat.word.place && seat.word.place->file == wanted.place->file &&
                          seat.word.place->offset == wanted.place->offset);
    return agrees ? HasDone::yes : HasDone::never;  // it will say no other place
}

}  // namespace

ShardMeeting::ShardMeeting(Options options) : options_(std::move(options)) {
    if (!options_.gathering.sit_down(options_.shard.number, options_.shard.of)) {
        throw Error(
            Recovery::retry_later,
            fmt::format(
                "{} is about to begin in another process; run each shard once (one that was cut "
                "off from the destination gives its place up within a minute)",
                to_text(options_.shard)));
    }
}

ShardMeeting::~ShardMeeting() {
    options_.gathering.stand_up();
}

void ShardMeeting::wait_for_others() {
    heard_ = GatheringStep::waiting;
    if (is_first()) {
        round_ = fmt::format("{} {}", options_.run, ++rounds_);
    } else {
        const std::optional<GatheringSeat> first = seat(1);
        round_ = first ? first->word.round : "";  // whatever that was, it is over
    }
    options_.gathering.say({});
}

void ShardMeeting::keep_seat() {
    static_cast<void>(options_.gathering.seats());
}

std::optional<GatheringSeat> ShardMeeting::seat(std::uint32_t number) {
    for (GatheringSeat& seat : options_.gathering.seats()) {
        if (seat.number == number) {
            return std::move(seat);
        }
    }
    return std::nullopt;
}

bool ShardMeeting::can_begin() {
    if (is_first()) {
        return missing().empty();
    }
    const std::optional<GatheringSeat> first = seat(1);
    const bool has_begun = first && first->is_taken && first->word.step == GatheringStep::ready &&
                           first->word.round != round_;
    if (has_begun) {
        round_ = first->word.round;
        heard_ = GatheringStep::ready;
        say(GatheringStep::ready);
    }
    return has_begun;
}

std::string ShardMeeting::missing() {
    const std::vector<GatheringSeat> seats = options_.gathering.seats();
    std::string numbers;
    std::size_t count = 0;
    for (std::uint32_t number = 1; number <= options_.shard.of; ++number) {
        const bool is_there =
            number == options_.shard.number ||
            std::any_of(seats.begin(), seats.end(), [&](const GatheringSeat& seat) {
                return seat.number == number && seat.is_taken &&
                       (!is_first() || seat.word.step == GatheringStep::waiting);
            });
        if (!is_there) {
            numbers += (count++ == 0 ? "" : ", ") + std::to_string(number);
        }
    }
    return count == 0
               ? ""
               : fmt::format("shard{} {} of {}", count == 1 ? "" : "s", numbers, options_.shard.of);
}

bool ShardMeeting::all_do(GatheringStep step, const std::optional<LogPlace>& place) {
    say(step, place);
    const GatheringWord wanted{.round = round_, .step = step, .place = place};
    const auto begun = options_.clock.now();
    const auto longest = step == GatheringStep::ready ? longest_step : longest_held_step;
    while (options_.clock.now() - begun < longest) {
        throw_if_interrupted();
        std::uint32_t done = 1;
        for (const GatheringSeat& seat : options_.gathering.seats()) {
            if (seat.number == 1) {
                continue;
            }
            const HasDone has = has_done(seat, wanted);
            if (has == HasDone::never) {
                return false;  // at once, for the applier stands
            }
            done += has == HasDone::yes ? 1U : 0U;
        }
        if (done == options_.shard.of) {
            return true;
        }
        options_.clock.sleep(quick_look);
    }
    return false;
}

GatheringWord ShardMeeting::next() {
    const auto begun = options_.clock.now();
    bool has_gone = false;
    while (options_.clock.now() - begun < longest_silence) {
        throw_if_interrupted();
        const std::optional<GatheringSeat> first = seat(1);
        if (!first || first->word.round != round_) {
            break;
        }
        if (first->word.step != heard_) {
            heard_ = first->word.step;
            return first->word;
        }
        if (!first->is_taken && std::exchange(has_gone, true)) {
            break;  // not at the first look: its last word may be later than the one seen with it
        }
        options_.clock.sleep(quick_look);
    }
    return {.round = round_, .step = GatheringStep::failed};
}

void ShardMeeting::say(GatheringStep step, const std::optional<LogPlace>& place) {
    options_.gathering.say({.round = round_, .step = step, .place = place});
}

}  // namespace cutover
