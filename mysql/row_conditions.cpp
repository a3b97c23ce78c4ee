#include "mysql/row_conditions.hpp"

#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

constexpr const char* purpose_of_mode = "setting up the session for conditions";

RowTarget target_of(const ConditionTable& table, const RowCondition& condition) {
    RowTarget target{.table = table.name};
    target.columns.push_back({.name = table.number, .block_column = 0, .data_type = "bigint"});
    for (const std::size_t place : table.columns) {
        const ColumnDefinition& column = condition.columns[place];
        target.columns.push_back(
            {.name = column.name,
             .block_column = target.columns.size(),
             .data_type = column.data_type});
    }
    return target;
}

}  // namespace

MysqlRowConditions::MysqlRowConditions(const Endpoint& endpoint)
    : session_(endpoint, SessionRole::writing) {
    const TextRows mode = session_.query("SELECT @@SESSION.sql_mode", purpose_of_mode);
    writing_mode_ = mode.rows.at(0).at(0).value_or("");
}

void MysqlRowConditions::define(const RowCondition& condition) {
    const auto before = defined_.find(condition.table);
    if (before != defined_.end()) {
        session_.execute(
            "DROP TEMPORARY TABLE IF EXISTS " + quoted_name(before->second.table.name),
            before->second.purpose);
        defined_.erase(before);
    }
    Defined defined;
    defined.purpose = "evaluating the condition of " + display(condition.table);
    defined.table =
        condition_table(condition, {"cutover", fmt::format("condition_{}", tables_made_++)});
    defined.target = target_of(defined.table, condition);
    try {
        session_.execute(defined.table.create, defined.purpose);
        (void)ask(defined);
    } catch (const ServerError& error) {
        if (error.recovery() != Recovery::none) {
            throw;
        }
        throw Error(
            Recovery::none, ExitCode::no,
            fmt::format(
                "{}; while following, \"where\" is evaluated by the destination on logged rows: "
                "write it so that both servers take it, with nothing but the table's own columns",
                error.what()));
    }
    defined.inserter = std::make_unique<RowInserter>(session_, RowInserter::Use::few_rows);
    defined_[condition.table] = std::move(defined);
}

std::vector<std::uint8_t> MysqlRowConditions::fulfilled(
    const TableName& table, const RowBlock& rows) {
    Defined& defined = defined_.at(table);
    std::vector<CellColumn>& columns = defined.rows.columns();
    columns.assign(1, {.form = CellForm::natural});
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        columns.front().add_number(row);
    }
    for (const std::size_t place : defined.table.columns) {
        columns.push_back(rows.columns().at(place));
    }
    session_.execute("START TRANSACTION", defined.purpose);
    (void)defined.inserter->write(defined.target, defined.rows);
    const TextRows numbers = ask(defined);
    session_.execute("ROLLBACK", defined.purpose);  // and the table is empty again
    defined.rows.columns().clear();
    std::vector<std::uint8_t> flags(rows.rows());
    for (const auto& number : numbers.rows) {
        flags.at(std::strtoull(number.at(0).value_or("").c_str(), nullptr, 10)) = 1;
    }
    return flags;
}

/// The mode of reading sessions decides what dates a literal may be, for one.
TextRows MysqlRowConditions::ask(const Defined& defined) {
    session_.execute("SET SESSION sql_mode=''", purpose_of_mode);
    TextRows numbers = session_.query(defined.table.select, defined.purpose);
    session_.execute("SET SESSION sql_mode=" + string_literal(writing_mode_), purpose_of_mode);
    return numbers;
}

}  // namespace cutover
