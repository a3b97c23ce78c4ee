#include "verify/cascades.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/foreign_key_action.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

/// Rows that were only inserted have had no children yet.
bool was_acted_from(const TouchedTable& parent) {
    return !parent.unknown.empty() || parent.has_acted;
}

}  // namespace

std::map<TableName, std::vector<std::string>> columns_acted_from(const Catalog& catalog) {
    std::map<TableName, std::vector<std::string>> columns;
    for (const TableDefinition& table : catalog.tables) {
        for (const ForeignKey& key : table.foreign_keys) {
            if (changes_rows(key)) {
                std::vector<std::string>& of_parent = columns[key.referenced];
                of_parent.insert(
                    of_parent.end(), key.referenced_columns.begin(), key.referenced_columns.end());
            }
        }
    }
    return columns;
}

void forget_what_cascades_hide(
    const std::vector<TableUnderWay>& tables, const LogSpan& span, TouchedRows& touched) {
    std::map<TableName, std::size_t> by_name;
    const auto name_of = [&](std::size_t i) {
        const TablePair& pair = tables[i].pair;
        return (span.of_source ? pair.source : pair.destination).table;
    };
    for (std::size_t i = 0; i < tables.size(); ++i) {
        by_name[name_of(i)] = i;
    }
    const auto hides = [&](const ForeignKey& key) {
        if (!changes_rows(key)) {
            return false;
        }
        const auto parent = by_name.find(key.referenced);
        return parent == by_name.end() || span.most_rows.at(parent->second) == 0 ||
               was_acted_from(touched.tables.at(parent->second));
    };
    for (bool has_more = true; has_more;) {  // a child that is forgotten may be a parent, too
        has_more = false;
        for (std::size_t i = 0; i < tables.size(); ++i) {
            const TableDefinition* const table = find_table(span.catalog, name_of(i));
            if (table == nullptr || !touched.tables[i].unknown.empty()) {
                continue;
            }
            const auto key =
                std::find_if(table->foreign_keys.begin(), table->foreign_keys.end(), hides);
            if (key != table->foreign_keys.end()) {
                touched.tables[i] = {
                    .unknown = fmt::format(
                        "its foreign key {} changes rows where rows of {} change, and no log "
                        "names them",
                        printable(key->name), display(key->referenced))};
                has_more = true;
            }
        }
    }
}

}  // namespace cutover
