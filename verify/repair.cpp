#include "verify/repair.hpp"

#include <fmt/format.h>

#include "core/lost_update.hpp"
#include "runtime/sha256.hpp"

namespace cutover {
namespace {

/// A statement holds the new value of a row already, and has to fit into a packet: what is longer
/// is known again by its hash.
constexpr std::size_t most_spelt_bytes = 64U << 10U;

bool is_known_by_hash(const LiteralColumn& column, const CellColumn& cells, std::size_t row) {
    const bool is_bytes = column.read.form == CellForm::text || column.read.form == CellForm::bytes;
    return is_bytes && cells.is_null.at(row) == 0 && cells.bytes_of(row).size() > most_spelt_bytes;
}

std::string matches_by_hash(const LiteralColumn& column, std::string_view bytes) {
    const std::string name = quoted_name(column.name);
    return fmt::format(
        "SHA2(BINARY {}, 256) <=> '{}'",
        column.read.as_utf8mb4 ? "CONVERT(" + name + " USING utf8mb4)" : name, sha256(bytes));
}

std::string matches(const TablePair& pair, RowRef row) {
    std::string condition;
    for (std::size_t i = 0; i < pair.literals.size(); ++i) {
        const LiteralColumn& column = pair.literals[i];
        const CellColumn& cells = row.block.columns().at(i);
        condition += (condition.empty() ? "" : " AND ") +
                     (is_known_by_hash(column, cells, row.row)
                          ? matches_by_hash(column, cells.bytes_of(row.row))
                          : sql_matches(column, cells, row.row));
    }
    return condition;
}

/// The source's value as the destination's column takes it. The numbers of ENUM and SET mean other
/// members where the two are defined otherwise, so it is read as the source's.
std::string wanted_literal(const TablePair& pair, std::size_t i, RowRef source) {
    LiteralColumn column = pair.literals.at(i);
    column.read = pair.source.columns.at(i);
    return sql_literal(column, source.block.columns().at(i), source.row);
}

bool is_wanted(const TablePair& pair, std::size_t i, RowRef source, RowRef destination) {
    return wanted_literal(pair, i, source) ==
           sql_literal(pair.literals.at(i), destination.block.columns().at(i), destination.row);
}

/// Values of JSON that differ and that the destination may take for equal.
bool is_json_lost_by_update(std::size_t i, RowRef source, RowRef destination) {
    const CellColumn& here = source.block.columns().at(i);
    const CellColumn& there = destination.block.columns().at(i);
    return here.form == CellForm::json && there.form == CellForm::json &&
           here.is_null.at(source.row) == 0 && there.is_null.at(destination.row) == 0 &&
           are_equal_to_mysql(here.bytes_of(source.row), there.bytes_of(destination.row));
}

/// As in core/lost_update.hpp.
bool is_lost_by_update(const TablePair& pair, RowRef source, RowRef destination) {
    bool has_json = false;
    for (const std::size_t i : pair.written) {
        const bool is_json = is_json_lost_by_update(i, source, destination);
        if (!is_json && !is_wanted(pair, i, source, destination)) {
            return false;
        }
        has_json = has_json || is_json;
    }
    return has_json;
}

/// Every column that differs, and every date as itself: a column with ON UPDATE CURRENT_TIMESTAMP
/// changes unless the statement assigns it.
std::string assignments(const TablePair& pair, RowRef source, RowRef destination) {
    std::string list;
    for (const std::size_t i : pair.written) {
        const LiteralColumn& column = pair.literals.at(i);
        const bool differs = !is_wanted(pair, i, source, destination);
        const std::string name = quoted_name(column.name);
        if (differs || column.read.form == CellForm::date) {
            list += (list.empty() ? "" : ", ") + name + " = " +
                    (differs ? wanted_literal(pair, i, source) : name);
        }
    }
    return list;
}

}  // namespace

RepairStatement insert_row(const TablePair& pair, RowRef source) {
    std::string names;
    std::string values;
    for (const std::size_t i : pair.written) {
        const char* const comma = names.empty() ? "" : ", ";
        names += comma + quoted_name(pair.literals.at(i).name);
        values += comma + wanted_literal(pair, i, source);
    }
    return {
        pair.destination_name, RepairStage::write,
        fmt::format(
            "INSERT INTO {} ({}) VALUES ({});", quoted_name(pair.destination_name), names, values)};
}

RepairStatement delete_row(const TablePair& pair, RowRef destination, std::uint64_t copies) {
    return {
        pair.destination_name, RepairStage::remove,
        fmt::format(
            "DELETE FROM {} WHERE {} LIMIT {};", quoted_name(pair.destination_name),
            matches(pair, destination), copies)};
}

std::vector<RepairStatement> change_row(const TablePair& pair, RowRef source, RowRef destination) {
    // Where the task leaves columns of the destination alone, no row of it may go: an UPDATE that
    // another row's unique value stands in the way of ends the run, and changes nothing.
    if (!pair.has_other_columns &&
        (pair.has_other_unique_keys || is_lost_by_update(pair, source, destination))) {
        return {delete_row(pair, destination, 1), insert_row(pair, source)};
    }
    const std::string list = assignments(pair, source, destination);
    if (list.empty()) {
        return {};  // only generated columns differ: the definition is what has to be mended
    }
    return {
        {pair.destination_name, RepairStage::write,
         fmt::format(
             "UPDATE {} SET {} WHERE {} LIMIT 1;", quoted_name(pair.destination_name), list,
             matches(pair, destination))}};
}

std::string repair_preamble() {
    return "-- Makes the destination hold what the source held when it was verified. Read it, run "
           "it\n"
           "-- on the destination with nothing else writing there, then verify again. Triggers of "
           "the\n"
           "-- destination fire. A row that has changed meanwhile is left alone, or ends the run.\n"
           "-- Each table is mended in one transaction: where a statement fails, the client stops "
           "and\n"
           "-- that table stays as it was. So run it without --force. What failed in a table "
           "without\n"
           "-- transactions (MyISAM, Aria) is not undone.\n"
           "SET SESSION time_zone = '+00:00', sql_mode = 'NO_AUTO_VALUE_ON_ZERO',\n"
           "    foreign_key_checks = 0;\n"
           "SET NAMES utf8mb4;\n";
}

}  // namespace cutover
