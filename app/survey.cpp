#include "app/survey.hpp"

#include <set>
#include <vector>

#include "app/capacity.hpp"
#include "core/error.hpp"
#include "core/scope_rules.hpp"
#include "migrate/references.hpp"
#include "migrate/row_width.hpp"
#include "migrate/source_conditions.hpp"
#include "mysql/mysql_database.hpp"
#include "mysql/source_log.hpp"

namespace cutover {
namespace {

std::vector<std::string> selected_databases(const Task& task, Database& source) {
    std::vector<std::string> names;
    for (std::string& name : source.databases()) {
        if (find_rule(task.objects, name) != nullptr) {
            names.push_back(std::move(name));
        }
    }
    return names;
}

/// Those that the plan writes to, and those that foreign keys and views will look into.
std::vector<std::string> destination_databases(const Task& task, const Survey& survey) {
    std::set<std::string> names;
    for (const DatabasePlan& database : survey.plan.databases) {
        names.insert(database.destination);
    }
    for (const std::string& name : databases_referred_to(survey.source_catalog, survey.plan)) {
        names.insert(destination_database(task, survey.destination, name));
    }
    return {names.begin(), names.end()};
}

/// Nothing where the account may not read it: a check of privileges then names what it lacks.
std::optional<TaskProgress> progress_on(Database& destination, const Task& task) {
    try {
        return destination.progress(task.name)->load();
    } catch (const ServerError& error) {
        if (error.exit_code() != ExitCode::refused) {
            throw;
        }
        return std::nullopt;
    }
}

PrecheckInput input_of(const Task& task, const Survey& survey) {
    return {
        .task = task,
        .source = survey.source,
        .destination = survey.destination,
        .source_catalog = survey.source_catalog,
        .destination_catalog = survey.destination_catalog,
        .plan = survey.plan,
        .capacity = survey.capacity,
        .refused_conditions = survey.refused_conditions,
        .progress = survey.progress,
        .log = survey.log,
        .replicas = survey.replicas};
}

}  // namespace

Servers open_servers(const Task& task, SessionRole role) {
    const std::size_t sessions = std::size_t{2} * task.limits.workers;  // verify reads both
    const auto large_rows = std::make_shared<LargeRows>(task.limits.max_memory, sessions);
    return {
        .source = open_database(task.source, SessionRole::read_only, large_rows),
        .destination = open_database(task.destination, role, large_rows)};
}

Survey survey_source(const Task& task, Servers& servers) {
    Survey survey;
    survey.source = servers.source->facts();
    survey.destination = servers.destination->facts();
    survey.source_catalog = servers.source->catalog(selected_databases(task, *servers.source));
    survey.plan = make_plan(task, survey.source_catalog, survey.source, survey.destination);
    survey.capacity = read_capacity(task.destination, survey.destination);
    return survey;
}

Survey survey_both(const Task& task, Servers& servers) {
    Survey survey = survey_source(task, servers);
    survey.destination_catalog = servers.destination->catalog(destination_databases(task, survey));
    survey.progress = progress_on(*servers.destination, task);
    if (task.types.incremental) {
        survey.log = read_source_log(task.source, survey.source);
    }
    if (task.limits.max_replica_lag.count() > 0) {
        survey.replicas = servers.destination->replicas();
    }
    survey.refused_conditions = refused_conditions(task, survey.plan, *servers.source);
    survey.capacity.widest_rows = measured_rows(input_of(task, survey), *servers.source);
    return survey;
}

std::vector<CheckResult> check(const Task& task, const Survey& survey) {
    return run_prechecks(input_of(task, survey));
}

ScopeOnRecord scope_of(const Task& task, const Survey& survey) {
    const TaskPlan& plan = survey.plan;
    ScopeOnRecord scope{
        .refusals = plan.refusals,
        .rules = scope_rules(task, survey.source_catalog, plan),
        .accounts_known = survey.source.accounts.has_value()};
    if (survey.source.accounts) {
        scope.accounts.assign(survey.source.accounts->begin(), survey.source.accounts->end());
    }
    for (const TablePlan& table : plan.tables) {
        scope.tables.push_back(display(table.source));
    }
    for (const ObjectPlan& object : plan.objects) {
        scope.objects.push_back(std::string(to_text(object.kind)) + " " + display(object.source));
    }
    return scope;
}

}  // namespace cutover
