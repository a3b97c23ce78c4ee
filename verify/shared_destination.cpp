#include "verify/shared_destination.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/name_rules.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

using Group = std::vector<TablePair*>;

std::string several_become(const TablePair& pair) {
    return "several tables become " + display(pair.destination_name);
}

/// Where each of the first pair's columns stands in the other's, by its name over there; names of
/// columns never tell cases apart.
std::optional<std::vector<std::size_t>> places_of_columns(
    const TablePair& first, const TablePair& other) {
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < other.destination.columns.size(); ++i) {
        places.emplace(lower_case(other.destination.columns[i].name), i);
    }
    std::vector<std::size_t> order;
    for (const ReadColumn& column : first.destination.columns) {
        const auto place = places.find(lower_case(column.name));
        if (place != places.end()) {
            order.push_back(place->second);
        }
    }
    const bool same_columns = order.size() == first.destination.columns.size() &&
                              order.size() == other.destination.columns.size();
    return same_columns ? std::optional(std::move(order)) : std::nullopt;
}

template<typename Item>
void permute(std::vector<Item>& items, const std::vector<std::size_t>& order) {
    std::vector<Item> permuted;
    permuted.reserve(order.size());
    for (const std::size_t place : order) {
        permuted.push_back(std::move(items.at(place)));
    }
    items = std::move(permuted);
}

/// The other's columns in the first's order; its literals, which nobody reads, stay as they are.
void reorder(TablePair& pair, const std::vector<std::size_t>& order) {
    permute(pair.source.columns, order);
    permute(pair.destination.columns, order);
    for (std::size_t& column : pair.key) {
        column =
            static_cast<std::size_t>(std::find(order.begin(), order.end(), column) - order.begin());
    }
}

/// But for their character sets, which can be made one (as_utf8mb4).
bool is_of_one_form(const ReadColumn& one, const ReadColumn& other) {
    return one.form == other.form && one.fraction_digits == other.fraction_digits &&
           one.is_date_only == other.is_date_only && one.width == other.width &&
           one.members == other.members;
}

bool is_of_one_order(const KeyColumn& one, const KeyColumn& other) {
    return one.form == other.form && one.as_utf8mb4 == other.as_utf8mb4 &&
           one.collation == other.collation;
}

std::string columns_that_differ(const TablePair& first, const TablePair& other) {
    std::string names;
    for (std::size_t i = 0; i < first.source.columns.size(); ++i) {
        if (!is_of_one_form(first.source.columns[i], other.source.columns[i])) {
            names += (names.empty() ? "" : ", ") + printable(first.destination.columns[i].name);
        }
    }
    return names;
}

/// One encoder reads the rows of both, and one chunk is a range of both keys. "": they are so.
std::string why_not_added(const TablePair& first, const TablePair& other) {
    const std::string both = display(first.source_name) + " and " + display(other.source_name);
    const std::string names = columns_that_differ(first, other);
    if (!names.empty()) {
        return fmt::format("{} have other types, lengths or members of {}", both, names);
    }
    if (first.key != other.key) {
        return both + " have keys of other columns";
    }
    for (std::size_t i = 0; i < first.key.size(); ++i) {
        if (!is_of_one_order(first.source.key[i], other.source.key[i])) {
            return fmt::format(
                "{} order their key by other collations of {}", both,
                printable(first.source.key[i].name));
        }
    }
    return {};
}

void leave_out(TablePair& pair, const std::string& why) {
    pair.source.also.clear();
    pair.read_with = {};
    pair.obstacle = several_become(pair) + ", and " + why;
    pair.without_rows = TableVerdict::unproven;
}

/// Puts the columns of all into the first's order. Why they cannot be added up; "": they can.
std::string align(const Group& group) {
    const TablePair& first = *group.front();
    for (const TablePair* const pair : group) {
        if (!pair->obstacle.empty()) {
            return display(pair->source_name) + " cannot be compared: " + pair->obstacle;
        }
    }
    for (auto other = group.begin() + 1; other != group.end(); ++other) {
        const auto order = places_of_columns(first, **other);
        if (!order) {
            return display(first.source_name) + " and " + display((*other)->source_name) +
                   " do not fill the same columns";
        }
        reorder(**other, *order);
        std::string why = why_not_added(first, **other);
        if (!why.empty()) {
            return why;
        }
    }
    return {};
}

/// Text that one side of any of the pairs converts, all convert: the same characters are then the
/// same bytes in each.
void unite_character_sets(const Group& group) {
    TablePair& first = *group.front();
    for (std::size_t i = 0; i < first.source.columns.size(); ++i) {
        const bool converts = std::any_of(group.begin(), group.end(), [i](const TablePair* pair) {
            return pair->source.columns[i].as_utf8mb4;
        });
        if (!converts) {
            continue;
        }
        for (TablePair* const pair : group) {
            pair->source.columns[i].as_utf8mb4 = true;
        }
        first.destination.columns[i].as_utf8mb4 = true;
        first.literals[i].read.as_utf8mb4 = true;
        first.literals[i].character_set = "utf8mb4";
    }
}

void join(const Group& group) {
    unite_character_sets(group);
    TablePair& first = *group.front();
    first.pairing.clear();  // rows of two tables may share what is unique in each
    for (auto other = group.begin() + 1; other != group.end(); ++other) {
        TablePair& pair = **other;
        first.estimated_rows += std::exchange(pair.estimated_rows, 0);
        first.estimated_bytes += std::exchange(pair.estimated_bytes, 0);
        first.one_order = first.one_order && pair.one_order;
        first.source.also.push_back(pair.source);
        pair.read_with = first.source_name;
        pair.obstacle = "its rows are compared with those of " + display(first.source_name);
        pair.without_rows = TableVerdict::unproven;
    }
}

bool is_joined(const TablePair& pair) {
    return !pair.source.also.empty() || pair.read_with != TableName{};
}

}  // namespace

void read_together(std::vector<TableUnderWay>& tables) {
    std::map<std::pair<TableName, TableName>, Group> groups;
    for (TableUnderWay& table : tables) {
        groups[{table.pair.destination_name, table.pair.spelt}].push_back(&table.pair);
    }
    for (const auto& [name, group] : groups) {
        if (group.size() < 2) {
            continue;
        }
        const std::string why = align(group);
        if (why.empty()) {
            join(group);
            continue;
        }
        for (TablePair* const pair : group) {
            if (pair->obstacle.empty()) {
                leave_out(*pair, why);
            }
        }
    }
}

void leave_out_joined(std::vector<TableUnderWay>& tables, const std::string& why) {
    for (TableUnderWay& table : tables) {
        if (is_joined(table.pair)) {
            leave_out(table.pair, why);
        }
    }
}

std::vector<std::string> told_of_joined(const std::vector<TableUnderWay>& tables) {
    constexpr std::size_t most_named = 5;
    std::size_t joined = 0;
    std::vector<std::string> sentences;
    for (const TableUnderWay& table : tables) {
        if (table.pair.source.also.empty() || ++joined > most_named) {
            continue;
        }
        std::string names = display(table.pair.source_name);
        for (const RowSource& other : table.pair.source.also) {
            names += ", " + display(other.table);
        }
        sentences.push_back(fmt::format(
            "{} is what {} become: they are compared as one.", display(table.pair.destination_name),
            names));
    }
    if (joined > most_named) {
        sentences.push_back(
            fmt::format("So are those of {} more such tables.", joined - most_named));
    }
    return sentences;
}

TableComparison as_part_of(const TableComparison& whole, const TablePair& part) {
    TableComparison comparison{
        .source = part.source_name,
        .destination = whole.destination,
        .verdict = whole.verdict,
        .compared_with = whole.source,
        .float_rule = whole.float_rule,
        .comparison = whole.comparison,
        .source_position = whole.source_position,
        .destination_position = whole.destination_position};
    if (whole.verdict != TableVerdict::equal) {
        comparison.reason = "compared with " + display(whole.source) + ": " + whole.reason;
    }
    if (whole.source_count && whole.destination_count) {
        comparison.source_count = comparison.destination_count = 0;
    }
    return comparison;
}

}  // namespace cutover
