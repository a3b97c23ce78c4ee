#pragma once

#include <vector>

#include "core/sql_tokens.hpp"

namespace cutover {

/// The tokens of a view's SELECT with columns as `table`.`column` where the server printed
/// `database`.`table`.`column`. Which of them it prints depends on the server and on whether the
/// table is a view itself: MySQL names the database of a view's columns (even behind an alias),
/// MariaDB does not. The FROM clause names it in any case.
///
/// Kept as it is where the database tells two tables of one name apart.
[[nodiscard]] std::vector<SqlToken> without_databases_of_columns(
    const std::vector<SqlToken>& select);

}  // namespace cutover
