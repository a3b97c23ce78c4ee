#include "verify/missing_tail.hpp"

#include <algorithm>
#include <bit>
#include <unordered_set>
#include <utility>

#include "core/cell_text.hpp"

namespace cutover {
namespace {

bool is_less(const KeyValue& one, const KeyValue& other) {
    return one.kind == KeyValue::Kind::integer
               ? std::bit_cast<std::int64_t>(one.number) < std::bit_cast<std::int64_t>(other.number)
               : one.number < other.number;
}

NumberKey key_of(const TablePair& pair, const RowBlock& block, std::size_t row) {
    NumberKey key;
    for (const std::size_t column : pair.key) {
        const CellColumn& cells = block.columns().at(column);
        const bool is_signed = cells.form == CellForm::integer || cells.form == CellForm::time;
        key.push_back(
            {is_signed ? KeyValue::Kind::integer : KeyValue::Kind::natural, cells.numbers.at(row)});
    }
    return key;
}

std::string key_text(const TablePair& pair, const NumberKey& key) {
    std::string text;
    for (std::size_t i = 0; i < std::min(key.size(), pair.key.size()); ++i) {
        const ReadColumn& column = pair.source.columns.at(pair.key[i]);
        text +=
            (text.empty() ? "" : ", ") + column.name + " = " + number_text(column, key[i].number);
    }
    return text;
}

}  // namespace

bool is_less_number_key(const NumberKey& one, const NumberKey& other) {
    return std::lexicographical_compare(
        one.begin(), one.end(), other.begin(), other.end(),
        [](const KeyValue& a, const KeyValue& b) { return is_less(a, b); });
}

bool has_number_key(const TablePair& pair) {
    return !pair.key.empty() &&
           std::all_of(pair.key.begin(), pair.key.end(), [&](std::size_t column) {
               switch (pair.source.columns.at(column).form) {
                   case CellForm::integer:
                   case CellForm::natural:
                   case CellForm::date:
                   case CellForm::time: return true;
                   default: return false;
               }
           });
}

void RegionEdge::see_missing(NumberKey key) {
    if (!first_missing || is_less_number_key(key, *first_missing)) {
        first_missing = std::move(key);
    }
}

void RegionEdge::see_present(NumberKey key) {
    if (!last_present || is_less_number_key(*last_present, key)) {
        last_present = std::move(key);
    }
}

void RegionEdge::add(const RegionEdge& other) {
    if (other.first_missing) {
        see_missing(*other.first_missing);
    }
    if (other.last_present) {
        see_present(*other.last_present);
    }
}

RegionEdge find_edge(
    const TablePair& pair,
    const SideOfRegion& source,
    const Region& region,
    const std::vector<Finding>& findings) {
    std::unordered_set<RowIdentity, RowIdentityHash> missing;
    for (const Finding& finding : findings) {
        if (finding.kind == Discrepancy::Kind::missing) {
            missing.insert(finding.source);
        }
    }
    RegionEdge edge{.after = region.chunks.front().after, .up_to = region.chunks.back().up_to};
    if (region.is_followed) {
        edge.last_present = region.chunks.back().up_to;  // they are behind it
    }
    const auto take = [&](const RowBlock& block) {
        for (std::size_t row = 0; row < block.rows(); ++row) {
            if (missing.contains(source.identify(block, row))) {
                edge.see_missing(key_of(pair, block, row));
            } else {
                edge.see_present(key_of(pair, block, row));
            }
        }
    };
    for (const Chunk& chunk : region.chunks) {
        source.reader.read(source.source, chunk, take);
    }
    return edge;
}

namespace {

/// Each region begins where the one before it ends, and the last has no end.
bool reach_to_the_end(const std::map<ChunkPlace, RegionEdge>& edges) {
    const RegionEdge* before = nullptr;
    for (const auto& [place, edge] : edges) {
        if (before != nullptr && edge.after != before->up_to) {
            return false;
        }
        before = &edge;
    }
    return before != nullptr && !before->up_to;
}

}  // namespace

std::optional<TailBegin> tail_begin(const TablePair& pair, const TailFacts& facts) {
    if (facts.missing == 0) {
        return std::nullopt;
    }
    if (facts.nothing_there) {
        return TailBegin{};
    }
    // Every chunk from the first with a missing row on to the last is one of them.
    if (!reach_to_the_end(facts.edges)) {
        return std::nullopt;
    }
    RegionEdge all;
    for (const auto& [place, edge] : facts.edges) {
        all.add(edge);
    }
    if (!all.last_present) {
        all.last_present = facts.edges.begin()->second.after;
    }
    const bool is_behind = all.first_missing && all.last_present &&
                           is_less_number_key(*all.last_present, *all.first_missing);
    return is_behind ? std::optional(TailBegin{all.last_present, key_text(pair, *all.last_present)})
                     : std::nullopt;
}

}  // namespace cutover
