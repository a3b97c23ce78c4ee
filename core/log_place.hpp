#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutover {

/// Where a reader of a server's binary log stands: between two transactions. Both ways of saying
/// it are kept, for a GTID set outlives a failover and a file's offset needs no GTIDs.
struct LogPlace {
    std::string file{};  ///< Empty: not known, the GTIDs alone say where.
    std::uint64_t offset = 0;
    std::string gtids{};  ///< In the flavour's own form; empty: the server has none.

    friend bool operator==(const LogPlace&, const LogPlace&) = default;
};

/// "binlog.000042:1337 0-1-99"; without the blank where there are no GTIDs.
[[nodiscard]] std::string to_text(const LogPlace& place);

/// The place again; nothing where the text has neither a file with an offset nor GTIDs.
[[nodiscard]] std::optional<LogPlace> parse_log_place(std::string_view text);

/// Whether a reader at `place` has read all up to `goal`, by file and offset; false where either
/// has no file.
[[nodiscard]] bool has_reached(const LogPlace& place, const LogPlace& goal);

/// Whether nothing lies between the two: the same file and offset, or the same GTIDs where the
/// log's own events (a rotation, MariaDB's checkpoints) have moved the offset.
[[nodiscard]] bool stands_at(const LogPlace& place, const LogPlace& goal);

/// True where `next` is the file that a server writes after `file`: the same name with a number one
/// higher, compared as numbers (binlog.999999 is followed by binlog.1000000).
[[nodiscard]] bool is_next_log_file(std::string_view file, std::string_view next);

}  // namespace cutover
