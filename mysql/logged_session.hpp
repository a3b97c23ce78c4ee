#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "binlog/query_event.hpp"
#include "core/server_facts.hpp"
#include "core/statement_session.hpp"
#include "core/task.hpp"

namespace cutover {

/// Names for the numbers that QUERY events hold: the log has numbers because they are short, but
/// only the source can say what they mean.
class LoggedSessions {
  public:
    /// Asks the source for its collations, over a session of its own.
    LoggedSessions(const Endpoint& source, const ServerFacts& facts);

    /// Throws DamagedLog where a collation's number is none of the source's.
    [[nodiscard]] StatementSession named(const QuerySession& session) const;

  private:
    struct Collation {
        std::string name{};
        std::string character_set{};
    };

    [[nodiscard]] const Collation& collation(unsigned number) const;

    Flavour flavour_;
    std::map<unsigned, Collation> collations_{};
    std::optional<bool> explicit_defaults_{};  ///< The source's own, where the log does not say.
};

/// The modes that a number of sql_mode stands for, in the flavour's order: "ANSI_QUOTES,...".
[[nodiscard]] std::string sql_mode_text(std::uint64_t bits, Flavour flavour);

}  // namespace cutover
