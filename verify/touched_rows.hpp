#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "runtime/log_limits.hpp"
#include "verify/table_tally.hpp"
#include "verify/touched_runs.hpp"
#include "verify/touched_table.hpp"

namespace cutover {

/// A part of one server's log, from the moment of one verification to that of another.
struct LogSpan {
    Database& server;
    bool of_source = true;
    const Catalog& catalog;  ///< The server's, with the tables' columns.
    LogPlace from{};
    LogPlace up_to{};
    LogMarks known{};             ///< Of the log, when `from` was its end.
    std::uint32_t server_id = 0;  ///< Of this reader; nobody else's.
    SideLimits limits{};          ///< Of the server.
    /// How many rows of each of `tables` may have changed before it is given up as unknown; 0: its
    /// rows do not matter. Empty: those of none do, only what makes tables unknown.
    std::vector<std::uint64_t> most_rows{};
    std::filesystem::path folder{};  ///< For rows that memory does not hold.
};

/// Of rows of all tables of one server; what is more goes to a file.
inline constexpr std::size_t most_touched_bytes_held = 4U << 20U;

struct TouchedRows {
    std::vector<TouchedTable> tables{};  ///< One for each that was asked for, in their order.
    TouchedRuns rows{};                  ///< Those of a table that is unknown are of no use.
    /// To know the log again by; absent where it was left, for no table's rows were of use any
    /// more.
    std::optional<LogMarks> marks{};
};

/// Reads the span, once more where images do not fit the definitions of today: a table that was
/// altered in it. What changes rows without naming them (TRUNCATE, a table that
/// came or went, a statement that nobody understands, an XA transaction of before) makes all that
/// it may concern unknown. Throws ExitCode::log_gone where the log does not reach back so far, or
/// is another one.
[[nodiscard]] TouchedRows touched_rows(
    const std::vector<TableUnderWay>& tables, const LogSpan& span);

/// By what a log is known again whose end a verification stood at.
struct LogEnd {
    std::optional<LogMarks> marks{};
    std::string why_unknown{};  ///< Such as that the account may not read the log.
};

[[nodiscard]] LogEnd end_of_log(Database& server, const LogPlace& place, std::uint32_t server_id);

}  // namespace cutover
