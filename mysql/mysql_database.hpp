#pragma once

#include <memory>

#include "core/database.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// A real server. No session is opened before the first call; one that was lost is opened again by
/// the next call, so whoever retries a call may simply make it again. snapshot() opens sessions of
/// its own, execute_ddl() has sessions of its own. A read_only database refuses progress() and
/// every change.
[[nodiscard]] std::unique_ptr<Database> open_database(const Endpoint& endpoint, SessionRole role);

}  // namespace cutover
