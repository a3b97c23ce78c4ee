#include "core/plan_refusals.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/name_rules.hpp"

namespace cutover {
namespace {

bool is_view(const Catalog& source, const TableName& name) {
    return std::any_of(source.objects.begin(), source.objects.end(), [&](const CodeObject& object) {
        return object.kind == ObjectKind::view && object.name == name;
    });
}

void refuse_missing_columns(
    const TableDefinition& table, const TableRule& rule, std::vector<Refusal>& refusals) {
    for (const auto& [column, renamed] : rule.columns) {
        if (find_column(table, column) == nullptr) {
            refusals.push_back(
                {.object = display(table.name) + "." + printable(column),
                 .reason =
                     "the task selects this column, but the source's table has none of that name",
                 .kind = RefusalKind::missing,
                 .table = table.name});
        }
    }
}

void refuse_missing_table(
    const Catalog& source,
    const TableName& name,
    const TableRule& rule,
    std::vector<Refusal>& refusals) {
    const TableDefinition* const table = find_table(source, name);
    if (table != nullptr) {
        refuse_missing_columns(*table, rule, refusals);
    } else if (is_view(source, name)) {
        refusals.push_back(
            {.object = display(name),
             .reason = "the task names it as a table, but it is a view; views come along where the "
                       "whole database is selected",
             .kind = RefusalKind::missing,
             .table = name});
    } else {
        refusals.push_back(
            {.object = display(name),
             .reason = "the task names this table, but the source has none",
             .kind = RefusalKind::missing,
             .table = name});
    }
}

/// What is to have a name on the destination.
struct Newcomer {
    std::string source{};  ///< For people, as `shown`, its name over there.
    std::string shown{};
    std::string spelt{};  ///< As TablePlan has it; empty: it must not share its name.
    TableName table{};    ///< As Refusal has it.
};

/// What would become one on the destination: by kind of name space, then the folded name.
using Occupants = std::map<std::pair<std::string, std::string>, Newcomer>;

class NameCheck {
  public:
    explicit NameCheck(const ServerFacts& destination)
        : folds_(lower_case_table_names(destination) != 0) {}

    /// `name` is what stands in the name space.
    void add(const std::string& space, const std::string& name, const Newcomer& newcomer) {
        refuse_illegal(name, newcomer);
        const auto [place, is_new] =
            occupants_.emplace(std::pair(space, folds_ ? lower_case(name) : name), newcomer);
        const Newcomer& occupant = place->second;
        if (!is_new && !newcomer.spelt.empty() && newcomer.spelt == occupant.spelt) {
            refuse_merge(newcomer, occupant.source);
        } else if (!is_new) {
            refuse_collision(newcomer, occupant.source);
        }
    }

    /// All columns of one table: there are so many that what is for people is made for those alone
    /// that are refused, and a table's are forgotten when the next one's come.
    void add_columns(const TablePlan& table) {
        std::map<std::string, const ColumnPlan*> columns;
        const auto newcomer = [&](const ColumnPlan& column) {
            return Newcomer{
                .source = display(table.source) + "." + printable(column.source.name),
                .shown = display(table.destination) + "." + printable(column.destination),
                .table = table.source};
        };
        for (const ColumnPlan& column : table.columns) {
            if (!why_illegal(column.destination).empty()) {
                refuse_illegal(column.destination, newcomer(column));
            }
            const auto [place, is_new] = columns.emplace(lower_case(column.destination), &column);
            if (!is_new) {
                refuse_collision(newcomer(column), newcomer(*place->second).source);
            }
        }
    }

    void refuse(const std::string& object, const std::string& reason) {
        refusals_.push_back({object, reason, RefusalKind::illegal_name});
    }

    [[nodiscard]] std::vector<Refusal> refusals() && { return std::move(refusals_); }

  private:
    void refuse_illegal(const std::string& name, const Newcomer& newcomer) {
        const std::string illegal = why_illegal(name);
        if (!illegal.empty()) {
            refusals_.push_back(
                {.object = newcomer.source,
                 .reason = "its name on the destination, " + newcomer.shown +
                           ", is not legal: " + illegal,
                 .kind = RefusalKind::illegal_name,
                 .table = newcomer.table});
        }
    }

    void refuse_collision(const Newcomer& newcomer, const std::string& occupant) {
        refusals_.push_back(
            {.object = newcomer.source,
             .reason = "it would become " + newcomer.shown + " on the destination, as " + occupant +
                       " does; rename one of them",
             .kind = RefusalKind::collision,
             .table = newcomer.table});
    }

    void refuse_merge(const Newcomer& newcomer, const std::string& occupant) {
        refusals_.push_back(
            {.object = newcomer.source,
             .reason = "it would become " + newcomer.shown + " on the destination, as " + occupant +
                       " does; cutover brings nothing together, and can verify what another tool "
                       "has",
             .kind = RefusalKind::collision,
             .merges = true,
             .table = newcomer.table});
    }

    bool folds_;
    Occupants occupants_{};
    std::vector<Refusal> refusals_{};
};

/// Tables, views and sequences share one name space in a database; the other kinds have their own.
std::string name_space(ObjectKind kind, const std::string& database) {
    const bool like_table = kind == ObjectKind::view || kind == ObjectKind::sequence;
    return std::string(like_table ? "table" : to_text(kind)) + " " + database;
}

}  // namespace

std::vector<Refusal> refuse_missing(const Task& task, const Catalog& source) {
    std::vector<Refusal> refusals;
    for (const auto& [name, rule] : task.objects.databases) {
        const bool is_glob = name.find_first_of("*?") != std::string::npos;
        if (find_database(source, name) == nullptr) {
            if (!is_glob) {
                refusals.push_back(
                    {printable(name), "the task names this database, but the source has none",
                     RefusalKind::missing});
            }
            continue;
        }
        for (const auto& [table, table_rule] : rule.tables) {
            refuse_missing_table(source, {name, table}, table_rule, refusals);
        }
    }
    return refusals;
}

std::vector<Refusal> refuse_names(const TaskPlan& plan, const ServerFacts& destination) {
    NameCheck names(destination);
    for (const DatabasePlan& database : plan.databases) {
        const std::string source = printable(database.source.name);
        names.add(
            "database", database.destination,
            {source, printable(database.destination), database.spelt});
        if (is_system_database(database.destination)) {
            names.refuse(source, "it would become a system database of the destination; rename it");
        }
    }
    for (const TablePlan& table : plan.tables) {
        names.add(
            "table " + table.destination.database, table.destination.table,
            {display(table.source), display(table.destination), display(table.spelt),
             table.source});
        names.add_columns(table);
    }
    for (const ObjectPlan& object : plan.objects) {
        names.add(
            name_space(object.kind, object.destination.database), object.destination.table,
            {.source = display(object.source), .shown = display(object.destination)});
    }
    return std::move(names).refusals();
}

}  // namespace cutover
