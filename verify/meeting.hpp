#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "runtime/clock.hpp"
#include "verify/shard.hpp"

namespace cutover {

/// What is to be compared while the source is written to and somebody applies its log.
struct MeetingRequest {
    Database& source;
    Database& destination;
    Rendezvous& rendezvous;  ///< The destination's, of the task.
    std::string task{};
    std::size_t lanes = 1;
    std::vector<TableName> source_tables{};
    std::vector<TableName> destination_tables{};

    /// Of several processes that are to see one moment: this one, and where they wait for each
    /// other (shard_meeting.hpp); null: it is alone.
    Gathering* gathering = nullptr;
    Shard shard{};
    std::string run{};  ///< Unique to this process.

    Clock clock = real_clock();
    std::function<void(const std::string&)> report{};  ///< What is waited for; "": nothing.
};

/// Two snapshots that show one moment of the source.
struct Meeting {
    std::unique_ptr<Snapshot> source{};
    std::unique_ptr<Snapshot> destination{};
    LogPlace place{};         ///< Of that moment, in the source's log.
    double held_seconds = 0;  ///< How long the applier stood still, as seen from here, at most.
    std::string gathering{};  ///< The same for all shards that met; empty: it was alone.
};

/// Shards have to come to one answer whether somebody follows the source, each when it looks; and
/// who follows may be between two sessions just then (migrate/follower_note.hpp). So long it is
/// looked for.
inline constexpr std::chrono::seconds patience_for_follower{5};

/// Looks until somebody follows the source, at most for so long. False at once where the task was
/// never run.
[[nodiscard]] bool is_followed(
    Rendezvous& rendezvous, const Clock& clock, std::chrono::milliseconds patience);

/// The rendezvous (correctness, section 6). The applier is held between two transactions; snapshots
/// of the source are opened, which tell their place in its log; the applier goes on to just there;
/// snapshots of the destination are opened; it goes its way. That it stood there is not believed:
/// the snapshots of the destination show it themselves, for the place is committed with the rows.
///
/// Waits as long as the applier needs to come to the end of what it is at; and, holding nobody, for
/// others on the source, where its sessions there could be opened only by having writers wait for
/// them. Nothing where the applier has ended meanwhile, and nobody has followed for
/// patience_for_follower. Throws an Error with exit code 3 where it does not answer or could not be
/// met in several tries, and Interrupted; the applier is let go in any case.
[[nodiscard]] std::optional<Meeting> meet(const MeetingRequest& request);

}  // namespace cutover
