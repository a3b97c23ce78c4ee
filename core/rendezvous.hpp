#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/log_place.hpp"

namespace cutover {

/// What the two that meet know of each other.
struct RendezvousState {
    std::uint64_t number = 0;        ///< Of the call; each later one has a higher.
    std::string caller{};            ///< For people: which process, and since when. Empty: no call.
    bool is_caller_there = false;    ///< Its session has not ended.
    bool is_applier_there = false;   ///< Somebody has taken the task and runs it.
    std::optional<LogPlace> goal{};  ///< Where the applier is to stand; absent: anywhere.
    std::optional<LogPlace> standing{};  ///< Where it does, for this call; absent: it moves.
    bool has_given_up = false;           ///< It does not stand for this call any more.
};

/// A verification meets the applier of a task that follows its source, wherever either of them
/// runs: over the destination, which both can reach. Only so can rows that keep changing be
/// compared without taking lag for a difference (verify/meeting.hpp has the protocol).
///
/// Each end has an object of its own, with a session that is opened by the first call and again
/// after a loss; a call of a verifier does not survive that, and ends with its process, however
/// that ends. Nothing but the row of `cutover`.`rendezvous` is written. Not thread-safe.
class Rendezvous {
  public:
    virtual ~Rendezvous() = default;

    /// Nothing where the task was never run. For either end, and for whoever only looks.
    [[nodiscard]] virtual std::optional<RendezvousState> state() = 0;

    // The verifier's end.

    /// Asks the applier to stand still. False where another verifier is at it.
    [[nodiscard]] virtual bool call() = 0;

    /// Asks it to go on to just there.
    virtual void go_on_to(const LogPlace& goal) = 0;

    /// Commits something on the destination (PreparedSnapshot::open_held()).
    virtual void mark() = 0;

    /// It may go on; nothing where there is no call.
    virtual void leave() noexcept = 0;

    // The applier's end.

    /// It stands there, for the call of this number.
    virtual void stand(std::uint64_t number, const LogPlace& place) = 0;

    /// It moves; towards the goal of that call, or, with `for_good`, wherever it likes.
    virtual void walk_on(std::uint64_t number, bool for_good) = 0;
};

}  // namespace cutover
