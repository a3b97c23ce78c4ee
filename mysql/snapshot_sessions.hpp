#pragma once

#include <cstddef>
#include <vector>

#include "core/database.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Read-only sessions, each in an open transaction whose snapshot was taken at the moment that
/// `facts` tells.
struct SnapshotSessions {
    std::vector<Session> sessions{};
    SnapshotFacts facts{};
};

/// Opens `count` sessions and puts them into one moment by the gentlest means that the server and
/// the account allow; snapshot_sessions.cpp says how and why. A lock that a means takes is held by
/// a session of its own, so it ends with that session whatever happens. Means that the account may
/// not use, or that wait more than some seconds for other people's statements, are passed over;
/// any other failure is thrown.
[[nodiscard]] SnapshotSessions open_snapshot_sessions(
    const Endpoint& endpoint,
    const ServerFacts& server,
    std::size_t count,
    const std::vector<TableName>& tables);

}  // namespace cutover
