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

const TableName& name_in(const LogSpan& span, const TableUnderWay& table) {
    return (span.of_source ? table.pair.source : table.pair.destination).table;
}

const std::vector<ForeignKey>& foreign_keys_of(const LogSpan& span, const TableUnderWay& table) {
    static const std::vector<ForeignKey> none;
    const TableDefinition* const definition = find_table(span.catalog, name_in(span, table));
    return definition == nullptr ? none : definition->foreign_keys;
}

std::string why_hidden(const ForeignKey& key) {
    return fmt::format(
        "its foreign key {} changes rows where rows of {} change, and no log names them",
        printable(key.name), display(key.referenced));
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
    for (std::size_t i = 0; i < tables.size(); ++i) {
        by_name[name_in(span, tables[i])] = i;
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
            const std::vector<ForeignKey>& keys = foreign_keys_of(span, tables[i]);
            const auto key = std::find_if(keys.begin(), keys.end(), hides);
            if (key != keys.end() && touched.tables[i].unknown.empty()) {
                touched.tables[i] = {.unknown = why_hidden(*key)};
                has_more = true;
            }
        }
    }
}

}  // namespace cutover
