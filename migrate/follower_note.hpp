#pragma once

#include "core/progress.hpp"

namespace cutover {

/// Puts on record that a run follows the source from now on, or that it has ended in order.
void keep_follower(ProgressStore& progress, bool follows);

/// A run follows the source, though it may be between two sessions just now; or it was ended by
/// force and nobody has begun again since.
[[nodiscard]] bool is_follower_expected(ProgressStore& progress);

}  // namespace cutover
