#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "core/database.hpp"
#include "runtime/clock.hpp"
#include "runtime/log_limits.hpp"

namespace cutover {

/// What may be read of one server's log by all searches of a run together. The newest file may be
/// longer than all else together: of 1 GiB, where nobody set max_binlog_size. What is read counts
/// against both.
struct LogBudget {
    std::uint64_t bytes = std::uint64_t{256} << 20U;         ///< How far back, in whole files.
    std::uint64_t newest_file = std::uint64_t{1280} << 20U;  ///< Up to where the search ends.
    std::chrono::duration<double> time = std::chrono::seconds(20);

    /// No more than half a minute's worth of it.
    void pace(std::uint64_t bytes_per_second);

    void take(std::uint64_t read);
};

/// Which part of one server's binary log is searched: its last files, as many as may be read.
struct LogSearch {
    Database& server;
    const char* side = "source";  ///< For people.
    LogPlace up_to{};             ///< Empty: where it ends now.
    std::uint32_t reader = 0;     ///< The server_id of the one that searches; nobody else's.
    LogBudget& budget;            ///< What is read is taken from it.
    SideLimits limits{};          ///< What is waited for is not.
    Clock clock{};
    std::function<const std::vector<ColumnDefinition>*(const TableName&)> columns{};
};

struct LogSearched {
    std::string from{};     ///< The file that it began with; empty: none was read.
    std::string why_not{};  ///< Why not all that was wanted was read; empty: it was.
};

/// Takes one change, with the place behind the last transaction that was complete before it, by
/// file and offset alone. False: nothing more is wanted.
using LogSink = std::function<bool(const Change& change, const LogPlace& place)>;

/// Hands on the changes of that part. What keeps it from being read is an answer and
/// never a failure: no privilege, no log, one that cannot be followed, a server that is gone.
/// Throws Interrupted, and what `sink` throws if that is no Error.
[[nodiscard]] LogSearched search_log(const LogSearch& search, const LogSink& sink);

}  // namespace cutover
