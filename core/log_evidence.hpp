#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/names.hpp"

namespace cutover {

/// A run that followed the source's log has ended, in order.
struct LogFollowed {
    std::string position{};          ///< All before it is applied.
    std::uint64_t transactions = 0;  ///< Since the copy, in all runs.
    std::uint64_t row_changes = 0;
    std::vector<TableName> tables{};  ///< Those followed by now, as the source names them.
};

/// While following, a row was not there where the log changes it, or was there where the log
/// inserts it; the task file has it overwritten.
struct ConflictMet {
    TableName table{};       ///< On the destination.
    std::string kind{};      ///< "missing", "present".
    std::string key{};       ///< The row's, as a condition of SQL.
    std::string place{};     ///< In the source's log, behind the transaction.
    std::uint64_t rows = 0;  ///< So many of the kind in that transaction; `key` is the first's.
};

/// A statement of the source that could not be replayed, and what a person decided (`resolve`).
struct StatementDecided {
    std::string place{};  ///< In the source's log, behind the statement.
    std::string sql{};
    std::string decision{};  ///< "done": by hand, on the destination; "skipped": not needed there.
    std::string reason{};
};

}  // namespace cutover
