#pragma once

#include <string_view>
#include <vector>

#include "core/catalog.hpp"
#include "core/task_plan.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// A unique key that a table cannot be cut by, for it covers only the beginning of a value or takes
/// NULL, but by which a changed row is still known: no two rows of one side have equal bytes under
/// it, NULL apart. Only a key that both sides have, one without NULL before one with; empty: none.
[[nodiscard]] std::vector<PairingPart> pairing_key(
    const TablePlan& plan, const TableDefinition& here, const TableDefinition& there);

/// What of a value the key covers; all of it where that takes the character sets of Asia, or those
/// of two or four bytes, to tell: who has all in common has that in common, too.
[[nodiscard]] std::string_view covered_by_key(
    const PairingPart& part, const ReadColumn& column, std::string_view value);

}  // namespace cutover
