#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/names.hpp"
#include "core/row_source.hpp"
#include "core/source_log.hpp"

namespace cutover {

/// How wide the widest row is, these columns taken together.
struct WidthQuestion {
    TableName table{};
    std::vector<std::string> columns{};
    std::string where{};  ///< Of these rows only; empty: of all.
};

/// A server that follows this one.
struct Replica {
    std::string name{};  ///< "10.0.0.7:3306", or "server 12" where it does not say where it is.
    /// More than the delay that it was told to keep; absent where it does not say.
    std::optional<std::chrono::seconds> behind{};
    std::string why_unknown{};
};

/// By which this server itself follows another: one connection, or channel, of it.
struct Replication {
    std::string name{};  ///< "from 10.0.0.7:3306", with the connection's name where it has one.
    /// At least so far, what it was told to keep included; absent where it stands still.
    std::optional<std::chrono::seconds> behind{};
    std::string why_standing{};  ///< "its SQL thread does not run (error 1062)"
};

/// What prechecks, limits and verification want to know that no catalog holds. They change nothing.
class ServerQuestions {
  public:
    virtual ~ServerQuestions() = default;

    /// What the server says against reading these rows, in its own words; empty: nothing. The
    /// statement is the one that copying would run, without its rows.
    [[nodiscard]] virtual std::string refusal_of(const RowSource& source) = 0;

    /// Bytes; 0 where there is no row. Reads the whole table, so ask only where it is small; what
    /// takes longer than some seconds is given up where the server can do that: nothing then.
    [[nodiscard]] virtual std::optional<std::uint64_t> widest_row(const WidthQuestion& asked) = 0;

    // Unlike the others, these two may be asked from any thread at any time.

    /// Threads that do something at this moment, this question's own left out.
    [[nodiscard]] virtual std::uint64_t threads_running() = 0;

    /// The servers that follow this one, each asked over a session of the same account; nothing
    /// where this account may not know who they are.
    [[nodiscard]] virtual std::optional<std::vector<Replica>> replicas() = 0;

    /// How this server follows others; nothing where this account may not know.
    [[nodiscard]] virtual std::optional<std::vector<Replication>> replications() = 0;

    /// The files of its own binary log, oldest first; nothing where it keeps none, or this
    /// account may not know.
    [[nodiscard]] virtual std::optional<std::vector<LogFile>> log_files() = 0;
};

}  // namespace cutover
