#include "mysql/condition_table.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/sql_tokens.hpp"
#include "core/utf8.hpp"

namespace cutover {
namespace {

/// In lower case. Which letters beyond ASCII are the same to a server is its own affair: columns
/// with such names always count.
std::set<std::string> names_in(const std::string& condition) {
    std::set<std::string> names;
    for (const SqlToken& token : meaningful_tokens(condition)) {
        if (is_name(token)) {
            names.insert(ascii_lower(name_of(token)));
        }
    }
    return names;
}

std::string member_list(const ColumnDefinition& column) {
    std::string list;
    for (const std::string& member : column.members) {
        list += (list.empty() ? "" : ",") + string_literal(member);
    }
    return column.data_type + "(" + list + ")";
}

/// NULL is said aloud: a TIMESTAMP would else be NOT NULL. Nothing that fills a value in by itself.
std::string column_text(const ColumnDefinition& column) {
    std::string text = quoted_name(column.name) + " " +
                       (column.members.empty() ? column.column_type : member_list(column));
    if (!column.character_set.empty()) {
        text += " CHARACTER SET " + column.character_set + " COLLATE " + column.collation;
    }
    return text + " NULL";
}

std::string unused_name(const std::vector<ColumnDefinition>& columns) {
    std::string name = "cutover_row";
    const auto is_taken = [&](const ColumnDefinition& column) {
        return ascii_lower(column.name) == name;
    };
    while (std::any_of(columns.begin(), columns.end(), is_taken)) {
        name += '_';
    }
    return name;
}

}  // namespace

ConditionTable condition_table(const RowCondition& condition, const TableName& name) {
    ConditionTable table{.name = name, .number = unused_name(condition.columns)};
    const std::string number = quoted_name(table.number);
    const std::set<std::string> named = names_in(condition.where);
    std::string columns = number + " BIGINT UNSIGNED NOT NULL PRIMARY KEY";
    for (std::size_t i = 0; i < condition.columns.size(); ++i) {
        const ColumnDefinition& column = condition.columns[i];
        if (!is_ascii(column.name) || named.contains(ascii_lower(column.name))) {
            columns += ", " + column_text(column);
            table.columns.push_back(i);
        }
    }
    table.create = fmt::format(
        "CREATE TEMPORARY TABLE {} ({}) ENGINE=InnoDB ROW_FORMAT=DYNAMIC", quoted_name(name),
        columns);
    table.select = fmt::format(
        "SELECT {} FROM {} AS {} WHERE ({})", number, quoted_name(name),
        quoted_name(condition.table.table), condition.where);
    return table;
}

}  // namespace cutover
