#pragma once

#include <vector>

#include "verify/cause_evidence.hpp"

namespace cutover {

/// Says of extra rows, and of those that differ for no known cause, who wrote them last by the
/// destination's log (add_log_evidence() has the rules).
void find_writers(
    std::vector<TableUnderWay>& tables, const LogGround& ground, EvidenceLimits& limits);

}  // namespace cutover
