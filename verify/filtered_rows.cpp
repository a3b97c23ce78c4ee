#include "verify/filtered_rows.hpp"

#include <utility>

namespace cutover {
namespace {

/// The values of a row that the filter keeps out are of no account: its key names it.
RowIdentity by_key(const RowIdentity& row) {
    return {row.key, row.key};
}

ExtraRows extra_rows(const std::vector<Finding>& findings) {
    ExtraRows extra;
    for (const Finding& finding : findings) {
        if (finding.kind == Discrepancy::Kind::extra) {
            extra.insert(by_key(finding.destination));
        }
    }
    return extra;
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
    const ExtraRows extra = has_filter ? extra_rows(findings) : ExtraRows();
    ExtraRows filtered;
    const auto take = [&](const RowBlock& block) {
        for (std::size_t row = 0; row < block.rows(); ++row) {
            const RowIdentity key = by_key(source.identify(block, row));
            if (extra.contains(key)) {
                filtered.insert(key);
            }
        }
    };
    if (!extra.empty()) {
        read_region(source.reader, all, region, take);
    }
    return filtered;
}

bool is_among(const ExtraRows& rows, const Finding& finding) {
    return finding.kind == Discrepancy::Kind::extra && rows.contains(by_key(finding.destination));
}

}  // namespace cutover
