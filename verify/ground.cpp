#include "verify/ground.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/object_selection.hpp"
#include "verify/changed_definitions.hpp"
#include "verify/pairing_key.hpp"
#include "verify/refused_tables.hpp"
#include "verify/shared_destination.hpp"

namespace cutover {
namespace {

bool matches(const std::string& pattern, const TableName& table) {
    return glob_matches(pattern, table.database + "." + table.table);
}

/// A row whose reals may be forgiven is looked for by all of it but those.
void choose_pairing(
    TablePair& pair,
    const TablePlan& plan,
    const TableDefinition* here,
    const TableDefinition* there) {
    if (here != nullptr && there != nullptr && pair.key.empty() && pair.reals.empty()) {
        pair.pairing = pairing_key(plan, *here, *there);
    }
}

}  // namespace

void Ground::pair_tables() {
    destination_ = destination_server_.catalog(destination_databases());
    const bool from_mariadb = source_server_.facts().flavour == Flavour::mariadb;
    const bool to_mariadb = destination_server_.facts().flavour == Flavour::mariadb;
    PairingRules rules{request_.floats, from_mariadb == to_mariadb};
    rules.floats.fold_negative_zero = from_mariadb != to_mariadb;
    tables_.clear();
    left_behind_.clear();
    const auto refused = refused_tables(plan());
    // Whoever asks for one of several tables that become one asks for all of them.
    std::set<std::pair<TableName, TableName>> asked_for;
    for (const TablePlan& table : plan().tables) {
        if (is_asked_for(table.source)) {
            asked_for.emplace(table.destination, table.spelt);
        }
    }
    for (const TablePlan& table : plan().tables) {
        if (!asked_for.contains({table.destination, table.spelt})) {
            continue;
        }
        const TableDefinition* const there = find_table(destination_, table.destination);
        tables_.push_back({pair_table(table, there, rules)});
        TablePair& pair = tables_.back().pair;
        choose_pairing(pair, table, find_table(source(), table.source), there);
        const auto refusal = refused.find(table.source);
        if (there == nullptr && refusal != refused.end() && refusal->second.is_whole) {
            pair.obstacle = refusal->second.reason;
            pair.without_rows = TableVerdict::skipped;
            left_behind_.insert(table.source);
        }
    }
    read_together(tables_);
}

bool Ground::is_still_firm() {
    SourceGround now = request_.look_again();
    changed_ = changed_definitions(plan(), source(), now);
    newer_ = std::move(now);
    return changed_.empty();
}

void Ground::leave_out_what_changed() {
    for (TableUnderWay& table : tables_) {
        if (changed_.contains(table.pair.source_name)) {
            table.pair.obstacle = changed_meanwhile;
            table.pair.without_rows = TableVerdict::unproven;
        }
    }
}

bool Ground::is_asked_for(const TableName& table) const {
    const auto& patterns = request_.table_patterns;
    return patterns.empty() || std::any_of(
                                   patterns.begin(), patterns.end(),
                                   [&](const auto& pattern) { return matches(pattern, table); });
}

std::vector<TableName> Ground::readable(TableName TablePair::*name) const {
    std::vector<TableName> names;
    for (const TableUnderWay& table : tables_) {
        const bool is_read_with = table.pair.read_with != TableName{};
        if (table.pair.obstacle.empty() || (is_read_with && name == &TablePair::source_name)) {
            names.push_back(table.pair.*name);
        }
    }
    return names;
}

std::vector<std::string> Ground::patterns_without_tables() const {
    const auto refused = refused_tables(plan());
    std::vector<std::string> without;
    std::copy_if(
        request_.table_patterns.begin(), request_.table_patterns.end(), std::back_inserter(without),
        [&](const std::string& pattern) {
            return std::none_of(
                       tables_.begin(), tables_.end(),
                       [&](const TableUnderWay& table) {
                           return matches(pattern, table.pair.source_name);
                       }) &&
                   std::none_of(refused.begin(), refused.end(), [&](const auto& table) {
                       return matches(pattern, table.first);
                   });
        });
    return without;
}

std::vector<std::string> Ground::destination_databases() const {
    std::set<std::string> names;
    for (const DatabasePlan& database : plan().databases) {
        names.insert(database.destination);
    }
    for (const TablePlan& table : plan().tables) {
        names.insert(table.destination.database);
    }
    return {names.begin(), names.end()};
}

}  // namespace cutover
