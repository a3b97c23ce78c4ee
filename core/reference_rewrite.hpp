#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/name_mapping.hpp"
#include "core/sql_tokens.hpp"
#include "core/token_edit.hpp"

namespace cutover {

struct ReferenceContext {
    std::string database{};                ///< Where unqualified names are looked for.
    std::optional<TableName> row_table{};  ///< Of a trigger: what NEW and OLD are rows of.
};

/// Renames what the tokens from `first` on refer to: qualified tables, views, sequences and
/// routines anywhere; unqualified tables where a table must stand; columns where their qualifier
/// says whose they are. An unqualified column is left alone: tokens cannot tell whose it is.
void rename_references(
    TokenEdit& edit, std::size_t first, const ReferenceContext& context, const NameMapping& names);

/// What stands in the text where a table must, with `database` for unqualified names. May name
/// what is no table (a cursor's variable), so look the names up.
[[nodiscard]] std::vector<TableName> referenced_tables(
    std::string_view sql, const SqlDialect& dialect, const std::string& database);

}  // namespace cutover
