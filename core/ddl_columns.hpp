#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/ddl_change.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {

/// A name in a statement about a table of which the grammar says what it names.
struct DdlPart {
    std::size_t place = 0;             ///< Among meaningful_tokens().
    std::optional<TableName> table{};  ///< Whose column it is; absent: an index or constraint.
};

/// Columns, indexes and constraints that CREATE TABLE, ALTER TABLE, CREATE and DROP INDEX name
/// where nothing else can stand: definitions, parts of keys, AFTER, RENAME COLUMN, REFERENCES. A
/// column in an expression or a partition's rule is not among them, for tokens do not tell it from
/// a function or a word of the language.
[[nodiscard]] std::vector<DdlPart> parts_of(
    const DdlChange& change, const std::vector<SqlToken>& tokens);

}  // namespace cutover
