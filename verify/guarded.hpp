#pragma once

#include <functional>

#include "runtime/pipeline.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// Runs `work`; where a server refuses this table alone, that becomes its record, and the others
/// can go on.
[[nodiscard]] Record guarded(TableUnderWay& table, const std::function<Record()>& work);

}  // namespace cutover
