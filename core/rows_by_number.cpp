#include "core/rows_by_number.hpp"

#include <algorithm>
#include <optional>

#include "core/appended_statement.hpp"
#include "core/lost_update.hpp"
#include "core/names.hpp"
#include "core/value_text.hpp"

namespace cutover {
namespace {

/// CASE is searched from its beginning for each row.
constexpr std::size_t most_rows = 32;

/// The one number that is the key; nothing where the key is another.
std::optional<std::size_t> number_key(const ChangeTarget& target) {
    if (target.keyless || target.key.size() != 1) {
        return std::nullopt;
    }
    const std::size_t column = target.key.front();
    const CellForm form = target.logged[column].read.form;
    return form == CellForm::integer || form == CellForm::natural ? std::optional(column)
                                                                  : std::nullopt;
}

/// Whether the row changes in all of `changed` and in nothing else.
bool changes_in(
    const ChangeTarget& target,
    const RowImages& images,
    std::size_t row,
    const std::vector<const WriteColumn*>& changed) {
    auto next = changed.begin();
    for (const WriteColumn& column : target.rows.columns) {
        const std::size_t at = column.block_column;
        if (!images.is_same(at, row)) {
            if (next == changed.end() || *next != &column) {
                return false;
            }
            ++next;
        }
    }
    return next == changed.end();
}

std::vector<const WriteColumn*> changed_in(
    const ChangeTarget& target, const RowImages& images, std::size_t row) {
    std::vector<const WriteColumn*> changed;
    for (const WriteColumn& column : target.rows.columns) {
        const std::size_t at = column.block_column;
        if (!images.is_same(at, row)) {
            changed.push_back(&column);
        }
    }
    return changed;
}

void append_key(const CellColumn& keys, std::size_t row, std::string& sql) {
    append_number(sql, keys.form, keys.numbers[row], false);
}

void append_in(
    const std::string& name,
    const CellColumn& keys,
    std::size_t first,
    std::size_t end,
    std::string& sql) {
    sql += name;
    sql += " IN (";
    for (std::size_t row = first; row < end; ++row) {
        sql += row == first ? "" : ",";
        append_key(keys, row, sql);
    }
    sql += ')';
}

/// Behind the last row that may go with the first.
std::size_t end_of_run(
    const ChangeTarget& target,
    const RowImages& images,
    std::size_t first,
    const std::vector<std::uint64_t>& keys,
    const std::vector<const WriteColumn*>& changed) {
    const std::size_t end = std::min(images.before.rows(), first + most_rows);
    std::size_t row = first + 1;
    while (row < end && changes_in(target, images, row, changed) &&
           !is_lost_by_update(target, images, row) &&
           std::find(keys.data() + first, keys.data() + row, keys[row]) == keys.data() + row) {
        ++row;
    }
    return row;
}

}  // namespace

std::size_t append_updates_by_number(
    const ChangeTarget& target,
    const RowImages& images,
    std::size_t first,
    ChangeStatements& statements) {
    const std::optional<std::size_t> key = number_key(target);
    if (!key || first + 1 >= images.before.rows() || is_lost_by_update(target, images, first)) {
        return 0;
    }
    const std::vector<const WriteColumn*> changed = changed_in(target, images, first);
    const bool has_order = std::any_of(
        changed.begin(), changed.end(),
        [&](const WriteColumn* column) { return target.unique[column->block_column]; });
    const CellColumn& keys = images.before.columns()[*key];
    const std::size_t end = changed.empty() || has_order
                                ? first
                                : end_of_run(target, images, first, keys.numbers, changed);
    if (end < first + 2) {
        return 0;
    }
    const std::string name = quoted_name(target.logged[*key].name);
    AppendedStatement update(statements, target, RowChange::update);
    std::string& sql = update.sql();
    sql += "UPDATE " + quoted_name(target.rows.table);
    const char* word = " SET ";
    for (const WriteColumn* const column : changed) {
        sql += word + quoted_name(column->name) + "=CASE " + name;
        for (std::size_t row = first; row < end; ++row) {
            sql += " WHEN ";
            append_key(keys, row, sql);
            sql += " THEN ";
            update.add_value(*column, images.after, row);
        }
        sql += " END";
        word = ",";
    }
    update.begin_condition();
    append_in(name, keys, first, end, sql);
    update.statement().rows = end - first;
    update.keep();
    return end - first;
}

std::size_t append_deletes_by_number(
    const ChangeTarget& target,
    const RowBlock& before,
    std::size_t first,
    ChangeStatements& statements) {
    const std::optional<std::size_t> key = number_key(target);
    const std::size_t end = std::min(before.rows(), first + most_rows);
    if (!key || end < first + 2) {
        return 0;
    }
    AppendedStatement erase(statements, target, RowChange::erase);
    erase.sql() += "DELETE FROM " + quoted_name(target.rows.table);
    erase.begin_condition();
    append_in(
        quoted_name(target.logged[*key].name), before.columns()[*key], first, end, erase.sql());
    erase.statement().rows = end - first;
    erase.keep();
    return end - first;
}

}  // namespace cutover
