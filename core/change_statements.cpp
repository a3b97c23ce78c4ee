#include "core/change_statements.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/insert_statement.hpp"
#include "core/names.hpp"
#include "core/value_text.hpp"

namespace cutover {
namespace {

/// Longer INSERTs are hardly faster, and each must fit into a packet.
constexpr std::size_t most_insert_bytes = 256U << 10U;

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

/// Nothing where the task has no part in what changed.
void append_update(
    const ChangeTarget& target, const RowImages& images, std::size_t row, ChangeStatements& all) {
    Appended update(all, target, RowChange::update);
    std::string& sql = update.sql();
    sql += "UPDATE ";
    sql += quoted_name(target.rows.table);
    const char* word = " SET ";
    bool changes = false;
    for (const WriteColumn& column : target.rows.columns) {
        const CellColumn& after = images.after.columns()[column.block_column];
        if (same_cell(images.before.columns()[column.block_column], after, row)) {
            continue;
        }
        sql += word;
        sql += quoted_name(column.name);
        sql += '=';
        append_literal(sql, column, after, row);
        update.statement().enum_errors += is_enum_error(after, row) ? 1U : 0U;
        word = ",";
        changes = true;
    }
    if (!changes) {
        update.drop();
        return;
    }
    append_where(target, images.before, row, sql);
    update.statement().rows = 1;
    update.keep();
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
    for (std::size_t row = 0; change != RowChange::insert && row < images.before.rows(); ++row) {
        if (change == RowChange::update && !replaces) {
            append_update(target, images, row, statements);
        } else {
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
