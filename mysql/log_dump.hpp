#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/log_place.hpp"
#include "core/server_facts.hpp"
#include "core/task.hpp"
#include "mysql/raw_dump.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// A session that the source takes for a replica: it asked for the binary log and now receives
/// event after event. Not thread-safe.
class LogDump {
  public:
    /// A heartbeat comes where nothing else does for so long.
    static constexpr unsigned heartbeat_seconds = 1;

    /// Asks for the log from `from` on: by its GTIDs where the server has them, else by its file.
    /// Throws ExitCode::log_gone where the server no longer has it.
    LogDump(
        const Endpoint& source,
        const ServerFacts& facts,
        const LogPlace& from,
        std::uint32_t server_id);

    /// Of the server that it reads from; until another connection is asked nobody knows that this
    /// is the same one.
    [[nodiscard]] const std::string& identity() const { return identity_; }

    /// Waits for the next event, at most a few heartbeats long. Its bytes live until the next call.
    /// Throws Recovery::retry_session where the connection is lost or silent.
    [[nodiscard]] std::span<const std::uint8_t> next();

  private:
    [[noreturn]] void throw_refusal();

    Session session_;
    std::string identity_;
    std::optional<RawDump> dump_{};
};

}  // namespace cutover
