#include "verify/cause_evidence.hpp"

#include "verify/tail_place.hpp"
#include "verify/writers.hpp"

namespace cutover {

void add_log_evidence(
    std::vector<TableUnderWay>& tables, const LogGround& ground, EvidenceLimits& limits) {
    find_tail_places(tables, ground, limits);
    find_writers(tables, ground, limits);
}

}  // namespace cutover
