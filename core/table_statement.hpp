#pragma once

#include <string>
#include <vector>

#include "core/name_mapping.hpp"
#include "core/server_facts.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// The statements that make a table on the destination.
struct TableStatements {
    std::string create{};
    std::string add_keys{};  ///< One ALTER TABLE that adds what was put off; empty: nothing was.
    std::vector<std::string> key_names{};  ///< Of the keys that it adds.
};

struct TableContext {
    const NameMapping& names;
    const ServerFacts& destination;
    bool put_off_keys = false;  ///< Leave out secondary keys, to be built after the rows.
    /// Lists of columns that foreign keys of other tables refer to; a key that leads with one
    /// stays.
    std::vector<std::vector<std::string>> referenced{};
};

/// From SHOW CREATE TABLE of the source, by token. Everything stays but:
/// - names; columns that are not selected, with the keys, foreign keys and checks on them;
/// - character set and collation stand at the table and at every text column, so no default of
///   the destination decides; they are spelt as the destination knows them;
/// - options that say "as usual" and that the other flavour does not know (ENCRYPTION='N').
/// Put off are keys that are not unique; not the AUTO_INCREMENT column's, nor those that a foreign
/// key needs on either end. Foreign keys are made with the table, so that circles of them are no
/// matter; the session must have foreign_key_checks off. The definition must be readable.
[[nodiscard]] TableStatements table_statements(
    const TableDefinition& table, const TablePlan& plan, const TableContext& context);

}  // namespace cutover
