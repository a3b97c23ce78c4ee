#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/server_questions.hpp"
#include "core/task_plan.hpp"
#include "migrate/precheck.hpp"

namespace cutover {

/// max_allowed_packet; 0 where the server does not show it.
[[nodiscard]] std::uint64_t packet_bytes(const ServerFacts& server);

/// What a row takes at most by its columns' types, as far as the source's packet lets it become
/// so wide: the statement that wrote a value had to fit. Columns are written by statements of
/// their own, so several wide ones add up.
[[nodiscard]] std::uint64_t widest_possible(const TablePlan& table, const ServerFacts& source);

/// Columns that can hold more than 64 KiB.
[[nodiscard]] std::vector<std::string> wide_columns(const TablePlan& table);

/// Measures the widest rows of those tables whose types allow rows above the destination's packet
/// and whose size does not rule them out: MAX over a small table, nothing (not known) for a large
/// one, since it would have to be read whole at whatever hour this is.
[[nodiscard]] std::map<TableName, std::optional<std::uint64_t>> measured_rows(
    const PrecheckInput& input, ServerQuestions& source);

/// True where the server's statistics say that no row of the table can be wider than this. A table
/// holds no row that is wider than all of it, unless it is compressed.
[[nodiscard]] bool is_too_small_for(const TableDefinition& table, std::uint64_t row_bytes);

/// Bytes of a row that just fit the destination's packet: all of it on MariaDB, half of it where
/// rows are sent as text, for every byte may need another one to escape it; any row where MySQL
/// takes LOAD DATA LOCAL.
[[nodiscard]] std::uint64_t packet_limit(const ServerFacts& destination);

/// Bytes of a row that MySQL 5.6 takes: a tenth of its redo log (error 1118); any row elsewhere.
[[nodiscard]] std::uint64_t redo_limit(const ServerFacts& destination);

}  // namespace cutover
