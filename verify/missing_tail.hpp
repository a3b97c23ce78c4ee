#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "verify/finding.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// A key of numbers alone, which order here as they do on every server.
using NumberKey = std::vector<KeyValue>;

/// As every server orders them.
[[nodiscard]] bool is_less_number_key(const NumberKey& one, const NumberKey& other);

/// Where the missing rows of one region lie among those that are there.
struct RegionEdge {
    std::optional<KeyTuple> after{};  ///< The region's bounds, as a chunk has them.
    std::optional<KeyTuple> up_to{};
    std::optional<NumberKey> first_missing{};
    std::optional<NumberKey> last_present{};

    void see_missing(NumberKey key);
    void see_present(NumberKey key);

    /// That of both regions together; the bounds stay.
    void add(const RegionEdge& other);
};

/// True where the pair's key consists of numbers, so that its order is known here.
[[nodiscard]] bool has_number_key(const TablePair& pair);

/// Reads all of the source's rows in the region's chunks, whatever keys it names; `findings` are
/// all of the region.
[[nodiscard]] RegionEdge find_edge(
    const TablePair& pair,
    const SideOfRegion& source,
    const Region& region,
    const std::vector<Finding>& findings);

/// What became of the regions of one table that differ, by the place of their chunk.
struct TailFacts {
    std::map<ChunkPlace, RegionEdge> edges{};  ///< Of regions with missing rows.
    std::uint64_t missing = 0;                 ///< Rows, in all regions.
    bool nothing_there = false;                ///< The destination has no row at all.
};

/// The last key in front of the missing rows; absent where there is no row.
struct TailBegin {
    std::optional<NumberKey> last_present{};
    std::string text{};  ///< "id = 42"; "" where there is no row.
};

/// Where all missing rows lie behind every row that is there; nothing where they lie anywhere else.
[[nodiscard]] std::optional<TailBegin> tail_begin(const TablePair& pair, const TailFacts& facts);

}  // namespace cutover
