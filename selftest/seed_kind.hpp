#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/server_facts.hpp"

namespace cutover {

/// What a pair of servers must be able to hold for a kind of difference to be possible.
enum class Need {
    nothing,
    negative_zero,  ///< MariaDB stores -0.0 as 0.0.
    json_type,      ///< JSON as a type of its own: MySQL, since 5.7.8.
    json_text,      ///< JSON as text that is checked: MariaDB, since 10.2.7.
};

/// Empty where both servers have it; else why they have not, for people.
[[nodiscard]] std::string what_lacks(
    Need need, const ServerFacts& source, const ServerFacts& destination);

/// A small table that differences are seeded into. Its ids are even, 2 to 256, so that each has a
/// free neighbour.
struct TestTable {
    const char* name = "";
    const char* columns = "";  ///< Of CREATE TABLE, in parentheses.
    const char* row = "";      ///< Of INSERT ... VALUES, for one {id}.
    bool has_json = false;
};

/// A kind of difference, as data. In `sql` and `expected` stand:
///   {row} an id; {free} the one behind it, which no row has; {far} an id of another chunk;
///   {edge} the last id of a chunk, {past} the first of the next, {past_free} the one behind that;
///   {first} and {last} id of the table.
struct SeedKind {
    const char* family = "";
    const char* name = "";
    const char* table = "";
    const char* sql = "";  ///< Statements on the destination, "; " between them.

    /// What has to be found, "; " between rows: "changed KEY: COLUMN COLUMN", "missing KEY",
    /// "extra KEY x2"; behind "every ", for all rows, with {id}. Empty: both sides mean the same
    /// still, and nothing may be found.
    const char* expected = "";
    Need need = Need::nothing;

    [[nodiscard]] bool is_control() const { return *expected == '\0'; }
};

/// Whether the glob matches the kind's name or its family's.
[[nodiscard]] bool matches(std::string_view pattern, const SeedKind& kind);

/// All of them, in the order of the report, and the tables that they name.
[[nodiscard]] std::span<const SeedKind> seed_kinds();
[[nodiscard]] const std::vector<TestTable>& test_tables();

/// Every id of a test table, in order.
[[nodiscard]] const std::vector<std::uint64_t>& test_ids();

}  // namespace cutover
