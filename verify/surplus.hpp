#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/chunk.hpp"
#include "core/digest.hpp"
#include "verify/lane_pair.hpp"

namespace cutover {

/// A row by what it is found by (its key; all of it where it has none) and by what it holds.
struct RowIdentity {
    Digest key{};
    Digest row{};

    friend bool operator==(const RowIdentity&, const RowIdentity&) = default;
};

/// Digests are as good as random: any part of one is a hash.
struct RowIdentityHash {
    std::size_t operator()(const RowIdentity& identity) const { return identity.row.low; }
};

using Identify = std::function<RowIdentity(const RowBlock& block, std::size_t row)>;

/// One side of a region: what to read, with what, and how to tell rows apart.
struct SideOfRegion {
    const RowSource& source;
    SideReader& reader;
    Identify identify{};
};

/// Chunks of one table that differ, and how many rows they hold, both sides together.
struct Region {
    std::vector<Chunk> chunks{};
    std::uint64_t rows = 0;
    std::vector<KeyTuple> keys{};  ///< Not empty: of the chunks, only the rows with these keys.
    std::vector<Digest> only{};    ///< Not empty: what else differs does not count. Sorted, by
                                   ///< what rows are found by.
    bool is_followed = false;      ///< By rows that agree, of what was one chunk (prefilter.hpp).
};

/// Streams the rows of a region as one side has them.
void read_region(
    SideReader& reader, const RowSource& source, const Region& region, const RowSink& sink);

/// Rows that one side has more often than the other: `more` > 0 on the source, < 0 on the
/// destination.
struct Surplus {
    RowIdentity identity{};
    std::int64_t more = 0;
};

/// The multiset difference of the region, in groups sorted by key; all rows of one key are in one
/// group. Holds at most about `rows_held` identities at a time, however many rows there are:
/// larger regions are first summed up by buckets of the key's digest, then only buckets that
/// differ are looked into, some at a time, each time reading the region again. Ends early where
/// `take` returns false.
void for_each_surplus(
    const SideOfRegion& source,
    const SideOfRegion& destination,
    const Region& region,
    std::size_t rows_held,
    const std::function<bool(const std::vector<Surplus>&)>& take);

}  // namespace cutover
