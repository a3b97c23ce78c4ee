#include <array>
#include <set>

#include <fmt/format.h>

#include "migrate/definition_fit.hpp"
#include "migrate/precheck_family.hpp"
#include "migrate/spelling.hpp"
#include "migrate/table_index.hpp"

namespace cutover {
namespace {

/// What this task itself made in an earlier run is no conflict.
bool is_resuming(const PrecheckInput& in) {
    return in.progress.has_value() && in.progress->phase > Phase::created;
}

bool proceeds(const PrecheckInput& in) {
    return in.task.conflicts == ConflictPolicy::proceed;
}

CheckFinding judge_conflict(const PrecheckInput& in, const Problems& there, std::string all_well) {
    if (is_resuming(in) && !there.items.empty()) {
        return pass(fmt::format(
            "{} there already, of this task's earlier run",
            counted(there.items.size(), there.noun)));
    }
    return judge(
        there, proceeds(in) ? CheckStatus::warn : CheckStatus::fail, std::move(all_well),
        proceeds(in) ? R"(Nothing, where that is meant: "conflicts" is "proceed".)"
                     : "Migrate into other names (\"rename\"), remove what is there, or set "
                       "\"conflicts\": \"proceed\" in the task file to keep it.");
}

std::optional<CheckFinding> no_tables_there(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    const TableIndex there(in.destination_catalog, in.destination);
    std::vector<std::string> conflicts;
    for (const TablePlan& table : in.plan.tables) {
        if (there.table(table.destination) != nullptr) {
            conflicts.push_back(display(table.destination));
        }
    }
    return judge_conflict(in, {conflicts, "table"}, "none of the tables is there yet");
}

std::optional<CheckFinding> tables_there(const PrecheckInput& in) {
    if (in.task.types.schema) {
        return std::nullopt;
    }
    const TableIndex there(in.destination_catalog, in.destination);
    std::vector<std::string> missing;
    for (const TablePlan& table : in.plan.tables) {
        if (there.table(table.destination) == nullptr) {
            missing.push_back(display(table.destination));
        }
    }
    return judge(
        {missing, "table"}, CheckStatus::fail, "all tables are there",
        R"(Create them, or add "schema" to "types" in the task file.)");
}

std::optional<CheckFinding> no_rows_there(const PrecheckInput& in) {
    if (in.task.types.schema || !in.task.types.full) {
        return std::nullopt;
    }
    const TableIndex there(in.destination_catalog, in.destination);
    std::vector<std::string> filled;
    for (const TablePlan& table : in.plan.tables) {
        const TableDefinition* const found = there.table(table.destination);
        if (found != nullptr && found->estimated_rows > 0) {
            filled.push_back(display(table.destination));
        }
    }
    if (is_resuming(in)) {
        return pass("the rows there are of this task's earlier run");
    }
    return judge(
        {filled, "table"}, CheckStatus::warn, "the tables seem empty",
        "Empty them first, or expect rows with the same key to be kept as they are "
        "(\"conflicts\": \"proceed\") or to stop the copy (\"error\").");
}

/// What the two definitions of each table that is there differ in.
std::optional<CheckFinding> definitions_fit(const PrecheckInput& in) {
    const TableIndex there(in.destination_catalog, in.destination);
    const TableIndex here(in.source_catalog, in.source);
    std::vector<std::string> losing;
    std::vector<std::string> harmless;
    for (const TablePlan& table : in.plan.tables) {
        const TableDefinition* const copy = there.table(table.destination);
        const TableDefinition* const original = here.table(table.source);
        if (copy == nullptr || original == nullptr) {
            continue;
        }
        for (const Misfit& misfit : misfits(table, *original, *copy)) {
            (misfit.loses_rows ? losing : harmless)
                .push_back(display(table.destination) + " " + misfit.text);
        }
    }
    if (!losing.empty()) {
        return fail(
            counted(losing.size(), "difference") + ": " + listed(losing),
            "Alter the tables over there to the source's definition, or remove them.");
    }
    return judge(
        {harmless, "difference"}, CheckStatus::warn, "no table there differs from its source",
        "Alter the tables over there to the source's definition, if they should be equal.");
}

std::optional<CheckFinding> no_objects_there(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    const TableIndex there(in.destination_catalog, in.destination);
    std::vector<std::string> conflicts;
    for (const ObjectPlan& object : in.plan.objects) {
        if (there.object(object.kind, object.destination) != nullptr) {
            conflicts.push_back(
                std::string(to_text(object.kind)) + " " + display(object.destination));
        }
    }
    return judge_conflict(in, {conflicts, "object"}, "none of them is there yet");
}

/// Triggers of the task itself come after the rows.
std::optional<CheckFinding> no_triggers_fire(const PrecheckInput& in) {
    if (!in.task.types.full && !in.task.types.incremental) {
        return std::nullopt;
    }
    if (in.progress && in.progress->phase >= Phase::copied) {
        return pass("the rows are there already, of this task's earlier run");
    }
    const TableIndex there(in.destination_catalog, in.destination);
    std::set<TableName> filled;
    for (const TablePlan& table : in.plan.tables) {
        filled.insert(there.folded(table.destination));
    }
    std::vector<std::string> firing;
    std::vector<std::string> fixes;
    for (const CodeObject& object : in.destination_catalog.objects) {
        const TableName table{object.name.database, object.table};
        if (object.kind == ObjectKind::trigger && filled.contains(there.folded(table))) {
            firing.push_back(display(object.name) + " on " + display(table));
            fixes.push_back("DROP TRIGGER " + quoted_name(object.name) + ";");
        }
    }
    return judge(
        {firing, "trigger"}, CheckStatus::fail, "no trigger is on a table to be filled",
        "On the destination, and create them again when the rows are there:\n" + statements(fixes));
}

bool takes_table_name(ObjectKind kind) {
    return kind == ObjectKind::view || kind == ObjectKind::sequence;
}

/// A table where a view should be, or the other way round; no policy can mend that. Placeholder
/// tables of views are an earlier run's own.
std::optional<CheckFinding> kinds_agree(const PrecheckInput& in) {
    const TableIndex there(in.destination_catalog, in.destination);
    std::vector<std::string> conflicts;
    for (const TablePlan& table : in.plan.tables) {
        if (const CodeObject* const other = there.like_table(table.destination)) {
            conflicts.push_back(fmt::format(
                "table {} is a {} there", display(table.destination), to_text(other->kind)));
        }
    }
    for (const ObjectPlan& object : in.plan.objects) {
        if (takes_table_name(object.kind) && !is_resuming(in) &&
            there.table(object.destination) != nullptr) {
            conflicts.push_back(fmt::format(
                "{} {} is a table there", to_text(object.kind), display(object.destination)));
        }
    }
    return judge(
        {conflicts, "object"}, CheckStatus::fail, "no name is taken by another kind of object",
        "Migrate into another name (\"rename\"), or remove what is there.");
}

std::optional<CheckFinding> databases_agree(const PrecheckInput& in) {
    std::vector<std::string> differing;
    std::vector<std::string> fixes;
    for (const DatabasePlan& database : in.plan.databases) {
        const auto* const there = find_database(in.destination_catalog, database.destination);
        if (there != nullptr &&
            modern_spelling(there->collation) != modern_spelling(database.source.collation)) {
            differing.push_back(fmt::format(
                "{} is {} instead of {}", printable(there->name), there->collation,
                database.source.collation));
            fixes.push_back(fmt::format(
                "ALTER DATABASE {} CHARACTER SET {} COLLATE {};", quoted_name(there->name),
                database.source.character_set, database.source.collation));
        }
    }
    return judge(
        {differing, "database"}, CheckStatus::warn, "no database there has another character set",
        statements(fixes));
}

constexpr std::array conflict_family{
    Check{
        {"conflicts.tables", "No table of the task is on the destination already",
         "Its rows would be mixed with the source's."},
        no_tables_there},
    Check{
        {"conflicts.missing_tables", "The tables to be filled are on the destination",
         "Without the type \"schema\" nothing creates them.", CheckStatus::fail, false},
        tables_there},
    Check{
        {"conflicts.rows", "The tables to be filled are empty",
         "Rows that are there already stay: the destination then holds more than the source.",
         CheckStatus::warn},
        no_rows_there},
    Check{
        {"conflicts.definitions", "Tables that are there already can hold every row",
         "A narrower column or a stricter key refuses rows or changes values."},
        definitions_fit},
    Check{
        {"conflicts.objects", "No view, trigger, routine or event is on the destination already",
         "A trigger that is there changes rows while they are copied; other code would be "
         "replaced."},
        no_objects_there},
    Check{
        {"conflicts.triggers", "No trigger fires on the destination while rows are copied",
         "It changes the rows or writes others, and they would not be the source's any more."},
        no_triggers_fire},
    Check{
        {"conflicts.kinds", "No name is taken by another kind of object",
         "Tables, views and sequences share their names.", CheckStatus::fail, false},
        kinds_agree},
    Check{
        {"conflicts.databases", "Databases that are there already have the source's character set",
         "A database keeps its character set, and text without one in routines and later tables "
         "takes it.",
         CheckStatus::warn},
        databases_agree},
};

}  // namespace

CheckFamily conflict_checks() {
    return conflict_family;
}

}  // namespace cutover
