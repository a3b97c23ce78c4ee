#pragma once

#include <string>

#include "core/change_stream.hpp"
#include "core/server_facts.hpp"
#include "core/task.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Whether reading is by GTIDs: the place has some and the server knows them.
[[nodiscard]] bool reads_by_gtids(const ServerFacts& facts, const LogPlace& from);

/// Makes sure, once a reader is connected and before it reads, that the log that answers is the one
/// that was read and still holds all behind `request.from`. Returns what is known of it from now
/// on: the marks of `request.known`, or none where another server holds the same transactions,
/// after a failover.
///
/// The server itself only looks whether it can send something: a log that was reset and has grown
/// again, or another server's, fits a name and an offset as well, and GTIDs that were given out
/// twice are left out as if they were applied. So the server's identity, the moment at which the
/// file was begun and the GTID sets are compared here: after the reader has asked for the log, so
/// that what happens to it before is seen here, and what happens later by the reader. The marks'
/// `server` is the one that was looked at; the reader's must be the same. Throws
/// ExitCode::log_gone, naming the last applied and the first available position.
[[nodiscard]] LogMarks require_reach(
    const Endpoint& source, const ServerFacts& facts, const ChangeRequest& request);

/// Where the server's log begins, "binlog.000005:4" and the GTIDs that it no longer has, for
/// messages. Never throws: what cannot be seen is said to be unknown.
[[nodiscard]] std::string first_available(const Endpoint& source) noexcept;

}  // namespace cutover
