#pragma once

#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/progress.hpp"

namespace cutover {

/// 32 hex digits of the table's SHOW CREATE without its AUTO_INCREMENT counter, which every insert
/// moves.
[[nodiscard]] std::string definition_hash(const TableDefinition& table);

/// Tables whose definition is not the one they were cut with, that are gone, or (from
/// `planned`, source names) that are new; as "`shop.t` was altered". Empty: nothing changed.
[[nodiscard]] std::vector<std::string> changed_definitions(
    const std::vector<TableProgress>& recorded,
    const std::vector<TableName>& planned,
    const Catalog& source);

}  // namespace cutover
