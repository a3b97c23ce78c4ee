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

/// Ask only for columns that every server from MySQL 5.6 and MariaDB 10.0 on has. The first column
/// is the database, which is also the one parameter.
inline constexpr std::string_view table_query =
    "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, ROW_FORMAT, TABLE_ROWS,"
    " DATA_LENGTH, INDEX_LENGTH, TABLE_COLLATION, TABLE_COMMENT"
    " FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?";

inline constexpr std::string_view column_query =
    "SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE,"
    " IS_NULLABLE, EXTRA, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION,"
    " NUMERIC_SCALE, DATETIME_PRECISION, CHARACTER_SET_NAME, COLLATION_NAME, COLUMN_DEFAULT"
    " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?";

/// From a row of table_query, without columns and keys.
[[nodiscard]] TableDefinition table_of(const CatalogRow& row);

/// From a row of column_query. Members of ENUM and SET are read from COLUMN_TYPE by token, so
/// quotes, commas and backslashes in them do no harm.
[[nodiscard]] ColumnDefinition column_of(const CatalogRow& row);

}  // namespace cutover
