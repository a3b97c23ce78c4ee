#pragma once

#include <string>
#include <vector>

#include "mysql/server_version.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// The statements that set a new session up for its role on such a server, in order. Pure.
///
/// Both roles: UTC; statements and small results in utf8mb4 (who reads rows sets
/// character_set_results to NULL, so that bytes come as they are stored); backticks are the only
/// quotes of names; no limit of time or size that belongs to interactive use, so that a snapshot
/// outlives an idle hour and a slow consumer.
/// read_only: every transaction is READ ONLY and REPEATABLE READ.
/// writing: what the source holds is let in as it is: 0 in AUTO_INCREMENT, zero and odd dates,
/// rows before the rows their foreign keys point to. The binary log is written as ever.
/// as_given: none.
/// setting_list() is the variables' part, without SET: "a=1, b=2".
[[nodiscard]] std::string setting_list(SessionRole role, const FlavourAndVersion& server);
[[nodiscard]] std::vector<std::string> session_settings(
    SessionRole role, const FlavourAndVersion& server);

}  // namespace cutover
