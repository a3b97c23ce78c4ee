#pragma once

#include <string>
#include <vector>

#include "core/change_stream.hpp"
#include "core/names.hpp"
#include "core/server_facts.hpp"

namespace cutover {

/// Which tables' rows are no longer what row events alone make of them, by a statement in the log.
struct StatementReach {
    std::string why{};               ///< Of people's words; empty: none.
    bool is_of_all = false;          ///< Whatever table there is.
    bool is_of_rows = false;         ///< Of nothing else: a snapshot shows them as they were.
    bool is_undoing = false;         ///< Tables with rows in the transaction that is under way.
    std::vector<TableName> names{};  ///< One without a table's name: all of that database.

    /// By name or as one of all.
    [[nodiscard]] bool concerns(const TableName& table) const;
};

/// What changes rows without naming them (TRUNCATE, a table that came or went, a change of its
/// definition), what changes nobody knows which (rows by statement, a statement that nobody
/// understands), and what undoes rows that are in the log.
[[nodiscard]] StatementReach reach_of(
    const StatementExecuted& statement, const ServerFacts& server);

}  // namespace cutover
