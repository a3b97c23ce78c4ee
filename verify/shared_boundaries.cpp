#include "verify/shared_boundaries.hpp"

#include <algorithm>

#include "verify/missing_tail.hpp"

namespace cutover {

std::vector<KeyTuple> boundaries_of_all(
    const TablePair& pair, LanePair& lanes, std::uint64_t chunk_rows) {
    ReadLane& source = lanes.source.lane();
    const bool in_order = has_number_key(pair);
    if (!pair.source.also.empty() && !in_order && pair.one_order &&
        !pair.destination.key_name.empty()) {
        return lanes.destination.lane().boundaries(pair.destination, chunk_rows);
    }
    std::vector<KeyTuple> boundaries = source.boundaries(pair.source, chunk_rows);
    if (pair.source.also.empty() || !in_order) {
        return boundaries;
    }
    for (const RowSource& other : pair.source.also) {
        const std::vector<KeyTuple> more = source.boundaries(other, chunk_rows);
        boundaries.insert(boundaries.end(), more.begin(), more.end());
    }
    std::sort(boundaries.begin(), boundaries.end(), is_less_number_key);
    boundaries.erase(std::unique(boundaries.begin(), boundaries.end()), boundaries.end());
    return boundaries;
}

}  // namespace cutover
