#pragma once

#include <functional>
#include <memory>

#include "core/snapshot.hpp"

namespace cutover {

/// Sessions that are connected and see no moment yet: what takes long is over before anybody is
/// held up for them.
class PreparedSnapshot {
  public:
    virtual ~PreparedSnapshot() = default;

    /// All of one moment, by the gentlest means that the account may use. Once.
    [[nodiscard]] virtual std::unique_ptr<Snapshot> open() = 0;

    /// Somebody is held up for it: so it waits for nobody. For several processes calls `meanwhile`
    /// while nothing can be written, or so that it shows if something was; {}: alone. Nothing where
    /// the account may use no means for that; retry_statement where others were in the way. Once.
    [[nodiscard]] virtual std::unique_ptr<Snapshot> open_first(
        const std::function<void(const SnapshotFacts&)>& meanwhile) = 0;

    /// Without a lock, in another process's `meanwhile`; `means` is none where the server moved
    /// nevertheless. Once.
    [[nodiscard]] virtual std::unique_ptr<Snapshot> open_beside() = 0;

    /// Without a lock, for a destination whose applier stands still; whether it did, and where,
    /// tells Snapshot::applied(). `mark`, which may be empty, commits something on that server: the
    /// position is one before it, and everything that is in the log before it the snapshot shows.
    /// Without it, what others commit at that moment may be in the log and not be seen. Once.
    [[nodiscard]] virtual std::unique_ptr<Snapshot> open_held(
        const std::function<void()>& mark) = 0;
};

}  // namespace cutover
