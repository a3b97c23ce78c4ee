#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/log_place.hpp"
#include "core/server_facts.hpp"

namespace cutover {

struct LogFile {
    std::string name{};
    std::uint64_t bytes = 0;
};

/// A reader of the log that has told the server who it is.
struct RegisteredReplica {
    std::uint32_t server_id = 0;
    std::string host{};  ///< As it calls itself; may be empty.
    unsigned port = 0;
};

/// What a source keeps of its binary log, and for whom. Absent: not shown to this account.
struct SourceLog {
    std::optional<std::vector<LogFile>> files{};  ///< Oldest first.
    std::optional<std::vector<RegisteredReplica>> replicas{};
    std::optional<std::size_t> prepared{};  ///< XA transactions that are not decided now.
    std::vector<std::string> only{};        ///< binlog_do_db: databases it is kept of; empty: all.
    std::vector<std::string> never{};       ///< binlog_ignore_db: databases it is not kept of.
    bool replicates = false;                ///< The server shows that it follows another one.
};

/// Which of these databases that log is not kept of, by its filters.
[[nodiscard]] std::vector<std::string> filtered_out(
    const SourceLog& log, const std::vector<std::string>& databases);

/// Why the server's log does not have all changes of rows of these databases; empty: it has, as far
/// as the account is shown.
[[nodiscard]] std::string left_out_of(
    const SourceLog& log, const ServerFacts& server, const std::vector<std::string>& databases);

/// Bytes of the log from `from` up to `to`; nothing where a file between them is not listed.
[[nodiscard]] std::optional<std::uint64_t> bytes_between(
    const std::vector<LogFile>& files, const LogPlace& from, const LogPlace& to);

/// How long the server keeps its log, by its settings.
struct LogRetention {
    bool is_shown = false;            ///< Else nothing is known.
    std::optional<double> seconds{};  ///< Absent: until it is purged by hand.
    std::uint64_t size_limit = 0;     ///< Bytes, all files together; 0: none.
};

[[nodiscard]] LogRetention retention_of(const ServerFacts& server);

/// What is still needed of a source's log.
struct LogNeed {
    std::int64_t age_seconds = 0;          ///< Of the oldest part.
    std::optional<std::uint64_t> bytes{};  ///< From there to the end.
};

/// What to say, and what to do, once half of the time or of the room is used up after which the
/// source throws away what is still needed; empty: nothing to fear yet.
[[nodiscard]] std::string log_alarm(const ServerFacts& source, const LogNeed& need);

/// By which the source knows a task's reader of its log: stable, so that one that was left behind
/// is thrown out by its successor, and above what people give to servers.
[[nodiscard]] std::uint32_t reader_id(const std::string& task);

}  // namespace cutover
