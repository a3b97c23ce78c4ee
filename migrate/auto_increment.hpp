#pragma once

#include <vector>

#include "core/ddl_statement.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// One ALTER TABLE for every table whose counter on the destination is behind the source's: values
/// that the source has handed out and deleted again must not come a second time.
[[nodiscard]] std::vector<DdlStatement> counters_to_raise(
    const TaskPlan& plan,
    const Catalog& source,
    const ServerFacts& source_facts,
    const Catalog& destination,
    const ServerFacts& destination_facts);

}  // namespace cutover
