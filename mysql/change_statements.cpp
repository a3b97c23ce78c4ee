#include "mysql/change_statements.hpp"

#include "core/names.hpp"

namespace cutover {
namespace {

bool same_cell(const CellColumn& before, const CellColumn& after, std::size_t row) {
    if (before.is_null[row] != after.is_null[row]) {
        return false;
    }
    return is_number(before.form) ? before.numbers[row] == after.numbers[row]
                                  : before.bytes_of(row) == after.bytes_of(row);
}

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

}  // namespace

bool append_update(
    const ChangeTarget& target, const RowImages& images, std::size_t row, std::string& sql) {
    const char* word = " SET ";
    std::string set;
    for (const WriteColumn& column : target.rows.columns) {
        const std::size_t at = column.block_column;
        const CellColumn& after = images.after.columns()[at];
        if (!same_cell(images.before.columns()[at], after, row)) {
            set +=
                word + quoted_name(column.name) + "=" + sql_literal(target.logged[at], after, row);
            word = ", ";
        }
    }
    if (set.empty()) {
        return false;
    }
    sql += "UPDATE " + quoted_name(target.rows.table) + set;
    append_where(target, images.before, row, sql);
    return true;
}

void append_delete(
    const ChangeTarget& target, const RowBlock& before, std::size_t row, std::string& sql) {
    sql += "DELETE FROM " + quoted_name(target.rows.table);
    append_where(target, before, row, sql);
}

}  // namespace cutover
