#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/engine.hpp"
#include "core/untranslatable.hpp"
#include "migrate/precheck_family.hpp"
#include "migrate/spelling.hpp"
#include "migrate/table_index.hpp"

namespace cutover {
namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

/// Calls `visit(definition)` for each planned table.
template<typename Visit>
void for_each_table(const PrecheckInput& in, Visit visit) {
    const TableIndex here(in.source_catalog, in.source);
    for (const TablePlan& table : in.plan.tables) {
        if (const TableDefinition* const definition = here.table(table.source)) {
            visit(*definition);
        }
    }
}

/// Something a definition asks for and who asks for it: "aria" -> tables.
using Wanted = std::map<std::string, std::vector<std::string>>;

std::vector<std::string> described(const Wanted& wanted) {
    std::vector<std::string> items;
    for (const auto& entry : wanted) {
        items.push_back(printable(entry.first) + " (" + listed(entry.second, 4) + ")");
    }
    return items;
}

std::optional<CheckFinding> engines_there(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    if (in.destination.engines.empty()) {
        return fail("the destination does not show its engines", "Look by hand: SHOW ENGINES;");
    }
    Wanted missing;
    for_each_table(in, [&](const TableDefinition& table) {
        if (!in.destination.engines.contains(lower(table.engine))) {
            missing[table.engine].push_back(display(table.name));
        }
    });
    return judge(
        {described(missing), "engine"}, CheckStatus::fail, "the destination has every engine",
        "ALTER TABLE ... ENGINE=InnoDB on the source, or install the engine on the destination.");
}

std::optional<CheckFinding> engines_have_snapshots(const PrecheckInput& in) {
    if (!in.task.types.full) {
        return std::nullopt;
    }
    Wanted others;
    for_each_table(in, [&](const TableDefinition& table) {
        if (!has_snapshots(table.engine)) {
            others[table.engine].push_back(display(table.name));
        }
    });
    return judge(
        {described(others), "engine"}, CheckStatus::warn, "every table has snapshots",
        "Write nothing to these tables while they are copied and verified, or ALTER TABLE ... "
        "ENGINE=InnoDB on the source first.");
}

/// The engine is the one over there, where the table is there already.
std::optional<CheckFinding> engines_have_transactions(const PrecheckInput& in) {
    if (!in.task.types.full && !in.task.types.incremental) {
        return std::nullopt;
    }
    const TableIndex here(in.source_catalog, in.source);
    const TableIndex there(in.destination_catalog, in.destination);
    Wanted others;
    for (const TablePlan& table : in.plan.tables) {
        const TableDefinition* const copy = there.table(table.destination);
        const TableDefinition* const definition = copy != nullptr ? copy : here.table(table.source);
        if (definition != nullptr && !has_snapshots(definition->engine)) {
            others[definition->engine].push_back(display(table.destination));
        }
    }
    return judge(
        {described(others), "engine"}, CheckStatus::warn, "every table over there has transactions",
        "ALTER TABLE ... ENGINE=InnoDB on the source first, or exclude these tables and move them "
        "by other means.");
}

struct TypeHome {
    const char* name = nullptr;
    std::optional<ServerVersion> mariadb{};  ///< Since when; nothing: never.
    std::optional<ServerVersion> mysql{};
};

/// Types that are not everywhere. MariaDB reads JSON as LONGTEXT with a CHECK.
const std::array type_homes{
    TypeHome{"uuid", ServerVersion{10, 7, 0}, std::nullopt},
    TypeHome{"inet6", ServerVersion{10, 5, 0}, std::nullopt},
    TypeHome{"inet4", ServerVersion{10, 10, 0}, std::nullopt},
    TypeHome{"xmltype", ServerVersion{12, 3, 0}, std::nullopt},
    TypeHome{"vector", ServerVersion{11, 7, 0}, ServerVersion{9, 0, 0}},
    TypeHome{"json", ServerVersion{10, 2, 7}, ServerVersion{5, 7, 8}},
};

bool has_type(const ServerFacts& server, const std::string& type) {
    const auto* const home = std::find_if(
        type_homes.begin(), type_homes.end(),
        [&](const TypeHome& candidate) { return type == candidate.name; });
    if (home == type_homes.end()) {
        return true;
    }
    const auto& since = is_mariadb(server) ? home->mariadb : home->mysql;
    return since && server.version >= *since;
}

std::optional<CheckFinding> types_there(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    std::vector<std::string> missing;
    for (const TablePlan& table : in.plan.tables) {
        for (const ColumnPlan& column : table.columns) {
            if (!has_type(in.destination, column.source.data_type)) {
                missing.push_back(fmt::format(
                    "{} in {}.{}", printable(column.source.column_type), display(table.source),
                    printable(column.source.name)));
            }
        }
    }
    return judge(
        {missing, "column"}, CheckStatus::fail, product(in.destination) + " has every type",
        "ALTER TABLE ... MODIFY the column to a type that both servers have, or leave it out.");
}

std::string old_spelling(const std::string& name) {
    return name.rfind("utf8mb3", 0) == 0 ? "utf8" + name.substr(7) : name;
}

bool has_character_set(const ServerFacts& server, const std::string& name) {
    return server.character_sets.contains(modern_spelling(name)) ||
           server.character_sets.contains(old_spelling(name));
}

/// MariaDB lists its UCA 14.0.0 collations once, without the character set they are used with.
bool has_collation(const ServerFacts& server, const std::string& name) {
    const std::size_t uca = name.find("_uca1400_");
    return server.collations.contains(modern_spelling(name)) ||
           server.collations.contains(old_spelling(name)) ||
           (uca != std::string::npos && server.collations.contains(name.substr(uca + 1)));
}

void add_refusals(const std::vector<Refusal>& refusals, std::vector<std::string>& items) {
    for (const Refusal& refusal : refusals) {
        items.push_back(refusal.object + ": " + refusal.reason);
    }
}

std::optional<CheckFinding> features_there(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    const TableIndex here(in.source_catalog, in.source);
    std::vector<std::string> missing;
    for (const TablePlan& table : in.plan.tables) {
        const TableDefinition* const definition = here.table(table.source);
        if (definition != nullptr && definition->unreadable.empty()) {
            add_refusals(untranslatable(*definition, table, in.destination), missing);
        }
    }
    for (const ObjectPlan& plan : in.plan.objects) {
        if (const CodeObject* const object = here.object(plan.kind, plan.source)) {
            add_refusals(untranslatable(*object, in.destination), missing);
        }
    }
    return judge(
        {missing, "definition"}, CheckStatus::fail,
        product(in.destination) + " has everything that the definitions use",
        "Take it out of the definition on the source, exclude the object, or migrate to a server "
        "that has it.");
}

/// Who uses which collation: databases, tables, columns, and code, which keeps the one it was
/// created under.
Wanted wanted_collations(const PrecheckInput& in) {
    Wanted wanted;
    for (const DatabasePlan& database : in.plan.databases) {
        wanted[database.source.collation].push_back(printable(database.source.name));
    }
    for_each_table(in, [&](const TableDefinition& table) {
        std::set<std::string> own{table.collation};
        for (const ColumnDefinition& column : table.columns) {
            own.insert(column.collation);
        }
        for (const std::string& collation : own) {
            wanted[collation].push_back(display(table.name));
        }
    });
    const TableIndex here(in.source_catalog, in.source);
    for (const ObjectPlan& plan : in.plan.objects) {
        const CodeObject* const object = here.object(plan.kind, plan.source);
        if (object == nullptr) {
            continue;
        }
        for (const std::string& collation :
             std::set{object->collation_connection, object->database_collation}) {
            wanted[collation].push_back(
                std::string(to_text(plan.kind)) + " " + display(plan.source));
        }
    }
    wanted.erase("");
    return wanted;
}

std::optional<CheckFinding> collations_there(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    if (in.destination.collations.empty()) {
        return fail(
            "the destination does not show its collations", "Look by hand: SHOW COLLATION;");
    }
    Wanted missing;
    for (const auto& [collation, users] : wanted_collations(in)) {
        if (!has_collation(in.destination, collation)) {
            missing[collation] = users;
        }
    }
    return judge(
        {described(missing), "collation"}, CheckStatus::fail, "the destination has every collation",
        "On the source, before the migration: ALTER TABLE ... CONVERT TO CHARACTER SET utf8mb4 "
        "COLLATE utf8mb4_unicode_520_ci, which both have, and ALTER DATABASE likewise.");
}

std::optional<CheckFinding> character_sets_there(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    if (in.destination.character_sets.empty()) {
        return fail(
            "the destination does not show its character sets",
            "Look by hand: SHOW CHARACTER SET;");
    }
    Wanted missing;
    for (const TablePlan& table : in.plan.tables) {
        for (const ColumnPlan& column : table.columns) {
            const std::string& name = column.source.character_set;
            if (!name.empty() && !has_character_set(in.destination, name)) {
                missing[name].push_back(
                    display(table.source) + "." + printable(column.source.name));
            }
        }
    }
    return judge(
        {described(missing), "character set"}, CheckStatus::fail,
        "the destination has every character set",
        "ALTER TABLE ... CONVERT TO CHARACTER SET utf8mb4 on the source first.");
}

constexpr std::array type_family{
    Check{
        {"engines.supported", "The destination has every storage engine",
         "CREATE TABLE is refused, or the table silently becomes one of another engine."},
        engines_there},
    Check{
        {"engines.snapshots", "Every table can be read as of one moment",
         "A table of an engine without snapshots shows what is there when it is read, so rows that "
         "change meanwhile are of no single moment.",
         CheckStatus::warn},
        engines_have_snapshots},
    Check{
        {"engines.transactions", "Every table commits together with the task's progress",
         "Of a table without transactions nobody knows how much of a chunk is there when a run is "
         "killed: the next run meets its rows, or doubles them where there is no key.",
         CheckStatus::warn},
        engines_have_transactions},
    Check{
        {"types.supported", "The destination has every column type", "CREATE TABLE is refused."},
        types_there},
    Check{
        {"types.features", "The destination has everything that definitions use",
         "CREATE TABLE is refused, or part of it is silently left out."},
        features_there},
    Check{
        {"types.character_sets", "The destination has every character set",
         "Text in a set that the destination lacks cannot be kept byte for byte."},
        character_sets_there},
    Check{
        {"types.collations", "The destination has every collation",
         "Another collation orders and equates text differently: unique keys may refuse rows."},
        collations_there},
};

}  // namespace

CheckFamily type_checks() {
    return type_family;
}

}  // namespace cutover
