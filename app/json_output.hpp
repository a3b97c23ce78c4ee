#pragma once

#include <string>
#include <vector>

#include "core/check.hpp"
#include "core/progress.hpp"
#include "core/task_plan.hpp"
#include "migrate/migrate.hpp"
#include "verify/verify.hpp"

namespace cutover {

/// The JSON documents of the contract, one line feed at the end. Names and values that are not
/// valid UTF-8 come out with \xNN, as printable() has it.
[[nodiscard]] std::string precheck_json(const std::vector<CheckResult>& checks);
[[nodiscard]] std::string verify_json(const VerifyReport& report);
[[nodiscard]] std::string migrate_json(const MigrateReport& report);
[[nodiscard]] std::string plan_json(
    const Task& task, const TaskPlan& plan, const std::vector<DdlStatement>& statements);

}  // namespace cutover
