#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/create_table.hpp"
#include "migrate/precheck_family.hpp"
#include "migrate/table_index.hpp"

namespace cutover {
namespace {

using LeftOut = std::set<std::string>;

LeftOut left_out(const TableDefinition& table, const TablePlan& plan) {
    LeftOut columns;
    if (plan.columns.size() == table.columns.size()) {
        return columns;
    }
    for (const ColumnDefinition& column : table.columns) {
        columns.insert(column.name);
    }
    for (const ColumnPlan& column : plan.columns) {
        columns.erase(column.source.name);
    }
    return columns;
}

/// The first column that was left out and that the tokens mention: within parentheses, where
/// expressions are. Partitions name columns without quotes in MySQL 5.6.
std::string mentioned(
    const std::vector<SqlToken>& tokens, const LeftOut& columns, bool also_words) {
    std::size_t depth = 0;
    for (const SqlToken& token : tokens) {
        depth += is_symbol(token, "(") ? 1U : 0U;
        depth -= is_symbol(token, ")") && depth > 0 ? 1U : 0U;
        const bool is_candidate =
            token.kind == TokenKind::quoted_name || (also_words && token.kind == TokenKind::word);
        if (depth > 0 && is_candidate && columns.contains(name_of(token))) {
            return name_of(token);
        }
    }
    return {};
}

/// MySQL error 1075: an AUTO_INCREMENT column must lead a key.
bool loses_its_key(const TableDefinition& table, const std::string& column, const LeftOut& out) {
    return std::none_of(table.keys.begin(), table.keys.end(), [&](const KeyDefinition& key) {
        const bool whole = std::none_of(
            key.parts.begin(), key.parts.end(),
            [&](const KeyPart& part) { return out.contains(part.column); });
        return whole && !key.parts.empty() && key.parts.front().column == column;
    });
}

class Search {
  public:
    explicit Search(const PrecheckInput& in) {
        const TableIndex here(in.source_catalog, in.source);
        for (const TablePlan& plan : in.plan.tables) {
            const TableDefinition* const table = here.table(plan.source);
            if (table == nullptr) {
                continue;
            }
            const LeftOut out = left_out(*table, plan);
            if (!out.empty()) {
                left_out_.emplace(here.folded(plan.source), out);
                look(*table, out);
            }
        }
        for (const TablePlan& plan : in.plan.tables) {
            const TableDefinition* const table = here.table(plan.source);
            if (table != nullptr && !left_out_.empty()) {
                look_at_foreign_keys(*table, here);
            }
        }
    }

    [[nodiscard]] std::vector<std::string> take() { return std::move(items_); }

  private:
    void look(const TableDefinition& table, const LeftOut& out) {
        const auto parsed = parse_create_table(table.create_statement);
        if (!parsed) {
            return;  // tables.readable says so
        }
        for (const TableClause& clause : parsed->clauses) {
            if (clause.kind == TableClause::Kind::column && !out.contains(clause.name)) {
                note(table, printable(clause.name), mentioned(clause.tokens, out, false));
            }
        }
        note(table, "the partitioning", mentioned(parsed->partitions, out, true));
        for (const ColumnDefinition& column : table.columns) {
            if (column.auto_increment && !out.contains(column.name) &&
                loses_its_key(table, column.name, out)) {
                items_.push_back(fmt::format(
                    "AUTO_INCREMENT of {}.{} needs a key whose columns are all selected",
                    display(table.name), printable(column.name)));
            }
        }
    }

    void look_at_foreign_keys(const TableDefinition& table, const TableIndex& here) {
        for (const ForeignKey& key : table.foreign_keys) {
            const auto parent = left_out_.find(here.folded(key.referenced));
            for (const std::string& column : key.referenced_columns) {
                if (parent != left_out_.end() && parent->second.contains(column)) {
                    items_.push_back(fmt::format(
                        "foreign key {} of {} needs {}.{}", printable(key.name),
                        display(table.name), display(key.referenced), printable(column)));
                }
            }
        }
    }

    void note(const TableDefinition& table, const std::string& who, const std::string& column) {
        if (!column.empty()) {
            items_.push_back(
                fmt::format("{} of {} needs {}", who, display(table.name), printable(column)));
        }
    }

    std::map<TableName, LeftOut> left_out_{};
    std::vector<std::string> items_{};
};

}  // namespace

std::optional<CheckFinding> selected_columns_suffice(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    return judge(
        {Search(in).take(), "use"}, CheckStatus::fail, "no selected column needs another one",
        "Select that column too (\"columns\" in the task file), or leave out what needs it.");
}

}  // namespace cutover
