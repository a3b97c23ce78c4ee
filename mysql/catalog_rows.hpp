#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
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

/// Tables of one database, for conditions on TABLE_NAME.
using TableNames = std::span<const TableDefinition>;

/// These ask only for columns that every server from MySQL 5.6 and MariaDB 10.0 on has. Servers
/// look at the names before they open a table, so those that are not named cost little, and these
/// least right after their SHOW CREATE, while the server has them open.
[[nodiscard]] std::string columns_query(const std::string& database, TableNames tables);

[[nodiscard]] std::string figures_query(const std::string& database, TableNames tables);

/// Fills the figures of a table from a row of figures_query().
void read_figures(const CatalogRow& row, TableDefinition& table);

/// From a row of columns_query(). Members of ENUM and SET are read from COLUMN_TYPE by token, so
/// quotes, commas and backslashes in them do no harm.
[[nodiscard]] ColumnDefinition column_of(const CatalogRow& row);

}  // namespace cutover
