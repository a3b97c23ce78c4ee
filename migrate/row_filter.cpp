#include "migrate/row_filter.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/ddl_selection.hpp"
#include "core/object_selection.hpp"

namespace cutover {
namespace {

/// What becomes of a row; nothing: it is none of the task's.
std::optional<RowChange> fate_of(bool was_in, bool is_in) {
    if (was_in) {
        return is_in ? RowChange::update : RowChange::erase;
    }
    return is_in ? std::optional(RowChange::insert) : std::nullopt;
}

RowBlock empty_like(const RowBlock& block) {
    std::vector<CellForm> forms;
    for (const CellColumn& column : block.columns()) {
        forms.push_back(column.form);
    }
    return RowBlock(forms);
}

std::unique_ptr<RowImages> rows_between(
    const RowImages& images, RowChange change, std::size_t first, std::size_t end) {
    auto part =
        std::make_unique<RowImages>(RowImages{empty_like(images.before), empty_like(images.after)});
    for (std::size_t row = first; row < end; ++row) {
        if (change != RowChange::insert) {
            append_row(images.before, row, part->before);
        }
        if (change != RowChange::erase) {
            append_row(images.after, row, part->after);
        }
    }
    return part;
}

}  // namespace

void RowFilter::open(const FollowedTables& tables, Database& destination) {
    defined_.clear();
    conditions_.reset();
    for (const auto& [source, there] : tables.names()) {
        if (!conditions_ && !rule_of(source).where.empty()) {
            conditions_ = destination.row_conditions();
        }
    }
    learn(tables);
}

void RowFilter::learn(const FollowedTables& tables) {
    if (!conditions_) {
        return;
    }
    for (const auto& [source, there] : tables.names()) {
        const std::string& where = rule_of(source).where;
        const std::vector<ColumnDefinition>& columns = *tables.columns(source);
        const auto known = defined_.find(source);
        if (!where.empty() && (known == defined_.end() || known->second != columns)) {
            conditions_->define({.table = source, .columns = columns, .where = where});
            defined_[source] = columns;
        }
    }
}

const std::vector<FilteredChange>& RowFilter::pass(
    const RowsChanged& rows, ApplyMode mode, bool copy_is_whole) {
    passed_.clear();
    parts_.clear();
    const Rule& rule = rule_of(rows.table);
    const bool is_part = copy_is_whole && !rule.is_all();
    const auto mode_of = [&](RowChange change) { return is_part ? rule.mode_of(change) : mode; };
    if (is_part && !rule.takes(rows.change)) {
        return passed_;
    }
    // With updates passed over a row may be here that is no longer in the condition.
    const bool goes_anyway = is_part && rows.change == RowChange::erase && !rule.update;
    if (rule.where.empty() || goes_anyway) {
        passed_.push_back({rows.change, rows.images, mode_of(rows.change)});
    } else {
        split(rows, mode_of);
    }
    return passed_;
}

/// In runs of rows that go the same way, so that they stay in their order: one may take the key
/// that the one before it has left.
template<typename ModeOf>
void RowFilter::split(const RowsChanged& rows, const ModeOf& mode_of) {
    const std::size_t count = rows.images->rows(rows.change);
    const Flags before =
        rows.change == RowChange::insert ? Flags(count) : asked(rows.table, rows.images->before);
    const Flags after =
        rows.change == RowChange::erase ? Flags(count) : asked(rows.table, rows.images->after);
    for (std::size_t first = 0; first < count;) {
        const std::optional<RowChange> fate = fate_of(before[first] != 0, after[first] != 0);
        std::size_t end = first + 1;
        while (end < count && fate_of(before[end] != 0, after[end] != 0) == fate) {
            ++end;
        }
        const bool is_whole = first == 0 && end == count;
        if (fate && !is_whole) {
            parts_.push_back(rows_between(*rows.images, *fate, first, end));
        }
        if (fate) {
            passed_.push_back(
                {*fate, is_whole ? rows.images : parts_.back().get(), mode_of(*fate)});
        }
        first = end;
    }
}

RowFilter::Flags RowFilter::asked(const TableName& table, const RowBlock& rows) {
    return conditions_->fulfilled(table, rows);
}

const RowFilter::Rule& RowFilter::rule_of(const TableName& table) {
    const auto known = rules_.find(table);
    if (known != rules_.end()) {
        return known->second;
    }
    Rule rule;
    const TableRule task_rule = find_rule(task_.objects, table).value_or(TableRule{});
    rule.where = task_rule.where;
    if (!task_rule.dml.empty()) {
        const auto names = [&](std::string_view kind) {
            return std::find(task_rule.dml.begin(), task_rule.dml.end(), kind) !=
                   task_rule.dml.end();
        };
        rule.insert = names("insert");
        rule.update = names("update");
        rule.erase = names("delete");
    }
    const DdlObject object{.name = table};
    rule.truncates = takes_kind(task_.objects, object, DdlKind::truncate_table);
    return rules_.emplace(table, rule).first->second;
}

bool RowFilter::Rule::takes(RowChange change) const {
    switch (change) {
        case RowChange::insert: return insert;
        case RowChange::update: return update;
        case RowChange::erase: return erase;
    }
    return true;
}

/// A row that was deleted on the source may still be here, and one that was changed is as it was;
/// both may hold the key or a unique value that a new image wants: then that image wins. A row that
/// was inserted may not be here, nor one that was changed under its new key.
ApplyMode RowFilter::Rule::mode_of(RowChange change) const {
    const bool deletes = erase && truncates;
    switch (change) {
        case RowChange::insert: return update && deletes ? ApplyMode::exact : ApplyMode::converge;
        case RowChange::update:
            if (insert) {
                return deletes ? ApplyMode::exact : ApplyMode::converge;
            }
            return deletes ? ApplyMode::where_present : ApplyMode::over_where_present;
        case RowChange::erase: return insert && update ? ApplyMode::exact : ApplyMode::converge;
    }
    return ApplyMode::exact;
}

}  // namespace cutover
