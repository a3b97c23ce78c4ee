#include "core/change_statements.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/insert_statement.hpp"
#include "core/names.hpp"
#include "core/value_text.hpp"

namespace cutover {
namespace {

/// Longer INSERTs are hardly faster, and each must fit into a packet.
constexpr std::size_t most_insert_bytes = 256U << 10U;

/// CASE is searched from its beginning for each row.
constexpr std::size_t most_rows_by_key = 32;

bool same_cell(const CellColumn& before, const CellColumn& after, std::size_t row) {
    if (before.is_null[row] != after.is_null[row]) {
        return false;
    }
    return is_number(before.form) ? before.numbers[row] == after.numbers[row]
                                  : before.bytes_of(row) == after.bytes_of(row);
}

bool is_enum_error(const CellColumn& cells, std::size_t row) {
    return cells.form == CellForm::enumeration && cells.is_null[row] == 0 &&
           cells.numbers[row] == 0;
}

/// One statement on its way into the text.
class Appended {
  public:
    Appended(ChangeStatements& all, const ChangeTarget& target, RowChange change)
        : all_(all), begin_(all.sql.size()) {
        if (begin_ != 0) {
            all.sql += ';';
        }
        statement_.begin = all.sql.size();
        statement_.change = change;
        statement_.table = target.rows.table;
        statement_.rows = 0;
    }

    std::string& sql() { return all_.sql; }

    ChangeStatements::Statement& statement() { return statement_; }

    void keep() {
        statement_.end = all_.sql.size();
        all_.statements.push_back(std::move(statement_));
    }

    void drop() { all_.sql.resize(begin_); }

  private:
    ChangeStatements& all_;
    std::size_t begin_;
    ChangeStatements::Statement statement_{};
};

/// LIMIT 1 only where several rows may be equal: it makes a statement unsafe for statement logs.
void append_where(
    const ChangeTarget& target, const RowBlock& before, std::size_t row, std::string& sql) {
    const char* word = " WHERE ";
    for (const std::size_t column : target.key) {
        sql += word;
        sql += sql_matches(target.logged[column], before.columns()[column], row);
        word = " AND ";
    }
    if (target.keyless) {
        sql += " LIMIT 1";
    }
}

void append_insert(
    const ChangeTarget& target, const RowBlock& after, ApplyMode mode, ChangeStatements& all) {
    RowTarget rows = target.rows;
    rows.on_conflict = mode == ApplyMode::converge ? OnConflict::overwrite : OnConflict::fail;
    const std::string head = insert_text(rows);
    std::size_t row = 0;
    while (row < after.rows()) {
        Appended insert(all, target, RowChange::insert);
        std::string& sql = insert.sql();
        std::uint64_t count = 0;
        sql += head;
        while (row < after.rows() && sql.size() - insert.statement().begin < most_insert_bytes) {
            sql += count == 0 ? "(" : ",(";
            for (const WriteColumn& column : rows.columns) {
                const CellColumn& cells = after.columns()[column.block_column];
                sql += &column == rows.columns.data() ? "" : ",";
                append_literal(sql, column, cells, row);
                insert.statement().enum_errors += is_enum_error(cells, row) ? 1U : 0U;
            }
            sql += ')';
            ++count;
            ++row;
        }
        insert.statement().rows = mode == ApplyMode::converge ? std::nullopt : std::optional(count);
        insert.keep();
    }
}

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

/// Which of the target's columns changed in the row.
void find_changed(
    const ChangeTarget& target,
    const RowImages& images,
    std::size_t row,
    std::vector<const WriteColumn*>& changed) {
    changed.clear();
    for (const WriteColumn& column : target.rows.columns) {
        const std::size_t at = column.block_column;
        if (!same_cell(images.before.columns()[at], images.after.columns()[at], row)) {
            changed.push_back(&column);
        }
    }
}

/// "`id` IN (1,2)"
void append_in(
    const ChangeTarget& target,
    std::size_t key,
    const RowBlock& before,
    const std::vector<std::size_t>& rows,
    std::string& sql) {
    sql += quoted_name(target.logged[key].name);
    sql += " IN (";
    for (const std::size_t row : rows) {
        sql += row == rows.front() ? "" : ",";
        append_number(sql, before.columns()[key].form, before.columns()[key].numbers[row], false);
    }
    sql += ')';
}

void append_update(
    const ChangeTarget& target,
    const RowImages& images,
    std::size_t row,
    const std::vector<const WriteColumn*>& changed,
    ChangeStatements& all) {
    Appended update(all, target, RowChange::update);
    std::string& sql = update.sql();
    sql += "UPDATE ";
    sql += quoted_name(target.rows.table);
    const char* word = " SET ";
    for (const WriteColumn* const column : changed) {
        const CellColumn& after = images.after.columns()[column->block_column];
        sql += word;
        sql += quoted_name(column->name);
        sql += '=';
        append_literal(sql, *column, after, row);
        update.statement().enum_errors += is_enum_error(after, row) ? 1U : 0U;
        word = ",";
    }
    append_where(target, images.before, row, sql);
    update.statement().rows = 1;
    update.keep();
}

/// "UPDATE `t` SET `c`=CASE `id` WHEN 1 THEN 5 WHEN 2 THEN 6 END WHERE `id` IN (1,2)"
void append_updates_by_case(
    const ChangeTarget& target,
    std::size_t key,
    const RowImages& images,
    const std::vector<std::size_t>& rows,
    const std::vector<const WriteColumn*>& changed,
    ChangeStatements& all) {
    Appended update(all, target, RowChange::update);
    std::string& sql = update.sql();
    const CellColumn& keys = images.before.columns()[key];
    sql += "UPDATE ";
    sql += quoted_name(target.rows.table);
    const char* word = " SET ";
    for (const WriteColumn* const column : changed) {
        const CellColumn& after = images.after.columns()[column->block_column];
        sql += word;
        sql += quoted_name(column->name);
        sql += "=CASE ";
        sql += quoted_name(target.logged[key].name);
        for (const std::size_t row : rows) {
            sql += " WHEN ";
            append_number(sql, keys.form, keys.numbers[row], false);
            sql += " THEN ";
            append_literal(sql, *column, after, row);
            update.statement().enum_errors += is_enum_error(after, row) ? 1U : 0U;
        }
        sql += " END";
        word = ",";
    }
    sql += " WHERE ";
    append_in(target, key, images.before, rows, sql);
    update.statement().rows = rows.size();
    update.keep();
}

/// Rows that may be changed by one statement, as they are gathered.
class UpdateRun {
  public:
    UpdateRun(const ChangeTarget& target, const RowImages& images, ChangeStatements& all)
        : target_(target), images_(images), all_(all), key_(number_key(target)) {}

    /// Nothing where the task has no part in what changed.
    void add(std::size_t row) {
        find_changed(target_, images_, row, next_);
        if (next_.empty()) {
            return;
        }
        if (!may_take(row)) {
            end();
        }
        std::swap(changed_, next_);
        rows_.push_back(row);
    }

    void end() {
        if (rows_.size() == 1) {
            append_update(target_, images_, rows_.front(), changed_, all_);
        } else if (rows_.size() > 1) {
            append_updates_by_case(target_, *key_, images_, rows_, changed_, all_);
        }
        rows_.clear();
    }

  private:
    [[nodiscard]] bool may_take(std::size_t row) const {
        if (rows_.empty() || !key_ || rows_.size() == most_rows_by_key || changed_ != next_) {
            return rows_.empty();
        }
        const auto is_unique = [&](const WriteColumn* column) {
            return target_.unique[column->block_column];
        };
        const std::vector<std::uint64_t>& keys = images_.before.columns()[*key_].numbers;
        return std::none_of(changed_.begin(), changed_.end(), is_unique) &&
               std::none_of(rows_.begin(), rows_.end(), [&](std::size_t other) {
                   return keys[other] == keys[row];
               });
    }

    const ChangeTarget& target_;
    const RowImages& images_;
    ChangeStatements& all_;
    std::optional<std::size_t> key_;
    std::vector<std::size_t> rows_{};
    std::vector<const WriteColumn*> changed_{};
    std::vector<const WriteColumn*> next_{};
};

void append_deletes_by_key(
    const ChangeTarget& target, std::size_t key, const RowBlock& before, ChangeStatements& all) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < before.rows(); ++row) {
        rows.push_back(row);
        if (rows.size() == most_rows_by_key || row + 1 == before.rows()) {
            Appended erase(all, target, RowChange::erase);
            erase.sql() += "DELETE FROM " + quoted_name(target.rows.table) + " WHERE ";
            append_in(target, key, before, rows, erase.sql());
            erase.statement().rows = rows.size();
            erase.keep();
            rows.clear();
        }
    }
}

void append_delete(
    const ChangeTarget& target,
    const RowBlock& before,
    std::size_t row,
    ApplyMode mode,
    ChangeStatements& all) {
    Appended erase(all, target, RowChange::erase);
    erase.sql() += "DELETE FROM ";
    erase.sql() += quoted_name(target.rows.table);
    append_where(target, before, row, erase.sql());
    erase.statement().rows = mode == ApplyMode::converge ? std::nullopt : std::optional(1);
    erase.keep();
}

}  // namespace

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
    const bool replaces = mode == ApplyMode::converge && change == RowChange::update;
    const std::optional<std::size_t> key = number_key(target);
    if (change == RowChange::update && !replaces) {
        UpdateRun run(target, images, statements);
        for (std::size_t row = 0; row < images.before.rows(); ++row) {
            run.add(row);
        }
        run.end();
    } else if (change == RowChange::erase && mode == ApplyMode::exact && key) {
        append_deletes_by_key(target, *key, images.before, statements);
    } else if (change != RowChange::insert) {
        for (std::size_t row = 0; row < images.before.rows(); ++row) {
            append_delete(target, images.before, row, mode, statements);
        }
    }
    if (change == RowChange::insert || replaces) {
        append_insert(target, images.after, mode, statements);
    }
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
