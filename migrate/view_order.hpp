#pragma once

#include <vector>

#include "core/catalog.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// The objects with every view after the views that it reads from. What goes in a circle, which
/// only broken views do, keeps its place in the list.
[[nodiscard]] std::vector<const CodeObject*> in_order_of_need(
    const std::vector<const CodeObject*>& views);

/// Views that read from a table or view that does not exist on the source: whoever uses them gets
/// an error there, and the destination would refuse to create them. Only databases that the
/// catalog holds are judged.
[[nodiscard]] std::vector<Refusal> broken_views(const Catalog& source, const TaskPlan& plan);

}  // namespace cutover
