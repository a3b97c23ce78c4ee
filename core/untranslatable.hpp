#pragma once

#include <vector>

#include "core/catalog.hpp"
#include "core/server_facts.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// What the definition says that the destination cannot say, each by name; empty: it can be made
/// there without losing anything. Engines, types of columns, and character sets and collations of
/// tables and columns are prechecks of their own and are not repeated here. A table or object that
/// could not be read is one refusal.
[[nodiscard]] std::vector<Refusal> untranslatable(
    const TableDefinition& table, const ServerFacts& source, const ServerFacts& destination);

/// Also judges sql_mode and the collations that the object was made under.
[[nodiscard]] std::vector<Refusal> untranslatable(
    const CodeObject& object, const ServerFacts& source, const ServerFacts& destination);

}  // namespace cutover
