/// How the rows of a planned table are read and written: the functions of task_plan.hpp that turn a
/// TablePlan into what a ReadLane and a RowWriter are asked for.
#include <algorithm>
#include <string_view>

#include "core/key_choice.hpp"
#include "core/task_plan.hpp"

namespace cutover {
namespace {

/// MySQL 8 and MariaDB say "utf8mb3" where MySQL 5.6 says "utf8".
std::string_view character_set_of(const ColumnDefinition& column) {
    return column.character_set == "utf8" ? "utf8mb3" : std::string_view(column.character_set);
}

bool needs_utf8mb4(const ColumnPlan& plan, const ColumnDefinition* there) {
    return plan.form == CellForm::text && there != nullptr &&
           character_set_of(plan.source) != character_set_of(*there);
}

ReadColumn read_column(const ColumnDefinition& column, CellForm form) {
    return {
        .name = column.name,
        .form = form,
        .fraction_digits = column.fraction_digits,
        .is_date_only = column.data_type == "date",
        .width = column.data_type == "binary" ? column.length : 0,
        .members = column.members,
        .character_set = column.character_set};
}

const ColumnPlan* planned(const TablePlan& plan, std::string_view source_name) {
    const auto found = std::find_if(
        plan.columns.begin(), plan.columns.end(),
        [&](const ColumnPlan& column) { return column.source.name == source_name; });
    return found == plan.columns.end() ? nullptr : &*found;
}

/// The index over there that has exactly these columns; "" where there is none to hint at.
std::string key_over_there(const RowSource& source, const TableDefinition& there) {
    const auto is_it = [&](const KeyDefinition& key) {
        return key.unique &&
               std::equal(
                   key.parts.begin(), key.parts.end(), source.key.begin(), source.key.end(),
                   [](const KeyPart& part, const KeyColumn& column) {
                       return part.column == column.name && part.prefix_length == 0;
                   });
    };
    const auto found = std::find_if(there.keys.begin(), there.keys.end(), is_it);
    return found == there.keys.end() ? std::string() : found->name;
}

}  // namespace

RowSource source_rows(const TablePlan& plan) {
    return source_rows(plan, {});
}

RowSource source_rows(const TablePlan& plan, const TableDefinition& there) {
    RowSource source{
        .table = plan.source, .key = plan.key, .key_name = plan.key_name, .where = plan.where};
    for (const ColumnPlan& column : plan.columns) {
        ReadColumn read = read_column(column.source, column.form);
        read.as_utf8mb4 = needs_utf8mb4(column, find_column(there, column.destination));
        source.columns.push_back(std::move(read));
    }
    for (KeyColumn& part : source.key) {
        const ColumnPlan* const column = planned(plan, part.name);
        part.as_utf8mb4 =
            column != nullptr && needs_utf8mb4(*column, find_column(there, column->destination));
    }
    return source;
}

RowSource destination_rows(const TablePlan& plan, const TableDefinition& there) {
    RowSource source{
        .table = plan.destination};  // no condition: what it leaves out must not be there
    for (const ColumnPlan& column : plan.columns) {
        const ColumnDefinition* const over_there = find_column(there, column.destination);
        ReadColumn read =
            read_column(over_there == nullptr ? column.source : *over_there, column.form);
        read.name = column.destination;
        read.as_utf8mb4 = needs_utf8mb4(column, over_there);
        source.columns.push_back(std::move(read));
    }
    for (const KeyColumn& part : plan.key) {
        const ColumnPlan* const column = planned(plan, part.name);
        const ColumnDefinition* const over_there = find_column(there, column->destination);
        KeyColumn key = over_there == nullptr ? part : key_column(*over_there, part.form);
        key.name = column->destination;
        key.as_utf8mb4 = needs_utf8mb4(*column, over_there);
        source.key.push_back(std::move(key));
    }
    source.key_name = key_over_there(source, there);
    return source;
}

RowTarget row_target(const TablePlan& plan, const TableDefinition& there, OnConflict on_conflict) {
    RowTarget target{.table = plan.destination, .on_conflict = on_conflict};
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        const ColumnPlan& column = plan.columns[i];
        const ColumnDefinition* const over_there = find_column(there, column.destination);
        const bool generated = over_there == nullptr ? column.source.generated != Generated::no
                                                     : over_there->generated != Generated::no;
        if (!generated) {
            target.columns.push_back(
                {.name = column.destination,
                 .block_column = i,
                 .from_character_set = needs_utf8mb4(column, over_there) ? "utf8mb4" : "",
                 .data_type =
                     over_there == nullptr ? column.source.data_type : over_there->data_type});
        }
    }
    return target;
}

}  // namespace cutover
