#include "verify/refused_tables.hpp"

#include "verify/comparison_id.hpp"

namespace cutover {

std::map<TableName, RefusedTable> refused_tables(const TaskPlan& plan) {
    std::map<TableName, RefusedTable> tables;
    for (const Refusal& refusal : plan.refusals) {
        if (refusal.merges || refusal.table == TableName{}) {
            continue;
        }
        const bool is_a_column = refusal.object != display(refusal.table);
        RefusedTable& table = tables[refusal.table];
        table.destination = refusal.destination;
        table.is_whole = table.is_whole || !is_a_column;
        table.reason += (table.reason.empty() ? "" : "; ") +
                        (is_a_column ? refusal.object + ": " : std::string()) + refusal.reason;
    }
    return tables;
}

void hold_back(TableComparison& comparison, const RefusedTable& refused) {
    if (comparison.verdict == TableVerdict::different) {
        comparison.reason += "; " + refused.reason;
    } else {
        comparison.verdict = TableVerdict::skipped;
        comparison.reason = refused.reason;
        comparison.is_share = false;
    }
}

TableComparison skipped_table(
    const TableName& source, const RefusedTable& refused, const VerifyRequest& request) {
    return {
        .source = source,
        .destination = refused.destination,
        .verdict = TableVerdict::skipped,
        .reason = refused.reason,
        .float_rule = rule_text(request.floats)};
}

}  // namespace cutover
