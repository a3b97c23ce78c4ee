#include "migrate/missing_grants.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "migrate/grants.hpp"

namespace cutover {
namespace {

/// More statements than this and one for a wider scope is easier to read and to take back.
constexpr std::size_t most_statements = 20;

Grants grants_of(const ServerFacts& server) {
    return Grants(
        server.grants, {.wildcards = !is_on(server, "partial_revokes"),
                        .fold_case = server.variable("lower_case_table_names") != "0" &&
                                     !server.variable("lower_case_table_names").empty()});
}

bool is_granted(const Grants& grants, const std::string& privilege, const TableName& scope) {
    if (scope.database == "*") {
        return grants.global(privilege);
    }
    return scope.table == "*" ? grants.on_database(privilege, scope.database)
                              : grants.on_table(privilege, scope);
}

bool is_met(const Grants& grants, const Requirement& requirement, const TableName& scope) {
    const auto on_scope = [&](const std::string& privilege) {
        return is_granted(grants, privilege, scope);
    };
    return on_scope(requirement.privilege) ||
           std::any_of(requirement.or_these.begin(), requirement.or_these.end(), on_scope);
}

std::string account_of(const ServerFacts& server) {
    const std::size_t at = server.account.rfind('@');
    if (at == std::string::npos) {
        return quoted_name(server.account);
    }
    return quoted_name(server.account.substr(0, at)) + "@" +
           quoted_name(server.account.substr(at + 1));
}

std::string shown(const TableName& scope) {
    return scope.database == "*" ? "*.*"
           : scope.table == "*"  ? printable(scope.database) + ".*"
                                 : display(scope);
}

std::vector<TableName> widened(const std::vector<TableName>& scopes) {
    if (scopes.size() <= most_statements) {
        return scopes;
    }
    const std::vector<TableName> databases = databases_of(scopes);
    return databases.size() <= most_statements ? databases : std::vector<TableName>{whole_server};
}

CheckFinding missing(
    const ServerFacts& server,
    const Requirement& requirement,
    const std::vector<TableName>& scopes,
    bool has_roles) {
    std::vector<std::string> names;
    names.reserve(scopes.size());
    for (const TableName& scope : scopes) {
        names.push_back(shown(scope));
    }
    std::vector<std::string> fixes;
    for (const TableName& scope : widened(scopes)) {
        fixes.push_back(grant_statement(server, requirement.privilege, scope));
    }
    std::string found = fmt::format(
        "{} lacks {} on {}", printable(server.account), requirement.privilege, listed(names));
    if (has_roles) {
        found += "; of its roles only the active ones count (SET DEFAULT ROLE)";
    }
    return {requirement.where_missing, found, statements(fixes)};
}

bool is_glob(const std::string& name) {
    return name.find_first_of("*?") != std::string::npos;
}

/// What the task names without patterns, whether it exists or not.
std::set<TableName> scopes_named(const Task& task) {
    std::set<TableName> scopes;
    for (const auto& [database, rule] : task.objects.databases) {
        if (is_glob(database)) {
            continue;
        }
        for (const auto& [table, its_rule] : rule.tables) {
            if (!is_glob(table)) {
                scopes.insert({database, table});
            }
        }
        if (rule.tables.empty()) {
            scopes.insert({database, "*"});
        }
    }
    return scopes;
}

}  // namespace

CheckFinding granted(const ServerFacts& server, const Requirement& requirement) {
    if (server.grants.empty()) {
        return fail(
            "SHOW GRANTS gave nothing, so it is not known",
            "Log in with an account whose grants the server shows.");
    }
    const Grants grants = grants_of(server);
    for (const std::string& privilege : requirement.or_global) {
        if (grants.global(privilege)) {
            return pass(privilege + " is granted");
        }
    }
    std::vector<TableName> lacking;
    for (const TableName& scope : requirement.scopes) {
        if (!is_met(grants, requirement, scope)) {
            lacking.push_back(scope);
        }
    }
    if (lacking.empty()) {
        return pass(requirement.privilege + " is granted");
    }
    return missing(server, requirement, lacking, grants.has_roles());
}

std::string grant_statement(
    const ServerFacts& server, const std::string& privileges, const TableName& scope) {
    std::string object = "*.*";
    if (scope.database != "*" && scope.table == "*") {
        object = quoted_name(grants_of(server).pattern_to_extend(scope.database)) + ".*";
    } else if (scope.database != "*") {
        object = quoted_name(scope);
    }
    return fmt::format("GRANT {} ON {} TO {};", privileges, object, account_of(server));
}

std::vector<TableName> source_scopes(const PrecheckInput& input) {
    std::set<TableName> scopes = scopes_named(input.task);
    for (const DatabasePlan& database : input.plan.databases) {
        if (database.whole) {
            scopes.insert({database.source.name, "*"});
        }
    }
    for (const TablePlan& table : input.plan.tables) {
        if (!scopes.contains({table.source.database, "*"})) {
            scopes.insert(table.source);
        }
    }
    return {scopes.begin(), scopes.end()};
}

std::vector<TableName> databases_of(const std::vector<TableName>& scopes) {
    std::set<TableName> databases;
    for (const TableName& scope : scopes) {
        databases.insert({scope.database, "*"});
    }
    return {databases.begin(), databases.end()};
}

std::vector<TableName> destination_scopes(const PrecheckInput& input) {
    std::set<TableName> databases;
    for (const DatabasePlan& database : input.plan.databases) {
        databases.insert({database.destination, "*"});
    }
    for (const TablePlan& table : input.plan.tables) {
        databases.insert({table.destination.database, "*"});
    }
    return {databases.begin(), databases.end()};
}

}  // namespace cutover
