#include "core/change_target.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "core/error.hpp"

namespace cutover {
namespace {

std::map<std::string, std::size_t> places_of(const TableDefinition& source) {
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < source.columns.size(); ++i) {
        places[source.columns[i].name] = i;
    }
    return places;
}

/// Nobody looks at each value again after it is written, so it must be certain beforehand that the
/// column can hold whatever the source's can.
void require_room(
    const TablePlan& plan, const ColumnPlan& column, const ColumnDefinition* over_there) {
    const std::string& from = column.source.character_set;
    const std::string to = over_there == nullptr ? std::string() : over_there->character_set;
    const bool holds_all = to == "utf8mb4" || to == "utf16" || to == "utf16le" || to == "utf32";
    if (!holds_all && from != "ascii") {
        throw Error(
            Recovery::none, ExitCode::no,
            fmt::format(
                "column {} of {} has the character set {} on the destination, which may not hold "
                "what is logged in {}; give it {} or utf8mb4 there, and copy the task anew with "
                "--restart",
                printable(column.destination), display(plan.destination), printable(to),
                printable(from), printable(from)));
    }
}

bool is_key_part(const TablePlan& plan, const std::string& name) {
    return std::any_of(
        plan.key.begin(), plan.key.end(), [&](const KeyColumn& part) { return part.name == name; });
}

/// An expression may be of any of the columns.
bool is_unique_part(const TableDefinition& there, const std::string& column) {
    return std::any_of(there.keys.begin(), there.keys.end(), [&](const KeyDefinition& key) {
        return key.unique &&
               std::any_of(key.parts.begin(), key.parts.end(), [&](const KeyPart& part) {
                   return part.column.empty() || part.column == column;
               });
    });
}

}  // namespace

ChangeTarget change_target(
    const TablePlan& plan, const TableDefinition& source, const TableDefinition& there) {
    const RowSource read = source_rows(plan, there);
    const std::map<std::string, std::size_t> places = places_of(source);
    ChangeTarget target;
    target.rows = row_target(plan, there, OnConflict::fail);
    target.keyless = plan.key.empty();
    target.logged.resize(source.columns.size());
    target.unique.resize(source.columns.size());
    std::vector<std::size_t> planned_at;
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        const ColumnPlan& column = plan.columns[i];
        const std::size_t at = places.at(column.source.name);
        planned_at.push_back(at);
        LiteralColumn& logged = target.logged[at];
        logged.name = column.destination;
        target.unique[at] = is_unique_part(there, column.destination);
        logged.read = read.columns[i];
        logged.read.as_utf8mb4 = false;  // the log has the source's bytes
        logged.character_set = column.source.character_set;
        logged.is_converted = read.columns[i].as_utf8mb4;
        if (logged.is_converted) {
            require_room(plan, column, find_column(there, column.destination));
        }
        logged.is_key = is_key_part(plan, column.source.name);
        if (logged.is_key || target.keyless) {
            target.key.push_back(at);
        }
    }
    for (WriteColumn& column : target.rows.columns) {
        column.block_column = planned_at.at(column.block_column);
        const LiteralColumn& logged = target.logged.at(column.block_column);
        if (logged.is_converted) {
            column.from_character_set = character_set_in_sql(logged.character_set);
        }
    }
    return target;
}

}  // namespace cutover
