#include <algorithm>
#include <array>

#include "migrate/precheck_family.hpp"

namespace cutover {
namespace {

CheckFinding refused(
    const PrecheckInput& in, RefusalKind kind, std::string all_well, std::string fix) {
    std::vector<std::string> items;
    for (const Refusal& refusal : in.plan.refusals) {
        if (refusal.kind == kind) {
            items.push_back(refusal.object + " (" + refusal.reason + ")");
        }
    }
    return judge({items, "object"}, CheckStatus::fail, std::move(all_well), std::move(fix));
}

std::optional<CheckFinding> all_exist(const PrecheckInput& in) {
    return refused(
        in, RefusalKind::missing,
        counted(in.plan.tables.size(), "table") + " and " +
            counted(in.plan.objects.size(), "other object"),
        "Correct the name in \"objects\" of the task file. What exists all the same is hidden from "
        "this account: see source.privilege.select.");
}

bool matches_a_database(const PrecheckInput& in, const std::string& pattern) {
    const auto& databases = in.source_catalog.databases;
    return std::any_of(databases.begin(), databases.end(), [&](const DatabaseDefinition& one) {
        return glob_matches(pattern, one.name);
    });
}

bool excludes_something(const PrecheckInput& in, const std::string& pattern) {
    const auto matches = [&](const TableName& name) {
        return glob_matches(pattern, name.database + "." + name.table);
    };
    const auto& [databases, tables, objects] = in.source_catalog;
    return std::any_of(
               tables.begin(), tables.end(),
               [&](const TableDefinition& table) { return matches(table.name); }) ||
           std::any_of(objects.begin(), objects.end(), [&](const CodeObject& object) {
               return matches(object.name);
           });
}

std::optional<CheckFinding> patterns_match(const PrecheckInput& in) {
    std::vector<std::string> idle;
    for (const auto& rule : in.task.objects.databases) {
        const bool is_pattern = rule.first.find_first_of("*?") != std::string::npos;
        if (is_pattern && !matches_a_database(in, rule.first)) {
            idle.push_back("objects: " + printable(rule.first));
        }
    }
    for (const std::string& pattern : in.task.objects.exclude) {
        if (!excludes_something(in, pattern)) {
            idle.push_back("exclude: " + printable(pattern));
        }
    }
    return judge(
        {idle, "pattern"}, CheckStatus::warn, "every pattern matches something",
        "Correct the pattern in the task file, or leave it out.");
}

constexpr std::array object_family{
    Check{
        {"objects.exist", "Every object that the task names exists on the source",
         "A misspelt name would leave a table behind.", CheckStatus::fail, false},
        all_exist},
    Check{
        {"objects.patterns", "Every pattern of the task matches something",
         "A pattern that matches nothing is most often misspelt: what it should select is left "
         "behind, what it should exclude is copied.",
         CheckStatus::warn},
        patterns_match},
    Check{
        {"objects.movable", "Every selected object can be moved",
         "These cannot be made equal on the destination by any client.", CheckStatus::fail, false},
        [](const PrecheckInput& in) {
            return std::optional(refused(
                in, RefusalKind::other, "nothing is refused",
                "Exclude it (\"exclude\" in the task file) and move it by other means."));
        }},
    Check{
        {"types.known", "Every selected column has a type that this version knows",
         "A value in an unknown form cannot be copied and compared exactly.", CheckStatus::fail,
         false},
        [](const PrecheckInput& in) {
            return std::optional(refused(
                in, RefusalKind::unknown_type, "all are known",
                "Exclude the table, or select its other columns (\"columns\" in the task file)."));
        }},
    Check{
        {"names.legal", "Every name is legal on the destination",
         "The destination refuses such a name.", CheckStatus::fail, false},
        [](const PrecheckInput& in) {
            return std::optional(refused(
                in, RefusalKind::illegal_name, "all are legal",
                "Give it another name with \"rename\" in the task file."));
        }},
    Check{
        {"names.collisions", "No two objects get one name on the destination",
         "Their rows would be mixed up in one table.", CheckStatus::fail, false},
        [](const PrecheckInput& in) {
            return std::optional(refused(
                in, RefusalKind::collision, "all names are distinct",
                "Give one of them another name with \"rename\" in the task file. What is to become "
                "one table on purpose another tool has to bring there; cutover verify can prove "
                "it."));
        }},
};

}  // namespace

CheckFamily object_checks() {
    return object_family;
}

}  // namespace cutover
