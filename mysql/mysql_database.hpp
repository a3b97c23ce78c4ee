#pragma once

#include <memory>

#include "core/database.hpp"
#include "mysql/large_rows.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// A real server. No session is opened before the first call; one that was lost is opened again by
/// the next call, so whoever retries a call may simply make it again. snapshot() opens sessions of
/// its own, execute_ddl() has sessions of its own. A read_only database refuses progress() and
/// every change. `large_rows` bounds what its snapshots read at a time, and the other server's that
/// has the same one; null for no bound.
[[nodiscard]] std::unique_ptr<Database> open_database(
    const Endpoint& endpoint, SessionRole role, std::shared_ptr<LargeRows> large_rows = {});

}  // namespace cutover
