#pragma once

#include <vector>

#include "core/catalog.hpp"

namespace cutover {

/// The objects with every view after the views that it reads from. What goes in a circle, which
/// only broken views do, keeps its place in the list.
[[nodiscard]] std::vector<const CodeObject*> in_order_of_need(
    const std::vector<const CodeObject*>& views);

}  // namespace cutover
