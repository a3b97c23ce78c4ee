#include "core/scope_rules.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace cutover {
namespace {

using Kind = ScopeRule::Kind;

class Rules {
  public:
    Rules(const Task& task, const Catalog& source, const TaskPlan& plan)
        : task_(task), source_(source), plan_(plan) {}

    std::vector<ScopeRule> make() {
        if (task_.name_case == NameCase::lower || task_.name_case == NameCase::upper) {
            add(Kind::name_case, "all names",
                task_.name_case == NameCase::lower ? "lower" : "upper");
        }
        for (const DatabasePlan& database : plan_.databases) {
            add_database(database);
        }
        for (const TablePlan& table : plan_.tables) {
            add_table(table);
        }
        for (const std::string& pattern : task_.objects.exclude) {
            add(Kind::exclude, printable(pattern), excluded_by(pattern));
        }
        add_tool_tables();
        return std::move(rules_);
    }

  private:
    void add(Kind kind, std::string object, std::string text) {
        rules_.push_back({kind, std::move(object), std::move(text)});
    }

    void add_database(const DatabasePlan& database) {
        const DatabaseRule* const rule = find_rule(task_.objects, database.source.name);
        const std::string name = printable(database.source.name);
        if (rule != nullptr && !rule->rename.empty() &&
            database.destination != database.source.name) {
            add(Kind::rename, name, printable(database.destination));
        }
        if (!database.whole) {
            add(Kind::without_code, name, "the task names tables of this database");
        }
    }

    void add_table(const TablePlan& table) {
        const std::optional<TableRule> rule = find_rule(task_.objects, table.source);
        if (!rule) {
            return;
        }
        if (!rule->rename.empty() && table.destination.table != table.source.table) {
            add(Kind::rename, display(table.source), display(table.destination));
        }
        if (!table.where.empty()) {
            add(Kind::where, display(table.source), printable(table.where));
        }
        for (const ColumnPlan& column : table.columns) {
            if (column.destination != column.source.name) {
                add(Kind::rename, display(table.source) + "." + printable(column.source.name),
                    printable(column.destination));
            }
        }
        add_left_out_columns(table);
    }

    void add_left_out_columns(const TablePlan& table) {
        const TableDefinition* const definition = find_table(source_, table.source);
        if (definition == nullptr || definition->columns.size() == table.columns.size()) {
            return;
        }
        std::set<std::string> selected;
        for (const ColumnPlan& column : table.columns) {
            selected.insert(column.source.name);
        }
        std::string names;
        for (const ColumnDefinition& column : definition->columns) {
            if (!selected.contains(column.name)) {
                names += (names.empty() ? "" : ", ") + printable(column.name);
            }
        }
        add(Kind::columns, display(table.source), names);
    }

    [[nodiscard]] std::string excluded_by(const std::string& pattern) const {
        std::size_t count = 0;
        const auto look = [&](const TableName& name) {
            const bool hit = find_rule(task_.objects, name.database) != nullptr &&
                             glob_matches(pattern, name.database + "." + name.table);
            count += hit ? 1U : 0U;
        };
        for (const TableDefinition& table : source_.tables) {
            look(table.name);
        }
        for (const CodeObject& object : source_.objects) {
            look(object.name);
        }
        return fmt::format("{} object{} left behind", count, count == 1 ? "" : "s");
    }

    /// A pattern that leaves nothing behind is no news: it stands in the task for what may come.
    void add_tool_tables() {
        const OnlineDdl& online_ddl = task_.objects.online_ddl;
        std::map<bool, std::size_t> counts;
        for (const TableDefinition& table : source_.tables) {
            const std::optional<ToolTable> tool = tool_table(online_ddl, table.name.table);
            if (tool && find_rule(task_.objects, table.name.database) != nullptr) {
                ++counts[tool->is_shadow];
            }
        }
        for (const auto& [is_shadow, count] : counts) {
            const NamePattern& pattern = is_shadow ? online_ddl.shadow : online_ddl.trash;
            add(Kind::exclude,
                fmt::format(
                    "online_ddl {} {}", is_shadow ? "shadow" : "trash", printable(pattern.text())),
                fmt::format("{} table{} left behind", count, count == 1 ? "" : "s"));
        }
    }

    const Task& task_;
    const Catalog& source_;
    const TaskPlan& plan_;
    std::vector<ScopeRule> rules_{};
};

}  // namespace

const char* to_text(ScopeRule::Kind kind) {
    switch (kind) {
        case Kind::where: return "where";
        case Kind::columns: return "columns";
        case Kind::exclude: return "exclude";
        case Kind::without_code: return "no_code";
        case Kind::rename: return "rename";
        case Kind::name_case: return "name_case";
    }
    return "where";
}

const char* in_words(ScopeRule::Kind kind) {
    switch (kind) {
        case Kind::where: return "only rows where";
        case Kind::columns: return "without the columns";
        case Kind::exclude: return "excluded";
        case Kind::without_code: return "without views, triggers, routines and events";
        case Kind::rename: return "renamed to";
        case Kind::name_case: return "spelt in case";
    }
    return "";
}

std::vector<ScopeRule> scope_rules(const Task& task, const Catalog& source, const TaskPlan& plan) {
    return Rules(task, source, plan).make();
}

}  // namespace cutover
