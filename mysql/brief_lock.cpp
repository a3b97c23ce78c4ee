#include "mysql/brief_lock.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "core/error.hpp"
#include "mysql/server_features.hpp"

namespace cutover {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds longest_wait{200};
constexpr const char* locking = "locking for a moment to open a snapshot";
constexpr const char* unlocking = "releasing the lock";
constexpr const char* looking = "looking for what a lock would wait for";
constexpr unsigned deadlock = 1213;
constexpr unsigned killed = 1317;

/// Whoever holds a lock says something within moments. Behind a pulled cable, to here or to where
/// this process waits for others, it does not, and the server has to end the lock by itself.
constexpr std::string_view holder_watchdog = "SET SESSION wait_timeout = 10";

/// What performance_schema shows needs SELECT alone, the process list shows all to PROCESS. Either
/// may be empty.
constexpr std::string_view process_list =
    "SELECT id, time FROM information_schema.processlist WHERE command IN ('Query', 'Execute') AND "
    "time >= 1 AND id <> CONNECTION_ID()";
constexpr std::string_view and_threads =
    " UNION SELECT processlist_id, processlist_time FROM performance_schema.threads WHERE "
    "processlist_command IN ('Query', 'Execute') AND processlist_time >= 1 AND processlist_id <> "
    "CONNECTION_ID()";
constexpr std::string_view longest_first = " ORDER BY time DESC LIMIT 1";

/// Nobody has such a table: it does nothing, but is refused to whom the global lock is refused.
constexpr std::string_view needs_reload = "FLUSH NO_WRITE_TO_BINLOG TABLES `cutover`.`-`";

/// Its time is that of the server's zone.
constexpr std::string_view open_transactions =
    "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx WHERE trx_lock_structs > 0 AND "
    "trx_mysql_thread_id <> CONNECTION_ID() AND trx_started < CONVERT_TZ(NOW(), '+00:00', "
    "'SYSTEM') - INTERVAL 1 SECOND ORDER BY trx_started LIMIT 1";

/// Kills what the holder is at when the time is over.
class Watchdog {
  public:
    Watchdog(Session& session, std::string holder, Clock::time_point until)
        : session_(session),
          holder_(std::move(holder)),
          thread_([this, until](const std::stop_token& stopping) { watch(stopping, until); }) {}

    /// Ends it, before its session is used again. True: it has killed, and a statement of the
    /// holder's may hear of it yet.
    [[nodiscard]] bool call_off() {
        thread_.request_stop();
        thread_.join();
        return has_killed_;
    }

  private:
    void watch(const std::stop_token& stopping, Clock::time_point until) {
        std::unique_lock lock(mutex_);
        over_.wait_until(lock, stopping, until, [] { return false; });
        if (stopping.stop_requested()) {
            return;
        }
        has_killed_ = true;
        try {
            session_.execute("KILL QUERY " + holder_, locking);
        } catch (const Error&) {
            return;  // the lock has a time of its own
        }
    }

    Session& session_;
    std::string holder_;
    std::mutex mutex_{};
    std::condition_variable_any over_{};
    bool has_killed_ = false;
    std::jthread thread_;
};

/// A FLUSH TABLES WITH READ LOCK that fails may leave its lock (measured on MySQL 5.6). Twice, for
/// a kill that came too late strikes the first.
void give_up_lock(Session& holder) {
    for (const bool may_be_killed : {true, false}) {
        try {
            holder.execute("UNLOCK TABLES", unlocking);
        } catch (const ServerError& error) {
            if (error.code() != killed || !may_be_killed) {
                throw;
            }
        }
    }
}

enum class Sent { done, not_allowed, deadlocked, waited };

Sent send(Session& holder, const std::string& lock) {
    try {
        holder.execute(lock, locking);
        return Sent::done;
    } catch (const ServerError& error) {
        if (error.exit_code() == ExitCode::refused) {
            return Sent::not_allowed;
        }
        if (error.code() == deadlock) {
            return Sent::deadlocked;
        }
        if (error.code() == killed || error.recovery() == Recovery::retry_statement) {
            return Sent::waited;
        }
        throw;
    }
}

/// The rows of a statement that the account may not be allowed; nothing: it is not.
std::optional<TextRows> asked(Session& session, std::string_view sql) {
    try {
        return session.query(sql, looking);
    } catch (const ServerError& error) {
        if (error.exit_code() != ExitCode::refused) {
            throw;
        }
        return std::nullopt;
    }
}

}  // namespace

/// Transactions may lock the same tables in another order. Of a deadlock the one that has changed
/// nothing is the victim, and finds that out at once.
LockTry lock_briefly(Session& holder, Session& watchdog, const std::string& lock) {
    holder.execute(holder_watchdog, "setting up the session");
    const std::string number = holder.query("SELECT CONNECTION_ID()", "setting up the session")
                                   .rows.at(0)
                                   .at(0)
                                   .value_or("");
    const auto until = Clock::now() + longest_wait;
    Sent sent = Sent::deadlocked;
    bool is_over = false;
    while (sent == Sent::deadlocked && !is_over) {
        Watchdog dog(watchdog, number, until);
        sent = send(holder, lock);
        is_over = dog.call_off();
    }
    if (sent == Sent::not_allowed) {
        return LockTry::not_allowed;
    }
    if (sent != Sent::done || is_over) {
        give_up_lock(holder);
        return LockTry::in_the_way;
    }
    return LockTry::held;
}

std::optional<std::string> statement_in_the_way(Session& session, const ServerFacts& server) {
    if (supports(server, Feature::read_lock_beside_readers)) {
        return std::nullopt;
    }
    std::optional<TextRows> seen =
        asked(session, fmt::format("{}{}{}", process_list, and_threads, longest_first));
    if (!seen) {
        seen = asked(session, fmt::format("{}{}", process_list, longest_first));
    }
    if (!seen || seen->rows.empty() || send(session, std::string(needs_reload)) != Sent::done) {
        return std::nullopt;
    }
    return fmt::format(
        "a global read lock would have everybody wait for a statement that session {} has been at "
        "for {} s",
        seen->rows.at(0).at(0).value_or("?"), seen->rows.at(0).at(1).value_or("?"));
}

std::optional<std::string> transaction_in_the_way(Session& session, const ServerFacts& server) {
    if (supports(server, Feature::table_lock_wait_ends_at_once)) {
        return std::nullopt;
    }
    const std::optional<TextRows> seen = asked(session, open_transactions);
    if (!seen || seen->rows.empty()) {
        return std::nullopt;
    }
    return fmt::format(
        "locks on the task's tables would have everybody wait for a transaction that session {} "
        "has open",
        seen->rows.at(0).at(0).value_or("?"));
}

}  // namespace cutover
