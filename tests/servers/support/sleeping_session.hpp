#pragma once

#include <string>
#include <thread>

#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// A session that has done something and keeps what it got by it, such as a lock, until it is ended
/// by end() or by the end of this object. One at a time on a server.
class SleepingSession {
  public:
    /// Returns when `statements` are done. The server outlives it.
    SleepingSession(const PrivateServer& server, const std::string& statements);
    ~SleepingSession();
    SleepingSession(const SleepingSession&) = delete;
    SleepingSession& operator=(const SleepingSession&) = delete;

    /// Returns when what it had is given back.
    void end();

  private:
    [[nodiscard]] std::string number() const;

    const PrivateServer& server_;
    std::thread session_;
};

/// Whether somebody on the server waits for a lock of a whole table.
[[nodiscard]] bool is_a_table_waited_for(const PrivateServer& server);

}  // namespace cutover::test
