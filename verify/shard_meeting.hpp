#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/database.hpp"
#include "runtime/clock.hpp"
#include "verify/shard.hpp"

namespace cutover {

/// A shard's place among the others, while all of them meet the applier at once.
///
/// The protocol. The first shard waits until every other one has its sessions connected, and says
/// that it begins (ready). Once all have heard, it has the applier hold still and opens its
/// snapshots of the source, under a lock if it may; in the shadow of that the others open theirs
/// (open_source) and say which place they see. When the applier has come to just that place, all
/// open their snapshots of the destination (open_destination) and look for themselves whether they
/// show it. Only if every one does is the moment theirs (over); else all begin again. Whoever dies
/// on the way gives up its seat, and the round fails.
class ShardMeeting {
  public:
    struct Options {
        Gathering& gathering;
        Shard shard{};
        std::string run{};  ///< Unique to this process.
        Clock clock = real_clock();
    };

    /// Sits down. Throws exit code 3 where another process is at it.
    explicit ShardMeeting(Options options);
    ~ShardMeeting();
    ShardMeeting(const ShardMeeting&) = delete;
    ShardMeeting& operator=(const ShardMeeting&) = delete;

    [[nodiscard]] bool is_first() const { return options_.shard.number == 1; }

    /// This round's name: the same for all shards, and for no other round.
    [[nodiscard]] const std::string& round() const { return round_; }

    void wait_for_others();  ///< Says that it does; a new round.

    /// Shows that its process is there, while it waits for something else than the others.
    void keep_seat();

    /// The first: all others wait. Another: a round has begun.
    [[nodiscard]] bool can_begin();

    /// Who is not there, for people: "shards 2 and 4 of 4".
    [[nodiscard]] std::string missing();

    /// The first one's: says it, and waits until all others have said the same, of the same place.
    /// False where they do not within moments.
    [[nodiscard]] bool all_do(GatheringStep step, const std::optional<LogPlace>& place = {});

    /// Another's: waits for what the first one says next, to be done; failed where it is gone.
    [[nodiscard]] GatheringWord next();

    void say(GatheringStep step, const std::optional<LogPlace>& place = {});

  private:
    [[nodiscard]] std::optional<GatheringSeat> seat(std::uint32_t number);

    Options options_;
    std::string round_{};
    int rounds_ = 0;
    GatheringStep heard_ = GatheringStep::waiting;
};

}  // namespace cutover
