#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/name_rules.hpp"
#include "core/untranslatable.hpp"
#include "migrate/code_reading.hpp"
#include "migrate/grants.hpp"
#include "migrate/precheck_family.hpp"
#include "migrate/table_index.hpp"

namespace cutover {
namespace {

/// The planned objects' definitions; one that cannot be read has none.
std::vector<const CodeObject*> planned(const PrecheckInput& in) {
    const TableIndex here(in.source_catalog, in.source);
    std::vector<const CodeObject*> objects;
    for (const ObjectPlan& plan : in.plan.objects) {
        if (const CodeObject* const object = here.object(plan.kind, plan.source)) {
            objects.push_back(object);
        }
    }
    return objects;
}

std::string shown(const CodeObject& object) {
    return std::string(to_text(object.kind)) + " " + display(object.name);
}

std::optional<CheckFinding> all_readable(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    std::vector<std::string> unreadable;
    for (const CodeObject* object : planned(in)) {
        if (!object->unreadable.empty()) {
            unreadable.push_back(shown(*object) + " (" + printable(object->unreadable) + ")");
        }
    }
    return judge(
        {unreadable, "object"}, CheckStatus::fail, "every definition can be read",
        "Repair or drop it on the source, or exclude it (\"exclude\" in the task file).");
}

std::optional<CheckFinding> definers_exist(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    std::map<std::string, std::vector<std::string>> definers;
    for (const CodeObject* object : planned(in)) {
        const bool known =
            in.destination.accounts && in.destination.accounts->count(object->definer) != 0;
        if (!object->definer.empty() && !known) {
            definers[object->definer].push_back(shown(*object));
        }
    }
    std::vector<std::string> items;
    items.reserve(definers.size());
    for (const auto& [account, objects] : definers) {
        items.push_back(printable(account) + " (" + listed(objects, 3) + ")");
    }
    if (!items.empty() && !in.destination.accounts) {
        return warn(
            "the destination's accounts cannot be read; the definers are " + listed(items),
            "GRANT SELECT ON `mysql`.`user` TO the destination account, or look by hand: SELECT "
            "user, host FROM mysql.user;");
    }
    return judge(
        {items, "account"}, CheckStatus::warn, "every definer has an account there",
        "Create these accounts on the destination, with the rights that they have on the source: "
        "accounts are not migrated.");
}

/// The report is the list of grants that will be needed, so it is cut only where it would be all of
/// the report.
constexpr std::size_t most_grants = 500;

/// The right that lets callers reach what ran with its definer's rights so far.
std::string caller_grant(const CodeObject& object, const TableName& name) {
    const std::string right = object.kind == ObjectKind::view        ? "SELECT ON "
                              : object.kind == ObjectKind::procedure ? "EXECUTE ON PROCEDURE "
                                                                     : "EXECUTE ON FUNCTION ";
    return "GRANT " + right + quoted_name(name) + " TO <caller>;";
}

std::optional<CheckFinding> callers_have_rights(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    std::vector<std::string> items;
    std::vector<std::string> grants;
    for (const CodeObject* object : planned(in)) {
        if (read_code(*object).runs_as_definer && object->unreadable.empty()) {
            items.push_back(shown(*object));
            grants.push_back(
                caller_grant(*object, destination_name(in.task, in.destination, object->name)));
        }
    }
    return judge(
        {items, "object"}, CheckStatus::warn, "nothing runs with its definer's rights",
        "On the destination, for each account that uses them, with its rights on the tables they "
        "use:\n" +
            statements(grants, most_grants));
}

/// A name of the source that is another one over there, in lower case, and how it is shown.
using RenamedNames = std::map<std::string, std::string>;

RenamedNames renamed_names(const PrecheckInput& in) {
    RenamedNames renamed;
    const auto note = [&](const std::string& from, const std::string& to) {
        if (from != to && lower_case(from) != lower_case(to)) {
            renamed.emplace(lower_case(from), printable(from) + " -> " + printable(to));
        }
    };
    for (const DatabasePlan& database : in.plan.databases) {
        note(database.source.name, database.destination);
    }
    for (const TablePlan& table : in.plan.tables) {
        note(table.source.table, table.destination.table);
        for (const ColumnPlan& column : table.columns) {
            note(column.source.name, column.destination);
        }
    }
    return renamed;
}

std::vector<std::string> mentions(const CodeReading& code, const RenamedNames& renamed) {
    std::vector<std::string> found;
    for (const auto& [name, change] : renamed) {
        if (mentions_in_text(code, name)) {
            found.push_back(change + " in a string, which is not rewritten");
        } else if (code.names.contains(name)) {
            found.push_back(change);
        }
    }
    return found;
}

std::optional<CheckFinding> no_renamed_mentions(const PrecheckInput& in) {
    const RenamedNames renamed = renamed_names(in);
    if (!in.task.types.schema || renamed.empty()) {
        return std::nullopt;
    }
    std::vector<std::string> items;
    for (const CodeObject* object : planned(in)) {
        const std::vector<std::string> found = mentions(read_code(*object), renamed);
        if (!found.empty()) {
            items.push_back(shown(*object) + " (" + listed(found, 3) + ")");
        }
    }
    return judge(
        {items, "object"}, CheckStatus::warn, "no view, routine, trigger or event mentions them",
        "Read these on the destination before the switch, and change by hand what is put together "
        "at run time.");
}

/// Servers that write a binary log take functions and triggers from SUPER accounts only (error
/// 1419), and functions that declare nothing from nobody (1418), unless told to trust. Seen alike
/// on MariaDB 10.11 and MySQL 5.6, whatever the binary log's format.
std::optional<CheckFinding> functions_are_trusted(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    if (!is_on(in.destination, "log_bin") ||
        is_on(in.destination, "log_bin_trust_function_creators")) {
        return pass("the destination takes functions and triggers from this account");
    }
    const bool is_super = Grants(in.destination.grants).global("SUPER");
    std::vector<std::string> refused;
    for (const CodeObject* object : planned(in)) {
        const bool is_function = object->kind == ObjectKind::function;
        const bool needs_super = is_function || object->kind == ObjectKind::trigger;
        if ((needs_super && !is_super) || (is_function && !read_code(*object).is_declared_safe)) {
            refused.push_back(shown(*object));
        }
    }
    return judge(
        {refused, "object"}, CheckStatus::fail,
        "the destination takes these functions and triggers from this account",
        "SET GLOBAL log_bin_trust_function_creators = ON;");
}

/// Triggers and events run with their definer's rights only, and the account that creates them
/// becomes their definer (schema_copy).
std::optional<CheckFinding> definers_stay(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    std::vector<std::string> items;
    for (const CodeObject* object : planned(in)) {
        const bool runs_as_definer =
            object->kind == ObjectKind::trigger || object->kind == ObjectKind::event;
        if (runs_as_definer && object->definer != in.destination.account) {
            items.push_back(shown(*object) + " (" + printable(object->definer) + ")");
        }
    }
    const std::string account = printable(in.destination.account);
    return judge(
        {items, "object"}, CheckStatus::warn, "no trigger or event changes its definer",
        "Keep the account " + account +
            " on the destination after the migration, with the rights that these need; or create "
            "them anew there with their own definer.");
}

std::optional<CheckFinding> sql_modes_there(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    std::vector<std::string> items;
    for (const CodeObject* object : planned(in)) {
        const std::vector<std::string> modes =
            missing_sql_modes(object->sql_mode, in.source, in.destination);
        if (!modes.empty()) {
            items.push_back(shown(*object) + " (" + listed(modes) + ")");
        }
    }
    return judge(
        {items, "object"}, CheckStatus::fail,
        product(in.destination) + " has every sql_mode that code was created under",
        "Create it anew on the source, under a sql_mode that both servers have.");
}

constexpr std::array code_family{
    Check{
        {"code.readable", "Every view, trigger, routine and event can be read",
         "What cannot be read cannot be created over there."},
        all_readable},
    Check{
        {"code.definers", "Every definer has an account on the destination",
         "Accounts are not migrated: nobody can log in over there as these, nor have the rights "
         "that their code was written for.",
         CheckStatus::warn},
        definers_exist},
    Check{
        {"code.run_as", "Triggers and events keep their definer",
         "They run with the rights of the account that migrates. Once that is dropped they fail "
         "(error 1449), and with them every write to a trigger's table.",
         CheckStatus::warn},
        definers_stay},
    Check{
        {"code.sql_modes", "The destination has every sql_mode that code was created under",
         "CREATE is refused under a mode that the server does not know."},
        sql_modes_there},
    Check{
        {"code.callers", "No view or routine needs its definer's rights",
         "Views, procedures and functions become SQL SECURITY INVOKER, so their callers need the "
         "rights themselves.",
         CheckStatus::warn},
        callers_have_rights},
    Check{
        {"code.renamed_mentions", "No code mentions an object that is renamed",
         "Names are rewritten where they stand as names; a column without its table and SQL that "
         "is "
         "put together from strings are not.",
         CheckStatus::warn},
        no_renamed_mentions},
    Check{
        {"code.function_creators", "The destination takes functions and triggers",
         "A server with a binary log refuses them from accounts without SUPER (error 1419), and "
         "functions that declare neither DETERMINISTIC, NO SQL nor READS SQL DATA from all "
         "(1418)."},
        functions_are_trusted},
};

}  // namespace

CheckFamily code_checks() {
    return code_family;
}

}  // namespace cutover
