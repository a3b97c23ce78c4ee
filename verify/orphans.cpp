#include "verify/orphans.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "runtime/interrupt.hpp"

namespace cutover {
namespace {

/// The condition that a row of `table` fulfils if it names a parent that is not there. A key with
/// a NULL in it names none (MATCH SIMPLE, the only way that servers know).
std::string orphaned(const TableName& table, const ForeignKey& key) {
    std::string names_one;
    std::string is_parent;
    for (std::size_t i = 0; i < key.columns.size() && i < key.referenced_columns.size(); ++i) {
        const std::string column = quoted_name(table) + "." + quoted_name(key.columns[i]);
        names_one += column + " IS NOT NULL AND ";
        is_parent += fmt::format(
            "{}`cutover_parent`.{} = {}", i == 0 ? "" : " AND ",
            quoted_name(key.referenced_columns[i]), column);
    }
    return fmt::format(
        "{}NOT EXISTS (SELECT 1 FROM {} AS `cutover_parent` WHERE {})", names_one,
        quoted_name(key.referenced), is_parent);
}

/// Of the rows that `where` lets through; empty: of all.
std::uint64_t count_orphans(
    ReadLane& lane, const TableName& table, const ForeignKey& key, const std::string& where) {
    const std::string condition = orphaned(table, key);
    return lane.count(
        {.table = table,
         .where = where.empty() ? condition : fmt::format("({}) AND ({})", where, condition)});
}

/// A constraint by the names that its table and columns have on the source.
std::optional<ForeignKey> constraint_here(
    const std::vector<TableUnderWay>& tables, const TablePair& child, const ForeignKey& there) {
    const auto parent = std::find_if(tables.begin(), tables.end(), [&](const TableUnderWay& table) {
        return table.pair.destination_name == there.referenced;
    });
    if (parent == tables.end()) {
        return std::nullopt;
    }
    const auto here = [](const TablePair& pair, std::vector<std::string> columns) {
        for (std::string& column : columns) {
            const auto& over_there = pair.destination.columns;
            const auto found = std::find_if(
                over_there.begin(), over_there.end(),
                [&](const ReadColumn& read) { return read.name == column; });
            column =
                found == over_there.end()
                    ? std::string()
                    : pair.source.columns.at(static_cast<std::size_t>(found - over_there.begin()))
                          .name;
        }
        return columns;
    };
    ForeignKey key = there;
    key.referenced = parent->pair.source_name;
    key.columns = here(child, there.columns);
    key.referenced_columns = here(parent->pair, there.referenced_columns);
    const auto unknown = [](const std::vector<std::string>& columns) {
        return std::count(columns.begin(), columns.end(), std::string()) > 0;
    };
    return unknown(key.columns) || unknown(key.referenced_columns) ? std::nullopt
                                                                   : std::optional(key);
}

/// All rows are known to be the source's.
bool is_proven_equal(const TableUnderWay& table) {
    return table.pair.obstacle.empty() && table.pair.source.where.empty() &&
           table.tally.unreadable.empty() && table.tally.covers_everything() &&
           table.tally.sum.equal() && table.found.total() == 0;
}

/// Where both tables are, the destination has the orphans that the source has and no others.
bool may_have_more_than_the_source(
    const std::vector<TableUnderWay>& tables, const TableUnderWay& child, const ForeignKey& key) {
    const auto parent = std::find_if(tables.begin(), tables.end(), [&](const TableUnderWay& table) {
        return table.pair.destination_name == key.referenced;
    });
    return parent == tables.end() || !is_proven_equal(child) || !is_proven_equal(*parent);
}

ObjectComparison look(
    const std::vector<TableUnderWay>& tables,
    const TablePair& pair,
    const ForeignKey& key,
    LanePair& lanes) {
    ObjectComparison found{
        .kind = "foreign key",
        .source = {pair.source_name.database, pair.source_name.table + "." + key.name},
        .destination =
            {pair.destination_name.database, pair.destination_name.table + "." + key.name},
        .verdict = TableVerdict::equal};
    try {
        const std::uint64_t there =
            count_orphans(lanes.destination.lane(), pair.destination_name, key, "");
        const auto same = there == 0 ? std::nullopt : constraint_here(tables, pair, key);
        const std::uint64_t here =
            same ? count_orphans(lanes.source.lane(), pair.source_name, *same, pair.source.where)
                 : 0;
        if (there > here) {
            found.verdict = TableVerdict::different;
            found.reason = fmt::format(
                "{} without a parent in {}; on the source {}",
                there == 1 ? "1 row" : std::to_string(there) + " rows", display(key.referenced),
                here);
        }
    } catch (const ServerError& error) {
        if (error.recovery() != Recovery::none) {
            throw;
        }
        found.verdict = TableVerdict::unproven;
        found.reason = std::string("its rows could not be looked for: ") + error.what();
    }
    return found;
}

}  // namespace

std::vector<ObjectComparison> find_orphans(
    const std::vector<TableUnderWay>& tables, const PassOptions& options) {
    std::vector<ObjectComparison> found;
    for (const TableUnderWay& table : tables) {
        for (const ForeignKey& key : table.pair.foreign_keys) {
            throw_if_interrupted();
            if (!may_have_more_than_the_source(tables, table, key)) {
                continue;
            }
            auto lanes = options.lanes.checkout();
            ObjectComparison constraint = look(tables, table.pair, key, *lanes);
            if (constraint.verdict != TableVerdict::equal) {
                found.push_back(std::move(constraint));
            }
        }
    }
    return found;
}

}  // namespace cutover
