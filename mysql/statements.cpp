/// SQL text as pure functions. Two rules make chunks a partition of the table:
///
/// - The server compares a bound value exactly as it orders the column: text in the column's own
///   character set and collation, DECIMAL as DECIMAL, numbers as 64 bits with their sign, dates as
///   dates, ENUM and SET by number, as their index is ordered.
/// - A bound of several columns is compared lexicographically. Row constructors would say so in
///   one word, but MySQL 5.6 reads the whole index for them; `a >= ? AND (a > ? OR (a = ? AND
///   ...))` is a range for every optimiser.
#include "mysql/statements.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "mysql/digest_expressions.hpp"

namespace cutover {
namespace {

bool is_member_number(CellForm form) {
    return form == CellForm::enumeration || form == CellForm::set;
}

std::string read_expression(std::string_view name, CellForm form, bool as_utf8mb4) {
    if (is_member_number(form)) {
        return fmt::format("CAST({} AS UNSIGNED)", quoted_name(name));
    }
    return as_utf8mb4 ? fmt::format("CONVERT({} USING utf8mb4)", quoted_name(name))
                      : quoted_name(name);
}

/// What stands for a bound value of the column.
std::string placeholder(const KeyColumn& column) {
    if (column.form == CellForm::decimal) {
        return fmt::format("CAST(? AS DECIMAL({},{}))", column.precision, column.scale);
    }
    if (column.form != CellForm::text || column.character_set.empty()) {
        return "?";
    }
    const std::string_view value = column.as_utf8mb4 ? "CONVERT(? USING utf8mb4)" : "?";
    return fmt::format(
        "CONVERT({} USING {}) COLLATE {}", value, column.character_set, column.collation);
}

/// A server holds a row that it found by its key against a sorted list, and against half of the
/// conditions that OR joins. Other types of values mean something else in a list than behind `=`.
bool is_looked_up_in_a_list(const RowSource& source) {
    const KeyColumn& column = source.key.front();
    const bool is_text = column.form == CellForm::text && !column.character_set.empty();
    return source.key.size() == 1 &&
           (column.form == CellForm::integer || column.form == CellForm::natural || is_text ||
            column.form == CellForm::bytes);
}

/// A condition under construction: its text, and the values of its `?` in order.
class Condition {
  public:
    explicit Condition(const RowSource& source) : source_(source) {
        if (!source.where.empty()) {
            conditions_.push_back('(' + source.where + ')');
        }
    }

    Condition(const RowSource& source, std::nullptr_t /*ignore where*/) : source_(source) {}

    void add_after(const KeyTuple& key) { add_bound(key, ">", ">"); }

    void add_up_to(const KeyTuple& key) { add_bound(key, "<", "<="); }

    /// As a list of conditions and not of row constructors, for the same reason as above.
    void add_any_of(std::span<const KeyTuple> keys) {
        if (is_looked_up_in_a_list(source_)) {
            add_list(keys);
            return;
        }
        std::string text;
        for (const KeyTuple& key : keys) {
            std::string_view joint = text.empty() ? "(" : " OR (";
            for (std::size_t part = 0; part < key.size(); ++part) {
                text += joint;
                text += compare(key, part, "=");
                joint = " AND ";
            }
            text += ')';
        }
        conditions_.push_back('(' + text + ')');
    }

    [[nodiscard]] Statement in(const std::string& before, const std::string& behind = {}) const {
        Statement statement{.sql = before, .parameters = parameters_};
        std::string_view joint = " WHERE ";
        for (const std::string& condition : conditions_) {
            statement.sql += joint;
            statement.sql += condition;
            joint = " AND ";
        }
        statement.sql += behind;
        return statement;
    }

  private:
    void add_list(std::span<const KeyTuple> keys) {
        const KeyColumn& column = source_.key.front();
        std::string text = quoted_name(column.name);
        std::string_view joint = " IN (";
        for (const KeyTuple& key : keys) {
            bind(column, key.front());
            text += joint;
            text += placeholder(column);
            joint = ", ";
        }
        conditions_.push_back(text + ')');
    }

    void bind(const KeyColumn& column, const KeyValue& value) {
        parameters_.push_back(
            {.value = value,
             .form = column.form,
             .is_plain_text = column.form == CellForm::text && column.character_set.empty()});
    }

    std::string compare(const KeyTuple& key, std::size_t part, std::string_view comparison) {
        const KeyColumn& column = source_.key[part];
        bind(column, key[part]);
        return fmt::format("{} {} {}", quoted_name(column.name), comparison, placeholder(column));
    }

    void add_bound(const KeyTuple& key, std::string_view strict, std::string_view last) {
        if (key.size() > 1) {
            conditions_.push_back(compare(key, 0, std::string(strict) + '='));
        }
        std::string text;
        for (std::size_t part = 0; part + 1 < key.size(); ++part) {
            text += '(' + compare(key, part, strict) + " OR (" + compare(key, part, "=") + " AND ";
        }
        text += compare(key, key.size() - 1, last);
        for (std::size_t part = 0; part + 1 < key.size(); ++part) {
            text += "))";
        }
        conditions_.push_back(std::move(text));
    }

    const RowSource& source_;
    std::vector<std::string> conditions_{};
    std::vector<Parameter> parameters_{};
};

void add_bounds(
    Condition& condition,
    const std::optional<KeyTuple>& after,
    const std::optional<KeyTuple>& up_to) {
    if (after) {
        condition.add_after(*after);
    }
    if (up_to) {
        condition.add_up_to(*up_to);
    }
}

std::string from_table(const RowSource& source, bool by_key) {
    std::string sql = " FROM " + quoted_name(source.table);
    if (by_key && !source.key_name.empty()) {
        sql += " FORCE INDEX (" + quoted_name(source.key_name) + ')';
    }
    return sql;
}

std::string key_list(const RowSource& source) {
    std::string list;
    for (const KeyColumn& column : source.key) {
        list += list.empty() ? "" : ", ";
        list += read_expression(column.name, column.form, column.as_utf8mb4);
    }
    return list;
}

/// Of the row of that number, from 1, in the order of the key.
Statement select_one_key(const RowSource& source, const Condition& condition, std::uint64_t row) {
    std::string order;
    for (const KeyColumn& column : source.key) {
        order += (order.empty() ? " ORDER BY " : ", ") + quoted_name(column.name);
    }
    return condition.in(
        "SELECT " + key_list(source) + from_table(source, true),
        fmt::format("{} LIMIT 1 OFFSET {}", order, row - 1));
}

std::string select_columns(const RowSource& source) {
    std::string sql = "SELECT ";
    for (const ReadColumn& column : source.columns) {
        sql += &column == source.columns.data() ? "" : ", ";
        sql += read_expression(column.name, column.form, column.as_utf8mb4);
    }
    return sql;
}

/// LOAD DATA LOCAL skips duplicates unless told to replace; the writer checks what was skipped.
std::string_view load_verb(OnConflict on_conflict) {
    return on_conflict == OnConflict::overwrite ? "REPLACE " : "";
}

}  // namespace

Statement select_rows(const RowSource& source, const Chunk& chunk) {
    Condition condition(source);
    add_bounds(condition, chunk.after, chunk.up_to);
    return condition.in(select_columns(source) + from_table(source, chunk.after || chunk.up_to));
}

Statement digest_rows(const RowSource& source, const Chunk& chunk) {
    Condition condition(source);
    add_bounds(condition, chunk.after, chunk.up_to);
    return condition.in(
        "SELECT " + digest_expressions(source) + from_table(source, chunk.after || chunk.up_to));
}

std::size_t keys_at_once(const RowSource& source) {
    return is_looked_up_in_a_list(source) ? 500 : 100;
}

Statement select_keys(const RowSource& source, std::span<const KeyTuple> keys) {
    Condition condition(source);
    condition.add_any_of(keys);
    return condition.in(select_columns(source) + from_table(source, true));
}

Statement count_rows(const RowSource& source) {
    return Condition(source).in("SELECT COUNT(*)" + from_table(source, false));
}

Statement select_key_range(
    const RowSource& source,
    const std::optional<KeyTuple>& after,
    const std::optional<KeyTuple>& up_to) {
    const std::string key = quoted_name(source.key.front().name);
    Condition condition(source, nullptr);
    add_bounds(condition, after, up_to);
    return condition.in(
        fmt::format("SELECT MIN({}), MAX({})", key, key) + from_table(source, true));
}

Statement select_boundary(
    const RowSource& source, const std::optional<KeyTuple>& after, std::uint64_t rows) {
    Condition condition(source, nullptr);
    add_bounds(condition, after, std::nullopt);
    return select_one_key(source, condition, rows);
}

Statement select_key_at(const RowSource& source, const Chunk& chunk, std::uint64_t row) {
    Condition condition(source);
    add_bounds(condition, chunk.after, chunk.up_to);
    return select_one_key(source, condition, row);
}

Statement explain_range(
    const RowSource& source,
    const std::optional<KeyTuple>& after,
    const std::optional<KeyTuple>& up_to) {
    Condition condition(source, nullptr);
    add_bounds(condition, after, up_to);
    return condition.in("EXPLAIN SELECT " + key_list(source) + from_table(source, true));
}

std::string insert_bound(const RowTarget& target) {
    std::string sql = insert_text(target);
    char joint = '(';
    for (const WriteColumn& column : target.columns) {
        sql += joint + value_expression(column);
        joint = ',';
    }
    return sql + ')';
}

bool is_number_in_disguise(const WriteColumn& column, CellForm form) {
    return is_member_number(form) || column.data_type == "bit" || column.data_type == "year";
}

/// What LOAD DATA's SET makes of a field; empty: the field goes straight into the column.
std::string load_expression(const WriteColumn& column, CellForm form, std::string_view variable) {
    if (is_number_in_disguise(column, form)) {
        return fmt::format("CAST({} AS UNSIGNED)", variable);
    }
    std::string expression = value_expression(column);
    return expression == "?" ? std::string()
                             : expression.replace(expression.find('?'), 1, variable);
}

/// With a SET clause at all, MySQL 5.6 takes a 0 that goes straight into an AUTO_INCREMENT column
/// for "the next value", whatever NO_AUTO_VALUE_ON_ZERO says; not so one that SET assigns.
std::string load_integer(CellForm form, std::string_view variable) {
    return form == CellForm::integer   ? fmt::format("CAST({} AS SIGNED)", variable)
           : form == CellForm::natural ? fmt::format("CAST({} AS UNSIGNED)", variable)
                                       : std::string();
}

std::string load_data(const RowTarget& target, const std::vector<CellForm>& forms) {
    std::vector<std::string> expressions;
    bool sets_any = false;
    for (std::size_t i = 0; i < target.columns.size(); ++i) {
        expressions.push_back(load_expression(target.columns[i], forms[i], fmt::format("@c{}", i)));
        sets_any = sets_any || !expressions.back().empty();
    }
    std::string fields;
    std::string assignments;
    for (std::size_t i = 0; i < target.columns.size(); ++i) {
        const std::string name = quoted_name(target.columns[i].name);
        const std::string variable = fmt::format("@c{}", i);
        std::string& expression = expressions[i];
        if (sets_any && expression.empty()) {
            expression = load_integer(forms[i], variable);
        }
        fields += i == 0 ? "" : ",";
        fields += expression.empty() ? name : variable;
        if (!expression.empty()) {
            assignments +=
                fmt::format("{}{}={}", assignments.empty() ? " SET " : ", ", name, expression);
        }
    }
    return fmt::format(
        "LOAD DATA LOCAL INFILE 'cutover' {}INTO TABLE {} CHARACTER SET binary "
        "FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' ({}){}",
        load_verb(target.on_conflict), quoted_name(target.table), fields, assignments);
}

}  // namespace cutover
