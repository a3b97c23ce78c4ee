#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog.hpp"
#include "core/check.hpp"
#include "core/error.hpp"
#include "core/progress.hpp"
#include "core/server_facts.hpp"
#include "core/server_questions.hpp"
#include "core/source_log.hpp"
#include "core/task.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// What could be learned of room; what is absent makes a check say that it does not know.
struct CapacityFacts {
    /// Bytes free where the destination keeps its data.
    std::optional<std::uint64_t> destination_free_bytes{};
    /// Measured, by source table; nothing for one that could not be measured in reasonable time.
    std::map<TableName, std::optional<std::uint64_t>> widest_rows{};
};

/// A condition ("where" of the task) that the source refuses.
struct RefusedCondition {
    TableName table{};
    std::string pointer{};  ///< JSON pointer of the key.
    std::string error{};    ///< The server's own words.
};

/// All that the checks look at. Views: what they refer to must outlive the calls.
struct PrecheckInput {
    const Task& task;
    const ServerFacts& source;
    const ServerFacts& destination;
    const Catalog& source_catalog;
    const Catalog& destination_catalog;  ///< Of the databases that the plan writes to.
    const TaskPlan& plan;
    const CapacityFacts& capacity;
    const std::vector<RefusedCondition>& refused_conditions;
    /// What the destination records of an earlier run of this task: its own tables are then no
    /// conflict. Nothing where it never ran.
    const std::optional<TaskProgress>& progress;
    const SourceLog& log;  ///< Asked for where the task follows the source; else empty.
    /// Of the destination, where the task is to spare them; nothing: not shown to the account.
    const std::optional<std::vector<Replica>>& replicas;
};

/// Every check that this task needs, in the order of list_checks(); the task's ignore_checks are
/// applied to those that allow it. Pure: contacts nothing.
[[nodiscard]] std::vector<CheckResult> run_prechecks(const PrecheckInput& input);

/// True where a check failed that the task does not ignore: nothing may be written.
[[nodiscard]] bool blocks(const std::vector<CheckResult>& results);

/// What a script is told: `refused` where an account lacks a privilege, `no` where anything else
/// failed, `yes` where nothing did.
[[nodiscard]] ExitCode exit_code_of(const std::vector<CheckResult>& results);

/// The two results there are where a server could not be reached: its error's text, or "" for
/// the one that answered.
[[nodiscard]] std::vector<CheckResult> reachability(
    const std::string& source_error, const std::string& destination_error);

/// Wrong entries of the task's ignore_checks: an id that no check has (names the nearest), or one
/// of a check that no reason can set aside.
[[nodiscard]] std::vector<Complaint> ignore_complaints(const Task& task);

/// A check as the documentation lists it.
struct CheckEntry {
    std::string_view id{};
    std::string_view title{};
    std::string_view why{};
    CheckStatus worst = CheckStatus::fail;  ///< The most severe status it gives.
    bool can_be_ignored = true;
};

[[nodiscard]] std::vector<CheckEntry> list_checks();

}  // namespace cutover
