#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "mysql/client_types.hpp"

namespace cutover {

/// What a replica asks its source for.
struct DumpCommand {
    std::string file{};        ///< Empty: the first one, or the one that `gtid_set` needs.
    std::uint64_t offset = 4;  ///< 4 is the first event's.
    std::uint32_t server_id = 0;
    bool with_annotations = false;  ///< MariaDB leaves them out unless asked: a gap like any other.
    std::optional<std::string> gtid_set{};  ///< encode_gtid_set(): MySQL skips what is in it.
};

/// The one place that uses what libmariadb exports without documenting it: the structure of methods
/// behind a connection, and its reader of packets. Oracle's library has functions for each
/// (mysql_binlog_open, mysql_binlog_fetch). A server test reads logs of several files, large events
/// and the end of a log through it.
class RawDump {
  public:
    /// Sends the command. Throws what the connection failed with.
    RawDump(ClientConnection* connection, const DumpCommand& command);
    ~RawDump();
    RawDump(const RawDump&) = delete;
    RawDump& operator=(const RawDump&) = delete;

    /// The next packet of the answer, whole however large; its bytes live until the next call.
    /// Nothing where the server answers with an error or is gone: mysql_errno() says which.
    [[nodiscard]] std::optional<std::span<const std::uint8_t>> next();

  private:
    struct State;

    ClientConnection* connection_;
    std::unique_ptr<State> state_;
};

}  // namespace cutover
