#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ddl_rewrite.hpp"

namespace cutover {

/// What the task calls an object over there.
[[nodiscard]] TableName destination_of(const DdlObject& object, const NameMapping& names);

/// The text of a statement for the destination. `kept` says of each object whether it stays; of
/// lists and pairs the others are cut out with their commas. Obstacles were looked for before.
[[nodiscard]] std::string ddl_text(
    const DdlChange& change, const std::vector<bool>& kept, const DdlTarget& target);

/// A column that the task renames and that the statement names where tokens do
/// not tell whether it is meant; nothing where ddl_text() renames all of them.
[[nodiscard]] std::optional<std::string> unsure_column(
    const DdlChange& change, const NameMapping& names);

}  // namespace cutover
