#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "migrate/missing_grants.hpp"

namespace cutover {
namespace {

CheckFinding on_databases(const PrecheckInput& in, const char* privilege) {
    return granted(in.destination, {.privilege = privilege, .scopes = destination_scopes(in)});
}

std::optional<CheckFinding> for_any_type(const PrecheckInput& in, const char* privilege) {
    return on_databases(in, privilege);
}

std::optional<CheckFinding> for_schema(const PrecheckInput& in, const char* privilege) {
    if (!in.task.types.schema && !in.task.types.incremental) {
        return std::nullopt;
    }
    return on_databases(in, privilege);
}

std::optional<CheckFinding> for_rows(const PrecheckInput& in, const char* privilege) {
    if (!in.task.types.full && !in.task.types.incremental) {
        return std::nullopt;
    }
    return on_databases(in, privilege);
}

std::optional<CheckFinding> for_foreign_keys(const PrecheckInput& in) {
    const auto& tables = in.source_catalog.tables;
    const bool has_any = std::any_of(
        tables.begin(), tables.end(),
        [](const TableDefinition& table) { return !table.foreign_keys.empty(); });
    return has_any ? for_schema(in, "REFERENCES") : std::nullopt;
}

/// Needed for code that is there now, and while following for code that may come.
std::optional<CheckFinding> for_code(
    const PrecheckInput& in, const char* privilege, std::initializer_list<ObjectKind> kinds) {
    if (!moves_code(in)) {
        return std::nullopt;
    }
    const bool has_any =
        std::any_of(in.plan.objects.begin(), in.plan.objects.end(), [&](const ObjectPlan& object) {
            return std::find(kinds.begin(), kinds.end(), object.kind) != kinds.end();
        });
    if (!has_any && !in.task.types.incremental) {
        return std::nullopt;
    }
    return on_databases(in, privilege);
}

/// Conditions are evaluated on logged rows in temporary tables there.
bool follows_conditions(const PrecheckInput& in) {
    const auto& tables = in.plan.tables;
    return in.task.types.incremental &&
           std::any_of(tables.begin(), tables.end(), [](const TablePlan& table) {
               return !table.where.empty();
           });
}

std::optional<CheckFinding> for_progress(const PrecheckInput& in) {
    const TableName schema{"cutover", "*"};
    std::vector<const char*> needed{"CREATE", "SELECT", "INSERT", "UPDATE", "DELETE", "DROP"};
    if (follows_conditions(in)) {
        needed.push_back("CREATE TEMPORARY TABLES");
    }
    std::string missing;
    for (const char* const privilege : needed) {
        const CheckFinding one =
            granted(in.destination, {.privilege = privilege, .scopes = {schema}});
        if (one.status != CheckStatus::pass) {
            missing += (missing.empty() ? "" : ", ") + std::string(privilege);
        }
    }
    if (missing.empty()) {
        return pass("all rights on the schema cutover are granted");
    }
    return fail(
        fmt::format("{} lacks {} on cutover.*", printable(in.destination.account), missing),
        grant_statement(in.destination, missing, schema));
}

constexpr std::array destination_family{
    Check{
        {"destination.privilege.progress", "The destination account may keep the task's progress",
         "What was copied is recorded in the schema cutover, in the same transactions as the "
         "rows."},
        for_progress},
    Check{
        {"destination.privilege.select", "The destination account may read what it wrote",
         "Rows and definitions are read back and compared."},
        [](const PrecheckInput& in) { return for_any_type(in, "SELECT"); }},
    Check{
        {"destination.privilege.insert", "The destination account may insert rows",
         "Rows are copied with INSERT."},
        [](const PrecheckInput& in) { return for_rows(in, "INSERT"); }},
    Check{
        {"destination.privilege.update", "The destination account may update rows",
         "Rows that are there already are brought up to date."},
        [](const PrecheckInput& in) { return for_rows(in, "UPDATE"); }},
    Check{
        {"destination.privilege.delete", "The destination account may delete rows",
         "A chunk that is copied again, and a row deleted on the source, is deleted first."},
        [](const PrecheckInput& in) { return for_rows(in, "DELETE"); }},
    Check{
        {"destination.privilege.create", "The destination account may create databases and tables",
         "The schema is created with it."},
        [](const PrecheckInput& in) { return for_schema(in, "CREATE"); }},
    Check{
        {"destination.privilege.alter", "The destination account may alter tables",
         "Foreign keys and secondary indexes are added after the rows."},
        [](const PrecheckInput& in) { return for_schema(in, "ALTER"); }},
    Check{
        {"destination.privilege.index", "The destination account may create indexes",
         "Secondary indexes are added after the rows."},
        [](const PrecheckInput& in) { return for_schema(in, "INDEX"); }},
    Check{
        {"destination.privilege.drop", "The destination account may drop what it made",
         "Views that mention each other are first made as placeholders, which are dropped."},
        [](const PrecheckInput& in) { return for_schema(in, "DROP"); }},
    Check{
        {"destination.privilege.references", "The destination account may create foreign keys",
         "FOREIGN KEY clauses are refused without REFERENCES."},
        for_foreign_keys},
    Check{
        {"destination.privilege.create_view", "The destination account may create views",
         "The source has views."},
        [](const PrecheckInput& in) { return for_code(in, "CREATE VIEW", {ObjectKind::view}); }},
    Check{
        {"destination.privilege.show_view", "The destination account may read views back",
         "Definitions are read back and compared."},
        [](const PrecheckInput& in) { return for_code(in, "SHOW VIEW", {ObjectKind::view}); }},
    Check{
        {"destination.privilege.create_routine", "The destination account may create routines",
         "The source has procedures or functions."},
        [](const PrecheckInput& in) {
            return for_code(in, "CREATE ROUTINE", {ObjectKind::procedure, ObjectKind::function});
        }},
    Check{
        {"destination.privilege.alter_routine", "The destination account may replace routines",
         "A routine that changed on the source, or was left by an interrupted run, is replaced."},
        [](const PrecheckInput& in) {
            return for_code(in, "ALTER ROUTINE", {ObjectKind::procedure, ObjectKind::function});
        }},
    Check{
        {"destination.privilege.trigger", "The destination account may create triggers",
         "The source has triggers."},
        [](const PrecheckInput& in) { return for_code(in, "TRIGGER", {ObjectKind::trigger}); }},
    Check{
        {"destination.privilege.event", "The destination account may create events",
         "The source has events."},
        [](const PrecheckInput& in) { return for_code(in, "EVENT", {ObjectKind::event}); }},
};

}  // namespace

CheckFamily destination_privilege_checks() {
    return destination_family;
}

}  // namespace cutover
