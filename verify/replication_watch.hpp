#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/server_questions.hpp"

namespace cutover {

/// What the servers say of themselves at one moment, besides their rows.
struct ReplicationLook {
    std::string source_position{};       ///< Of its own log; empty: not known.
    std::string destination_position{};  ///< Likewise.

    /// How the destination follows others; nothing where this account may not know.
    std::optional<std::vector<Replication>> replications{};
};

/// What is known of whoever replicates, while rows that differ are read again: whether a row that
/// has not arrived proves anything.
///
/// Where the destination replicates by itself, it tells how far it is behind: a row has to have
/// stood still for twice as long as it ever was, and nothing is proven of what was read while one
/// of its connections stood still.
///
/// Other tools tell nothing. They are taken to be alive, since a row looks as it does, as soon as
/// anything is written to the destination after that, by whomever; a source that moves, or may do
/// so unseen, beside a destination that is not seen to move says that the tool stands still, or is
/// further behind than anybody has waited, and that proves nothing. Where neither moves, there is
/// nothing to bring, and what differs does.
class ReplicationWatch {
  public:
    using Time = std::chrono::steady_clock::time_point;
    using Duration = Time::duration;

    void see(const ReplicationLook& look, Time now);

    /// A row that differed has changed on this side since it was looked at, at that time.
    void see_source_move(Time looked_at) { source_.move(looked_at); }

    void see_destination_move(Time looked_at) { destination_.move(looked_at); }

    /// When replication was first seen to run: what differed then is no longer on its way.
    [[nodiscard]] Duration first_lag() const { return first_lag_.value_or(Duration{}); }

    /// Why a row that has looked the same from `since` until `now` is not known to differ, though
    /// that is longer than `patience`; "": it is.
    [[nodiscard]] std::string doubt(Time since, Time now, Duration patience) const;

    /// Sentences for people: what could not be seen.
    [[nodiscard]] std::vector<std::string> blind_spots() const;

  private:
    struct Side {
        std::string position{};  ///< At the last look that could see it; empty: none could.
        Time looked_at{};        ///< Then.
        std::optional<Time> moved_after{};  ///< It was seen to move, the last time later than this.

        void see(const std::string& now_at, Time now);
        void move(Time looked_before);

        [[nodiscard]] bool is_seen() const { return !position.empty(); }
    };

    void see_replications(const std::vector<Replication>& replications, Time now);
    [[nodiscard]] bool may_be_left_behind(Time since) const;
    [[nodiscard]] std::string why_left_behind(Duration for_so_long) const;

    Side source_{};
    Side destination_{};
    std::optional<Duration> first_lag_{};
    Duration longest_lag_{};
    std::optional<Time> stood_still_at_{};  ///< Last.
    std::string why_standing_{};            ///< Then.
    std::string last_to_come_{};            ///< By which connection longest_lag_ was.
    bool replicates_itself_ = false;
    bool may_not_know_ = false;  ///< The account, whether it does.
};

}  // namespace cutover
