#pragma once

#include <cstdint>
#include <vector>

#include "core/key.hpp"
#include "verify/lane_pair.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// Where to cut the pair's table into chunks of about `chunk_rows` rows; of several tables that are
/// read as one, no chunk has more of any. Any boundaries are right that increase in the servers'
/// order. The keys of one shard often lie behind all of another's, so that each has a say: keys of
/// numbers are put in order here; of others those of the destination count, which has the rows of
/// all, where it orders them alike.
[[nodiscard]] std::vector<KeyTuple> boundaries_of_all(
    const TablePair& pair, LanePair& lanes, std::uint64_t chunk_rows);

}  // namespace cutover
