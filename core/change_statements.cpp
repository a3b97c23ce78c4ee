#include "core/change_statements.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/appended_statement.hpp"
#include "core/insert_statement.hpp"
#include "core/lost_update.hpp"
#include "core/names.hpp"
#include "core/rows_by_number.hpp"
#include "core/value_text.hpp"

namespace cutover {
namespace {

/// Longer INSERTs are hardly faster, and each must fit into a packet.
constexpr std::size_t most_insert_bytes = 256U << 10U;

bool is_enum_error(const CellColumn& cells, std::size_t row) {
    return cells.form == CellForm::enumeration && cells.is_null[row] == 0 &&
           cells.numbers[row] == 0;
}

void append_condition(
    const ChangeTarget& target, const RowBlock& rows, std::size_t row, std::string& sql) {
    const char* word = "";
    for (const std::size_t column : target.key) {
        sql += word;
        sql += sql_matches(target.logged[column], rows.columns()[column], row);
        word = " AND ";
    }
}

/// LIMIT 1 only where several rows may be equal: it makes a statement unsafe for statement logs.
void append_where(
    const ChangeTarget& target,
    const RowBlock& before,
    std::size_t row,
    AppendedStatement& appended) {
    appended.begin_condition();
    append_condition(target, before, row, appended.sql());
    if (target.keyless) {
        appended.sql() += " LIMIT 1";
    }
}

/// Without a row that must be found there is no conflict either.
std::optional<std::uint64_t> required(ApplyMode mode, std::uint64_t rows) {
    const bool requires_any = mode == ApplyMode::exact || mode == ApplyMode::overwrite;
    return requires_any ? std::optional(rows) : std::nullopt;
}

void append_values(
    const ChangeTarget& target,
    const RowBlock& after,
    std::size_t row,
    AppendedStatement& appended) {
    for (const WriteColumn& column : target.rows.columns) {
        appended.sql() += &column == target.rows.columns.data() ? "" : ",";
        appended.add_value(column, after, row);
    }
}

std::string insert_head(const ChangeTarget& target, ApplyMode mode) {
    RowTarget rows = target.rows;
    rows.on_conflict = mode == ApplyMode::exact ? OnConflict::fail : OnConflict::overwrite;
    return insert_text(rows);
}

void append_insert(
    const ChangeTarget& target, const RowBlock& after, ApplyMode mode, ChangeStatements& all) {
    const std::string head = insert_head(target, mode);
    std::size_t row = 0;
    while (row < after.rows()) {
        AppendedStatement insert(all, target, RowChange::insert);
        std::string& sql = insert.sql();
        std::uint64_t count = 0;
        sql += head;
        while (row < after.rows() && sql.size() - insert.statement().begin < most_insert_bytes) {
            sql += count == 0 ? "(" : ",(";
            append_values(target, after, row, insert);
            sql += ')';
            ++count;
            ++row;
        }
        insert.statement().rows = required(mode, count);
        insert.keep();
    }
}

/// The server counts a row that it wrote over as well, unless it was the same.
void append_replace(
    const ChangeTarget& target,
    const RowBlock& after,
    std::size_t row,
    ApplyMode mode,
    ChangeStatements& all) {
    AppendedStatement replace(all, target, RowChange::insert);
    replace.sql() += insert_head(target, mode) + "(";
    append_values(target, after, row, replace);
    replace.sql() += ')';
    replace.statement().rows = required(mode, 1);
    replace.statement().may_conflict = mode == ApplyMode::overwrite;
    if (replace.statement().may_conflict) {
        append_condition(target, after, row, replace.statement().key);
    }
    replace.keep();
}

bool is_changed(const ChangeTarget& target, const RowImages& images, std::size_t row) {
    return std::any_of(
        target.rows.columns.begin(), target.rows.columns.end(), [&](const WriteColumn& column) {
            const std::size_t at = column.block_column;
            return !images.is_same(at, row);
        });
}

bool has_other_key(const ChangeTarget& target, const RowImages& images, std::size_t row) {
    return std::any_of(target.key.begin(), target.key.end(), [&](std::size_t column) {
        return !images.is_same(column, row);
    });
}

/// Nothing where the task has no part in what changed.
void append_update(
    const ChangeTarget& target,
    const RowImages& images,
    std::size_t row,
    ApplyMode mode,
    ChangeStatements& all) {
    AppendedStatement update(all, target, RowChange::update);
    std::string& sql = update.sql();
    sql += "UPDATE ";
    sql += quoted_name(target.rows.table);
    const char* word = " SET ";
    bool changes = false;
    for (const WriteColumn& column : target.rows.columns) {
        if (images.is_same(column.block_column, row)) {
            continue;
        }
        sql += word;
        sql += quoted_name(column.name);
        sql += '=';
        update.add_value(column, images.after, row);
        word = ",";
        changes = true;
    }
    if (!changes) {
        update.drop();
        return;
    }
    append_where(target, images.before, row, update);
    update.statement().rows = required(mode, 1);
    update.keep();
}

void append_delete(
    const ChangeTarget& target,
    const RowBlock& before,
    std::size_t row,
    ApplyMode mode,
    ChangeStatements& all) {
    AppendedStatement erase(all, target, RowChange::erase);
    erase.sql() += "DELETE FROM ";
    erase.sql() += quoted_name(target.rows.table);
    append_where(target, before, row, erase);
    erase.statement().rows = required(mode, 1);
    erase.statement().may_conflict = mode == ApplyMode::overwrite;
    erase.keep();
}

/// Row by row, in the log's order: one statement of the source may have changed a row twice.
void append_replacement(
    const ChangeTarget& target,
    const RowImages& images,
    std::size_t row,
    ApplyMode mode,
    ChangeStatements& all) {
    if (is_changed(target, images, row)) {
        append_delete(target, images.before, row, mode, all);
        append_replace(target, images.after, row, mode, all);
    }
}

/// The new values go over whatever is in their way, if the row is there at all; then the row under
/// its old key is still to go.
void append_replacement_where_present(
    const ChangeTarget& target, const RowImages& images, std::size_t row, ChangeStatements& all) {
    if (!is_changed(target, images, row)) {
        return;
    }
    const ApplyMode mode = ApplyMode::over_where_present;
    AppendedStatement replace(all, target, RowChange::update);
    const std::string head = insert_head(target, mode);
    replace.sql() += head.substr(0, head.rfind("VALUES")) + "SELECT ";
    append_values(target, images.after, row, replace);
    replace.sql() += " FROM " + quoted_name(target.rows.table);
    append_where(target, images.before, row, replace);
    replace.statement().rows = std::nullopt;
    replace.keep();
    if (has_other_key(target, images, row)) {
        append_delete(target, images.before, row, mode, all);
    }
}

void append_update_by_mode(
    const ChangeTarget& target,
    const RowImages& images,
    std::size_t row,
    ApplyMode mode,
    ChangeStatements& all) {
    switch (mode) {
        case ApplyMode::exact:
            is_lost_by_update(target, images, row)
                ? append_replacement(target, images, row, mode, all)
                : append_update(target, images, row, mode, all);
            return;
        case ApplyMode::where_present:
            is_lost_by_update(target, images, row)
                ? append_replacement_where_present(target, images, row, all)
                : append_update(target, images, row, mode, all);
            return;
        case ApplyMode::converge:
        case ApplyMode::overwrite: append_replacement(target, images, row, mode, all); return;
        case ApplyMode::over_where_present:
            append_replacement_where_present(target, images, row, all);
            return;
    }
}

/// How many rows from this one on were appended in one statement; 0: none.
std::size_t append_together(
    const ChangeTarget& target,
    RowChange change,
    const RowImages& images,
    std::size_t row,
    ChangeStatements& all) {
    if (change == RowChange::insert) {
        return 0;
    }
    return change == RowChange::update ? append_updates_by_number(target, images, row, all)
                                       : append_deletes_by_number(target, images.before, row, all);
}

}  // namespace

void AppendedStatement::add_value(
    const WriteColumn& column, const RowBlock& rows, std::size_t row) {
    const CellColumn& cells = rows.columns()[column.block_column];
    append_literal(all_.sql, column, cells, row);
    statement_.enum_errors += is_enum_error(cells, row) ? 1U : 0U;
}

void ChangeStatements::clear() {
    sql.clear();
    statements.clear();
}

void append_changes(
    const ChangeTarget& target,
    RowChange change,
    const RowImages& images,
    ApplyMode mode,
    ChangeStatements& statements) {
    if (change == RowChange::insert && mode != ApplyMode::overwrite) {
        append_insert(target, images.after, mode, statements);
        return;
    }
    const std::size_t count = images.rows(change);
    for (std::size_t row = 0; row < count;) {
        const std::size_t together =
            mode == ApplyMode::exact ? append_together(target, change, images, row, statements) : 0;
        if (together > 0) {
            row += together;
            continue;
        }
        switch (change) {
            case RowChange::insert:
                append_replace(target, images.after, row, mode, statements);
                break;
            case RowChange::update:
                append_update_by_mode(target, images, row, mode, statements);
                break;
            case RowChange::erase:
                append_delete(target, images.before, row, mode, statements);
                break;
        }
        ++row;
    }
}

std::string key_text(
    const ChangeStatements& changes, const ChangeStatements::Statement& statement) {
    constexpr std::size_t most_bytes = 300;
    std::string text = statement.key;
    if (statement.condition != 0) {
        text = changes.sql.substr(statement.condition, statement.end - statement.condition);
    }
    constexpr std::string_view one_of_equal_rows = " LIMIT 1";
    if (text.ends_with(one_of_equal_rows)) {
        text.resize(text.size() - one_of_equal_rows.size());
    }
    if (text.size() > most_bytes) {
        text.resize(most_bytes);
        text += "...";
    }
    return printable(text);
}

std::string purpose_of(const ChangeStatements::Statement& statement) {
    const char* doing = "inserting rows into";
    switch (statement.change) {
        case RowChange::insert: break;
        case RowChange::update: doing = "changing a row of"; break;
        case RowChange::erase: doing = "deleting a row of"; break;
    }
    return fmt::format("{} {}", doing, display(statement.table));
}

}  // namespace cutover
