#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "core/evidence.hpp"
#include "core/task_plan.hpp"
#include "migrate/precheck.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// The two servers of a task.
struct Servers {
    std::unique_ptr<Database> source{};
    std::unique_ptr<Database> destination{};
};

/// The source read-only, the destination as `role` says; no session is opened yet.
[[nodiscard]] Servers open_servers(const Task& task, SessionRole role);

/// Everything that checks and plans look at, read from both servers. Changes nothing.
struct Survey {
    ServerFacts source{};
    ServerFacts destination{};
    Catalog source_catalog{};
    Catalog destination_catalog{};  ///< Of the databases that the plan writes to.
    TaskPlan plan{};
    CapacityFacts capacity{};
    std::vector<RefusedCondition> refused_conditions{};
    SourceLog log{};  ///< Of a task that follows the source.
    /// The destination's, where the task is to spare them.
    std::optional<std::vector<Replica>> replicas{};
    std::optional<TaskProgress> progress{};  ///< What the destination records of the task.
};

/// Facts of both, the source's catalog and the plan; what a verification begins with.
[[nodiscard]] Survey survey_source(const Task& task, Servers& servers);

/// All of it. The destination must be open for writing, for its progress is asked for.
[[nodiscard]] Survey survey_both(const Task& task, Servers& servers);

/// The prechecks' results.
[[nodiscard]] std::vector<CheckResult> check(const Task& task, const Survey& survey);

/// What the plan covers, as the evidence has it.
[[nodiscard]] ScopeOnRecord scope_of(const Task& task, const Survey& survey);

}  // namespace cutover
