#include "migrate/auto_increment.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "migrate/table_index.hpp"

namespace cutover {

namespace {

bool counts(const TableDefinition& table) {
    return std::any_of(table.columns.begin(), table.columns.end(), [](const auto& column) {
        return column.auto_increment;
    });
}

}  // namespace

std::vector<DdlStatement> counters_to_raise(
    const TaskPlan& plan,
    const Catalog& source,
    const ServerFacts& source_facts,
    const Catalog& destination,
    const ServerFacts& destination_facts) {
    const TableIndex here(source, source_facts);
    const TableIndex there(destination, destination_facts);
    std::vector<DdlStatement> statements;
    for (const TablePlan& table : plan.tables) {
        const TableDefinition* const original = here.table(table.source);
        const TableDefinition* const copy = there.table(table.destination);
        if (original == nullptr || copy == nullptr || !counts(*copy) ||
            original->auto_increment.value_or(1) <= copy->auto_increment.value_or(1)) {
            continue;
        }
        statements.push_back({
            .sql = fmt::format(
                "ALTER TABLE {} AUTO_INCREMENT = {}", quoted_name(table.destination),
                *original->auto_increment),
            .purpose = fmt::format("raising AUTO_INCREMENT of {}", quoted_name(table.destination)),
        });
    }
    return statements;
}

}  // namespace cutover
