#pragma once

#include <set>

#include "verify/verify_request.hpp"

namespace cutover {

/// What is defined differently in the two, or stands in one of them alone: of the tables and the
/// code that the plans hold, by the source's names. What servers change by themselves
/// (AUTO_INCREMENT) is no change.
[[nodiscard]] std::set<TableName> changed_definitions(
    const TaskPlan& plan_before, const Catalog& before, const SourceGround& after);

}  // namespace cutover
