#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/ddl_statement.hpp"
#include "core/server_facts.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Sessions that change definitions, each statement under the settings that it means what it says
/// under; what one statement set is undone before the next. Opened as needed, kept for the next
/// statement, dropped where lost. Thread-safe: each call has a session to itself.
class DdlSessions {
  public:
    DdlSessions(Endpoint endpoint, SessionRole role);
    ~DdlSessions();
    DdlSessions(const DdlSessions&) = delete;
    DdlSessions& operator=(const DdlSessions&) = delete;

    /// Only the default database outlives the statement: there is no statement that unsets it.
    void execute(const DdlStatement& statement, const ServerFacts& server);

  private:
    class DdlSession;

    [[nodiscard]] std::unique_ptr<DdlSession> take();

    Endpoint endpoint_;
    SessionRole role_;
    std::mutex mutex_{};
    std::vector<std::unique_ptr<DdlSession>> idle_{};  ///< Guarded by mutex_.
};

}  // namespace cutover
