#pragma once

#include <vector>

#include "verify/cause_evidence.hpp"

namespace cutover {

/// Says of each missing_tail where in the source's log its rows were written (add_log_evidence()
/// has the rules).
void find_tail_places(
    std::vector<TableUnderWay>& tables, const LogGround& ground, EvidenceLimits& limits);

}  // namespace cutover
