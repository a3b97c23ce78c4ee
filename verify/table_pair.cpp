#include "verify/table_pair.hpp"

#include <algorithm>

namespace cutover {
namespace {

bool is_real(CellForm form) {
    return form == CellForm::real32 || form == CellForm::real64;
}

std::size_t column_index(const RowSource& source, const std::string& name) {
    const auto found = std::find_if(
        source.columns.begin(), source.columns.end(),
        [&](const ReadColumn& column) { return column.name == name; });
    return static_cast<std::size_t>(found - source.columns.begin());
}

bool is_binary(std::string_view collation) {
    return collation.ends_with("_bin") || collation == "binary";
}

/// Numbers, dates and bytes have one order everywhere; text has its collation's, which is one on
/// both sides where it is the same collation of the same server family; ENUM and SET are ordered
/// by the position of their members.
bool orders_alike(const TablePair& pair, std::size_t key_part, bool same_flavour) {
    const KeyColumn& here = pair.source.key.at(key_part);
    const KeyColumn& there = pair.destination.key.at(key_part);
    switch (here.form) {
        case CellForm::text:
            return here.collation == there.collation && here.as_utf8mb4 == there.as_utf8mb4 &&
                   (same_flavour || is_binary(here.collation));
        case CellForm::enumeration:
        case CellForm::set:
            return pair.source.columns.at(pair.key.at(key_part)).members ==
                   pair.destination.columns.at(pair.key.at(key_part)).members;
        case CellForm::json:
        case CellForm::geometry: return false;
        default: return true;
    }
}

void pair_key(TablePair& pair, bool same_flavour) {
    pair.one_order = true;
    for (std::size_t i = 0; i < pair.source.key.size(); ++i) {
        pair.key.push_back(column_index(pair.source, pair.source.key[i].name));
        pair.one_order = pair.one_order && orders_alike(pair, i, same_flavour);
    }
}

void plan_repair(TablePair& pair, const TablePlan& plan, const TableDefinition& there) {
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        const ReadColumn& read = pair.destination.columns.at(i);
        const bool is_key = std::find(pair.key.begin(), pair.key.end(), i) != pair.key.end();
        const bool is_text = read.form == CellForm::text;
        const ColumnDefinition& from = plan.columns[i].source;
        pair.literals.push_back(
            {read.name, read,
             is_text && read.as_utf8mb4 ? "utf8mb4" : (is_text ? from.character_set : ""), is_key});
    }
    for (const WriteColumn& column : row_target(plan, there, OnConflict::fail).columns) {
        pair.written.push_back(column.block_column);
    }
    const auto unique_keys = std::count_if(
        there.keys.begin(), there.keys.end(), [](const KeyDefinition& key) { return key.unique; });
    pair.has_other_columns = std::any_of(
        there.columns.begin(), there.columns.end(), [&plan](const ColumnDefinition& column) {
            return column.generated == Generated::no &&
                   std::none_of(
                       plan.columns.begin(), plan.columns.end(),
                       [&column](const ColumnPlan& one) { return one.destination == column.name; });
        });
    pair.has_other_unique_keys = unique_keys > (pair.key.empty() ? 0 : 1);
}

std::string missing_column(const TablePlan& plan, const TableDefinition& there) {
    for (const ColumnPlan& column : plan.columns) {
        const ColumnDefinition* const over_there = find_column(there, column.destination);
        if (over_there == nullptr) {
            return "the destination's table has no column " + printable(column.destination);
        }
        if (form_of(*over_there) != column.form) {
            return "column " + printable(column.destination) + " is " +
                   printable(column.source.column_type) + " on the source and " +
                   printable(over_there->column_type) + " on the destination";
        }
    }
    return plan.columns.empty() ? "no column is selected" : "";
}

}  // namespace

TablePair pair_table(
    const TablePlan& plan, const TableDefinition* there, const PairingRules& rules) {
    TablePair pair{
        .source_name = plan.source,
        .destination_name = plan.destination,
        .spelt = plan.spelt,
        .chunk_rows = std::max<std::uint64_t>(plan.chunk_rows, 1),
        .estimated_rows = plan.estimated_rows,
        .estimated_bytes = plan.estimated_bytes,
        .rule = rules.floats,
        .without_rows = TableVerdict::different};
    if (there == nullptr) {
        pair.obstacle = "the destination has no such table";
        return pair;
    }
    pair.obstacle = missing_column(plan, *there);
    if (!pair.obstacle.empty()) {
        return pair;
    }
    pair.source = source_rows(plan, *there);
    pair.destination = destination_rows(plan, *there);
    const bool has_reals = std::any_of(
        pair.source.columns.begin(), pair.source.columns.end(),
        [](const ReadColumn& column) { return is_real(column.form); });
    pair.digests_exactly = has_reals && rules.floats.mode == FloatRule::Mode::dts;
    for (std::size_t i = 0; i < pair.source.columns.size(); ++i) {
        if (rules.floats.forgives(pair.source.columns[i].form)) {
            pair.reals.push_back(i);
        }
    }
    pair.folds_zeros = has_reals && !pair.digests_exactly && rules.floats.fold_negative_zero;
    pair.foreign_keys = there->foreign_keys;
    pair_key(pair, rules.same_flavour);
    plan_repair(pair, plan, *there);
    return pair;
}

}  // namespace cutover
