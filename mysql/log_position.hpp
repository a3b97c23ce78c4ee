#pragma once

#include <optional>
#include <string>

#include "core/server_facts.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// A place in the binary log; both empty where the server writes none, or the account may see
/// neither (SHOW MASTER STATUS needs REPLICATION CLIENT or BINLOG MONITOR).
struct LogPosition {
    std::string file_and_offset{};  ///< "binlog.000042:1337"; empty: not visible.
    std::string gtid_set{};         ///< In the flavour's own form; empty: none.

    friend bool operator==(const LogPosition&, const LogPosition&) = default;

    [[nodiscard]] bool is_known() const { return !file_and_offset.empty() || !gtid_set.empty(); }
};

/// Where the log stands now. A transaction is in it a moment before its rows are visible.
[[nodiscard]] LogPosition read_log_position(Session& session, const ServerFacts& facts);

/// Where the session's own consistent snapshot lies, which MariaDB (and Percona Server) tell;
/// unknown where the server does not. MariaDB tells it without GTIDs.
[[nodiscard]] LogPosition read_snapshot_position(Session& session);

/// MariaDB's GTIDs of a position at which the log ended a moment ago; nothing where it has been
/// written to since, or the account may not see where it ends.
[[nodiscard]] std::optional<std::string> gtids_while_at(
    Session& session, const ServerFacts& facts, const LogPosition& position);

/// MariaDB's GTIDs of any position. The server reads that file from its begin: a millisecond or
/// two for each MiB.
[[nodiscard]] std::string gtids_at(Session& session, const LogPosition& position);

}  // namespace cutover
