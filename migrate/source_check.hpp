#pragma once

#include <string>
#include <vector>

#include "migrate/migration.hpp"

namespace cutover {

/// Throws, naming tables, where a definition on the source is not the one its table was cut with,
/// or where the task selects a table that was not there then: rows of two definitions must not be
/// mixed, and no table may be left behind. (M14 of the specification.)
void require_same_definitions(
    const Migration& migration, const std::vector<TableProgress>& recorded, const Catalog& source);

/// Puts the end of the copy on record, with whether the source stood still since `position`, its
/// position when the copy began. (M15.)
void record_copy_finished(
    Migration& migration, const std::vector<TableProgress>& tables, const std::string& position);

}  // namespace cutover
