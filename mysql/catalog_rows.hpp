#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog.hpp"

namespace cutover {

/// A row of information_schema as text; a NULL is an absent value.
using CatalogRow = std::vector<std::optional<std::string>>;

/// "" and 0 where the value is NULL or there is no such column.
[[nodiscard]] const std::string& text_at(const CatalogRow& row, std::size_t column);
[[nodiscard]] std::uint64_t number_at(const CatalogRow& row, std::size_t column);

/// These ask only for columns that every server from MySQL 5.6 and MariaDB 10.0 on has; the
/// database comes first, and is a parameter.
inline constexpr std::string_view column_query =
    "SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE,"
    " IS_NULLABLE, EXTRA, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION,"
    " NUMERIC_SCALE, DATETIME_PRECISION, CHARACTER_SET_NAME, COLLATION_NAME, COLUMN_DEFAULT"
    " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?";

/// What TABLES says of one table; asked right after its SHOW CREATE, while the server has it open.
[[nodiscard]] std::string table_query(const TableName& table);

/// Fills the figures of a table from a row of table_query().
void read_figures(const CatalogRow& row, TableDefinition& table);

/// From a row of column_query. Members of ENUM and SET are read from COLUMN_TYPE by token, so
/// quotes, commas and backslashes in them do no harm.
[[nodiscard]] ColumnDefinition column_of(const CatalogRow& row);

}  // namespace cutover
