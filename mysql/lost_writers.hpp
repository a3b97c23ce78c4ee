#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "mysql/session.hpp"

namespace cutover {

/// Sessions that wrote and were lost. A server that never hears of it (a pulled cable, or a proxy
/// that keeps its end open) lets such a session wait for more with its transaction open, and its
/// row locks stand in the way of whoever copies the same chunk again. A writer therefore marks its
/// session with a named lock, and the next transaction of any writer first ends the session that
/// still holds the mark. Not by a remembered connection id: after a restart the id may be somebody
/// else's. Thread-safe.
class LostWriters {
  public:
    /// Takes a named lock nobody else has; returns its name.
    [[nodiscard]] static std::string mark(Session& session);

    void add(std::string mark);

    /// Ends what is left of the lost sessions, through a session of the same account.
    void end_all(Session& session);

  private:
    std::mutex mutex_{};
    std::vector<std::string> marks_{};
};

}  // namespace cutover
