#include "verify/orphans.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "runtime/interrupt.hpp"
#include "verify/guarded.hpp"

namespace cutover {
namespace {

/// A foreign key as one side has it. Where several tables become one a row has its parent in any of
/// those that the parents are in.
struct Constraint {
    TableName table{};
    std::string where{};  ///< Which rows count; empty: all.
    std::vector<std::string> columns{};

    struct Parent {
        TableName table{};
        std::vector<std::string> columns{};
    };

    std::vector<Parent> parents{};
};

/// The condition that a row fulfils if it names a parent that is not there. A key with a NULL in it
/// names none (MATCH SIMPLE, the only way that servers know).
std::string orphaned(const Constraint& key) {
    std::string condition;
    for (const std::string& column : key.columns) {
        condition += fmt::format(
            "{}{}.{} IS NOT NULL", condition.empty() ? "" : " AND ", quoted_name(key.table),
            quoted_name(column));
    }
    for (const Constraint::Parent& parent : key.parents) {
        std::string is_parent;
        for (std::size_t i = 0; i < key.columns.size() && i < parent.columns.size(); ++i) {
            is_parent += fmt::format(
                "{}`cutover_parent`.{} = {}.{}", i == 0 ? "" : " AND ",
                quoted_name(parent.columns[i]), quoted_name(key.table),
                quoted_name(key.columns[i]));
        }
        condition += fmt::format(
            " AND NOT EXISTS (SELECT 1 FROM {} AS `cutover_parent` WHERE {})",
            quoted_name(parent.table), is_parent);
    }
    return condition;
}

std::uint64_t count_orphans(ReadLane& lane, const Constraint& key) {
    const std::string condition = orphaned(key);
    return lane.count(
        {.table = key.table,
         .where =
             key.where.empty() ? condition : fmt::format("({}) AND ({})", key.where, condition)});
}

/// By the names that they have on the source; nothing where one is not among what is compared.
std::optional<std::vector<std::string>> columns_here(
    const TablePair& pair, const std::vector<std::string>& columns) {
    std::vector<std::string> here;
    const auto& over_there = pair.destination.columns;
    for (const std::string& column : columns) {
        const auto found = std::find_if(
            over_there.begin(), over_there.end(),
            [&](const ReadColumn& read) { return read.name == column; });
        if (found == over_there.end()) {
            return std::nullopt;
        }
        here.push_back(
            pair.source.columns.at(static_cast<std::size_t>(found - over_there.begin())).name);
    }
    return here;
}

/// The source's tables that become the one that the key is of, each with the parents that it has
/// there. Empty where a table or a column is not known.
std::vector<Constraint> constraints_here(
    const std::vector<TableUnderWay>& tables, const TableName& child, const ForeignKey& there) {
    std::vector<Constraint::Parent> parents;
    std::vector<Constraint> found;
    for (const TableUnderWay& table : tables) {
        if (table.pair.destination_name == there.referenced) {
            const auto columns = columns_here(table.pair, there.referenced_columns);
            if (!columns) {
                return {};
            }
            parents.push_back({table.pair.source_name, *columns});
        }
        if (table.pair.destination_name == child) {
            const auto columns = columns_here(table.pair, there.columns);
            if (!columns) {
                return {};
            }
            found.push_back({table.pair.source_name, table.pair.source.where, *columns});
        }
    }
    for (Constraint& key : found) {
        key.parents = parents;
    }
    return parents.empty() ? std::vector<Constraint>() : found;
}

bool has_filter(const RowSource& source) {
    return !source.where.empty() || std::any_of(source.also.begin(), source.also.end(), has_filter);
}

/// All rows are known to be the source's.
bool is_proven_equal(const TableUnderWay& table) {
    return table.pair.obstacle.empty() && !has_filter(table.pair.source) &&
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

/// Of a table that somebody has locked there is nothing to be had but a long wait.
bool is_shut(const std::vector<TableUnderWay>& tables, const TableName& there) {
    return std::any_of(tables.begin(), tables.end(), [&](const TableUnderWay& table) {
        return table.pair.destination_name == there && table.access->load() != TableAccess::open;
    });
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
    if (is_shut(tables, pair.destination_name) || is_shut(tables, key.referenced)) {
        found.verdict = TableVerdict::unproven;
        found.reason = "its rows were not looked for: one of the two tables could not be read";
        return found;
    }
    try {
        const std::uint64_t there = count_orphans(
            lanes.destination.lane(),
            {pair.destination_name, "", key.columns, {{key.referenced, key.referenced_columns}}});
        std::uint64_t here = 0;
        if (there > 0) {
            for (const Constraint& one : constraints_here(tables, pair.destination_name, key)) {
                here += count_orphans(lanes.source.lane(), one);
            }
        }
        if (there > here) {
            found.verdict = TableVerdict::different;
            found.reason = fmt::format(
                "{} without a parent in {}; on the source {}",
                there == 1 ? "1 row" : std::to_string(there) + " rows", display(key.referenced),
                here);
        }
    } catch (const Error& error) {
        // The other table may be none of the task's, and this account need not see it.
        if (!is_of_one_table(error) && error.exit_code() != ExitCode::refused) {
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
    std::set<TableName> looked_at;  // several tables of the source may be one over there
    for (const TableUnderWay& table : tables) {
        if (!looked_at.insert(table.pair.destination_name).second) {
            continue;
        }
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
