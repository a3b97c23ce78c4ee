#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/log_place.hpp"

namespace cutover {

/// How far a shard has come in meeting the others, or, said by the first one, what all are to do.
enum class GatheringStep {
    waiting,      ///< Its sessions are connected.
    ready,        ///< The first one begins; what follows happens within moments.
    open_source,  ///< Snapshots of the source are to be opened now, at its place; or: are open.
    open_destination,  ///< Likewise of the destination, which has come to just that place.
    over,              ///< All of them see one moment of the source, on both sides.
    failed,            ///< This round came to nothing; another may follow.
};

[[nodiscard]] constexpr const char* to_text(GatheringStep step) {
    switch (step) {
        case GatheringStep::waiting: return "waiting";
        case GatheringStep::ready: return "ready";
        case GatheringStep::open_source: return "open_source";
        case GatheringStep::open_destination: return "open_dest";
        case GatheringStep::over: return "over";
        case GatheringStep::failed: return "failed";
    }
    return "failed";
}

struct GatheringWord {
    std::string round{};  ///< Unique to the attempt; empty: none has begun.
    GatheringStep step = GatheringStep::waiting;
    std::optional<LogPlace> place{};  ///< Of the source's log.
};

/// What one of the shards says.
struct GatheringSeat {
    std::uint32_t number = 1;
    bool is_taken = false;  ///< Its process is there.
    GatheringWord word{};
};

/// Shards of one verification, on whatever machines, that are to see one moment of a source that is
/// written to, wait for each other here: over the destination, which all of them reach
/// (verify/shard_meeting.hpp has the protocol). A seat ends with its process, however that ends.
/// Nothing but the shard's own row of `cutover`.`gathering` is written. Not thread-safe.
class Gathering {
  public:
    virtual ~Gathering() = default;

    /// Takes the seat of a shard, which does not wait yet. False where another process has it, or
    /// the task was never run.
    [[nodiscard]] virtual bool sit_down(std::uint32_t number, std::uint32_t of) = 0;

    virtual void say(const GatheringWord& word) = 0;

    /// Of all shards of that many that ever sat there.
    [[nodiscard]] virtual std::vector<GatheringSeat> seats() = 0;

    /// The word stays.
    virtual void stand_up() noexcept = 0;
};

}  // namespace cutover
