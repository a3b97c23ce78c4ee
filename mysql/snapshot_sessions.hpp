#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "mysql/log_position.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Read-only sessions, each in an open transaction whose snapshot was taken at the moment that
/// `facts` tells.
struct SnapshotSessions {
    std::vector<Session> sessions{};
    SnapshotFacts facts{};
};

/// Sessions to be put into one moment, and one that holds the locks for it: all of them connected,
/// for that takes longer than anybody should be held up. The server ends them when it has heard
/// nothing for a quarter of an hour, or a week where open() opens them, and nobody stands still.
class WaitingSessions {
  public:
    /// `tables` are those that are read; `server` outlives it.
    WaitingSessions(
        const Endpoint& endpoint,
        const ServerFacts& server,
        std::size_t count,
        std::vector<TableName> tables);

    /// By the gentlest means that the server and the account allow; snapshot_sessions.cpp says how
    /// and why. A lock that a means takes is held by a session of its own, so it ends with that
    /// session whatever happens, and waits for others for a fifth of a second at a time. Means that
    /// the account may not use are passed over; where others were in the way, all are tried again,
    /// for some seconds; any other failure is thrown. Once.
    [[nodiscard]] SnapshotSessions open();

    /// As PreparedSnapshot::open_first(): by a lock, or a moment that shows whether it has passed.
    [[nodiscard]] std::optional<SnapshotSessions> open_first(
        const std::function<void(const SnapshotFacts&)>& meanwhile);

    /// As PreparedSnapshot::open_beside().
    [[nodiscard]] SnapshotSessions open_beside();

    /// As PreparedSnapshot::open_held(): without any means, for a server whose writer stands still.
    /// The position may be an earlier one where others write. Once.
    [[nodiscard]] SnapshotSessions open_held(const std::function<void()>& mark);

    /// Going back to a savepoint releases the metadata locks of what was read after it (MySQL
    /// manual, "Metadata Locking"; mysqldump --single-transaction does so for bug #71017).
    /// MariaDB 10.11 was measured to keep them while its binary log is written.
    [[nodiscard]] bool can_let_go() const;

  private:
    using Means = std::optional<SnapshotFacts> (WaitingSessions::*)();
    using Order = std::array<Means, 4>;
    static const Order gentlest_first;

    [[nodiscard]] std::optional<SnapshotSessions> by_the_first_of(const Order& order);
    void note_hindrance(const std::string& what);
    [[nodiscard]] std::optional<SnapshotFacts> consistent_snapshot();
    [[nodiscard]] bool has_gtids(LogPosition& position, bool only_cheaply);
    [[nodiscard]] bool is_too_far_in(const LogPosition& position) const;
    [[nodiscard]] std::optional<SnapshotFacts> global_read_lock();
    [[nodiscard]] std::optional<SnapshotFacts> table_locks();
    [[nodiscard]] std::optional<SnapshotFacts> frozen_positions();
    [[nodiscard]] std::optional<SnapshotFacts> agreed_with_others();
    [[nodiscard]] std::optional<SnapshotFacts> frozen_for_others();
    [[nodiscard]] std::optional<SnapshotFacts> under_lock(
        SnapshotMeans means, const std::string& lock);
    [[nodiscard]] bool stands_still_at(const LogPosition& position);
    void start_all();

    const ServerFacts& server_;
    std::vector<TableName> tables_;
    std::vector<Session> sessions_{};
    std::optional<Session> holder_{};
    std::function<void(const SnapshotFacts&)> meanwhile_{};  ///< What others do at this moment.
    std::chrono::milliseconds agreement_window_{};           ///< How long it may take.
    std::string hindrance_{};  ///< For people: whom the means would hold up; empty: nobody.
};

}  // namespace cutover
