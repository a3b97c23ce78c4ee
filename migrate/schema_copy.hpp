#pragma once

#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/ddl_statement.hpp"
#include "core/server_facts.hpp"
#include "core/task_plan.hpp"

namespace cutover {

struct SchemaCopyInput {
    const TaskPlan& plan;
    const Catalog& source;
    const Catalog& destination;  ///< What is there already is left as it is.
    const ServerFacts& source_facts;
    const ServerFacts& destination_facts;
    bool put_off_keys = false;             ///< Secondary keys come after the rows ...
    std::uint64_t put_off_from_bytes = 0;  ///< ... of tables estimated to be so large at least.
};

/// The keys of one table that were left out and are to be built after its rows.
struct PutOffKeys {
    TableName source{};
    TableName destination{};
    std::vector<std::string> names{};  ///< Of the keys.
    DdlStatement add{};
};

/// The statements that make the destination's schema, each list in the order to run it.
struct SchemaCopy {
    std::vector<DdlStatement> containers{};  ///< Databases and sequences.
    std::vector<DdlStatement> tables{};      ///< In any order, also at once.
    std::vector<DdlStatement> code{};        ///< Functions, procedures, views, events.
    std::vector<PutOffKeys> after_rows{};
    std::vector<DdlStatement> triggers{};    ///< After the rows: they must not fire on the copy.
    std::vector<DdlStatement> at_the_end{};  ///< Brings sequences level; may run again.
};

/// Databases, sequences, tables (foreign keys with them, unchecked), functions, procedures, views
/// in the order of need, events. Every statement carries the session settings under which it
/// means here what it means there (docs/architecture.md, "definitions"). Run again after a crash
/// with a fresh catalog of the destination, it gives what is still missing.
[[nodiscard]] SchemaCopy schema_copy(const SchemaCopyInput& input);

}  // namespace cutover
