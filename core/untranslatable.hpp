#pragma once

#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/server_facts.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// What the table's definition says that the destination cannot say, each by name; empty: it can be
/// made there without losing anything. What stands or falls with a column that the plan leaves out
/// is passed over, for it is not made. Engines, types of columns, character sets and collations are
/// not judged. The definition must be readable. Parses nothing: read_create_statement() did.
[[nodiscard]] std::vector<Refusal> untranslatable(
    const TableDefinition& table, const TablePlan& plan, const ServerFacts& destination);

/// As above, of a view, trigger, routine, event or sequence; its body is not understood, so the
/// server has the last word. sql_mode is not judged.
[[nodiscard]] std::vector<Refusal> untranslatable(
    const CodeObject& object, const ServerFacts& destination);

/// Modes of the sql_mode that an object was made under, in it for good, that the destination would
/// refuse or, in the case of ORACLE, read as another language.
[[nodiscard]] std::vector<std::string> missing_sql_modes(
    const std::string& sql_mode, const ServerFacts& source, const ServerFacts& destination);

}  // namespace cutover
