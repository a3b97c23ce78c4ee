#include "verify/filtered_rows.hpp"

#include <utility>

namespace cutover {
namespace {

/// The values of a row that the filter keeps out are of no account: its key names it.
RowIdentity by_key(const RowIdentity& row) {
    return {row.key, row.key};
}

}  // namespace

ExtraRows filtered_rows(
    const TablePair& pair,
    const SideOfRegion& source,
    const Region& region,
    const std::vector<Finding>& findings) {
    RowSource all = pair.source;
    bool has_filter = !std::exchange(all.where, {}).empty();
    for (RowSource& other : all.also) {
        has_filter = !std::exchange(other.where, {}).empty() || has_filter;
    }
    ExtraRows extra;
    for (const Finding& finding : findings) {
        if (finding.kind == Discrepancy::Kind::extra && has_filter) {
            extra.insert(by_key(finding.destination));
        }
    }
    ExtraRows filtered;
    if (extra.empty()) {
        return filtered;
    }
    for (const Chunk& chunk : region.chunks) {
        source.reader.read(all, chunk, [&](const RowBlock& block) {
            for (std::size_t row = 0; row < block.rows(); ++row) {
                const RowIdentity key = by_key(source.identify(block, row));
                if (extra.contains(key)) {
                    filtered.insert(key);
                }
            }
        });
    }
    return filtered;
}

bool is_among(const ExtraRows& rows, const Finding& finding) {
    return finding.kind == Discrepancy::Kind::extra && rows.contains(by_key(finding.destination));
}

}  // namespace cutover
