#include "verify/merge_causes.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace cutover {
namespace {

/// Most keys of a cause, as one verification lists them.
constexpr std::size_t most_examples = 5;

/// Of the rows of one table that differ in one manner.
struct Counts {
    std::uint64_t looked_at = 0;
    std::uint64_t differ = 0;
};

using CountsByManner = std::map<std::pair<TableName, Discrepancy::Kind>, Counts>;

/// Each cause of a share carries them.
CountsByManner counts_of(const std::vector<Cause>& share) {
    CountsByManner counts;
    for (const Cause& cause : share) {
        Counts& of = counts[{cause.table, manner_of(cause)}];
        of.looked_at = std::max(of.looked_at, cause.looked_at);
        of.differ = std::max(of.differ, cause.differ);
    }
    return counts;
}

Cause of_the_table(Cause cause) {
    if (cause.kind == CauseKind::missing_tail) {
        cause.kind = CauseKind::unexplained;
        cause.detail = to_text(Discrepancy::Kind::missing);
    }
    return cause;
}

void join(std::vector<Cause>& causes, Cause more) {
    const auto same = find_same(causes, more);
    if (same == causes.end()) {
        causes.push_back(std::move(more));
        return;
    }
    same->rows += more.rows;
    for (std::vector<NamedValue>& key : more.examples) {
        if (same->examples.size() < most_examples) {
            same->examples.push_back(std::move(key));
        }
    }
    if (same->evidence.empty()) {
        same->evidence = std::move(more.evidence);
    }
}

}  // namespace

std::vector<Cause> merge_causes(const std::vector<std::vector<Cause>>& shares) {
    std::vector<Cause> causes;
    CountsByManner all;
    for (const std::vector<Cause>& share : shares) {
        for (const auto& [manner, counts] : counts_of(share)) {
            all[manner].looked_at += counts.looked_at;
            all[manner].differ += counts.differ;
        }
        for (const Cause& cause : share) {
            join(causes, of_the_table(cause));
        }
    }
    for (Cause& cause : causes) {
        const Counts& counts = all.at({cause.table, manner_of(cause)});
        cause.looked_at = counts.looked_at;
        cause.differ = counts.differ;
    }
    std::stable_sort(causes.begin(), causes.end(), [](const Cause& one, const Cause& other) {
        return one.table == other.table ? one.rows > other.rows : one.table < other.table;
    });
    return causes;
}

}  // namespace cutover
