#include "verify/surplus.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>

namespace cutover {
namespace {

constexpr std::size_t bucket_count = 4096;

std::size_t bucket_of(const RowIdentity& identity) {
    return identity.key.high % bucket_count;
}

/// The group in which each bucket is looked into; 0: both sides agree on it.
using Groups = std::array<std::uint32_t, bucket_count>;
using Buckets = std::vector<RowsDigest>;

void for_each_row(
    const SideOfRegion& side,
    const Region& region,
    const std::function<void(const RowIdentity&)>& take) {
    read_region(side.reader, side.source, region, [&](const RowBlock& block) {
        for (std::size_t row = 0; row < block.rows(); ++row) {
            take(side.identify(block, row));
        }
    });
}

Buckets sum_up(const SideOfRegion& side, const Region& region) {
    Buckets buckets(bucket_count);
    for_each_row(side, region, [&](const RowIdentity& identity) {
        buckets[bucket_of(identity)].add(identity.row);
    });
    return buckets;
}

/// Packs the buckets that differ into groups of at most `rows_held` rows, or of one bucket.
std::uint32_t make_groups(
    const Buckets& source, const Buckets& destination, std::size_t rows_held, Groups& groups) {
    std::uint32_t group = 0;
    std::uint64_t room = 0;
    for (std::size_t i = 0; i < bucket_count; ++i) {
        if (source[i] == destination[i]) {
            continue;
        }
        const std::uint64_t rows = source[i].rows + destination[i].rows;
        if (group == 0 || rows > room) {
            ++group;
            room = rows_held;
        }
        room -= std::min(rows, room);
        groups[i] = group;
    }
    return group;
}

std::vector<Surplus> difference(
    const SideOfRegion& source,
    const SideOfRegion& destination,
    const Region& region,
    const std::function<bool(const RowIdentity&)>& wanted) {
    std::unordered_map<RowIdentity, std::int64_t, RowIdentityHash> more;
    for_each_row(source, region, [&](const RowIdentity& identity) {
        if (wanted(identity)) {
            ++more[identity];
        }
    });
    for_each_row(destination, region, [&](const RowIdentity& identity) {
        if (wanted(identity)) {
            const auto entry = more.try_emplace(identity, 0).first;
            if (--entry->second == 0) {
                more.erase(entry);
            }
        }
    });
    std::vector<Surplus> surpluses;
    surpluses.reserve(more.size());
    for (const auto& [identity, count] : more) {
        surpluses.push_back({identity, count});
    }
    const auto order = [](const Surplus& surplus) {
        const RowIdentity& id = surplus.identity;
        return std::tie(id.key.high, id.key.low, id.row.high, id.row.low);
    };
    std::sort(surpluses.begin(), surpluses.end(), [&](const Surplus& a, const Surplus& b) {
        return order(a) < order(b);
    });
    return surpluses;
}

}  // namespace

void read_region(
    SideReader& reader, const RowSource& source, const Region& region, const RowSink& sink) {
    if (!region.keys.empty()) {
        reader.read_keys(source, region.keys, sink);
        return;
    }
    for (const Chunk& chunk : region.chunks) {
        reader.read(source, chunk, sink);
    }
}

void for_each_surplus(
    const SideOfRegion& source,
    const SideOfRegion& destination,
    const Region& region,
    std::size_t rows_held,
    const std::function<bool(const std::vector<Surplus>&)>& take) {
    if (region.rows <= rows_held) {
        (void)take(
            difference(source, destination, region, [](const RowIdentity&) { return true; }));
        return;
    }
    Groups groups{};
    const std::uint32_t last =
        make_groups(sum_up(source, region), sum_up(destination, region), rows_held, groups);
    bool goes_on = true;
    for (std::uint32_t group = 1; group <= last && goes_on; ++group) {
        goes_on = take(difference(source, destination, region, [&](const RowIdentity& identity) {
            return groups[bucket_of(identity)] == group;
        }));
    }
}

}  // namespace cutover
