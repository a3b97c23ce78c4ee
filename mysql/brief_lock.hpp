#pragma once

#include <optional>
#include <string>

#include "core/server_facts.hpp"
#include "mysql/session.hpp"

namespace cutover {

enum class LockTry {
    held,
    not_allowed,  ///< The account may not.
    in_the_way,   ///< It was not to be had within moments; nothing is locked.
};

/// Sends a statement that locks, over a session of its own. While it waits, everybody else waits
/// behind it, so it is ended after a fifth of a second: `watchdog`, an idle session of the same
/// account, kills it. MySQL 5.6 looks only once a second whether it was.
[[nodiscard]] LockTry lock_briefly(Session& holder, Session& watchdog, const std::string& lock);

/// For people: what FLUSH TABLES WITH READ LOCK would wait for, as far as this account sees it;
/// nothing: nothing is seen, or the account may not lock so anyway. MySQL marks all tables as old
/// and then waits for the statements that read them. Whoever comes to such a table later waits for
/// them, too, for as long as they take, even if the statement that locks was killed (measured
/// on 5.6), so there it must not be sent.
[[nodiscard]] std::optional<std::string> statement_in_the_way(
    Session& session, const ServerFacts& server);

/// Likewise of LOCK TABLES on servers where it cannot be ended at once.
[[nodiscard]] std::optional<std::string> transaction_in_the_way(
    Session& session, const ServerFacts& server);

}  // namespace cutover
