#include "verify/carry.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "runtime/interrupt.hpp"
#include "runtime/pipeline.hpp"
#include "verify/carried_rows.hpp"
#include "verify/carried_table.hpp"
#include "verify/comparison_id.hpp"

namespace cutover {
namespace {

/// By the tables' places; none for one that is not carried.
using CarriedTables = std::vector<std::optional<CarriedTable>>;

void read_touched(CarriedTables& tables, const CarryInput& input, const PassOptions& options) {
    std::vector<bool> is_carried(tables.size());
    std::transform(tables.begin(), tables.end(), is_carried.begin(), [](const auto& table) {
        return table.has_value();
    });
    TouchedMerge here = input.source.rows.merged();
    TouchedMerge there = input.destination.rows.merged();
    CarriedRows rows(here, there, std::move(is_carried));
    run_pipeline(
        options.workers,
        [&]() -> Work {
            throw_if_interrupted();
            std::optional<CarriedPiece> piece = rows.next();
            if (!piece) {
                return {};
            }
            CarriedTable& table = *tables[piece->table];
            return [&table, &options, of_table = std::move(piece->rows)]() mutable {
                return table.read(std::move(of_table), options);
            };
        },
        RecordOrder::as_finished);
}

}  // namespace

std::string why_not_carried(const TableUnderWay& table, const Baseline& baseline) {
    const TablePair& pair = table.pair;
    if (!pair.obstacle.empty()) {
        return pair.obstacle;
    }
    if (!pair.source.also.empty()) {
        return "several tables become one, and a log tells of each of them alone";
    }
    if (!pair.key.empty() && pair.destination.key_name.empty()) {
        return "the destination has no such key, so that rows there may share one";
    }
    if (pair.digests_exactly || pair.folds_zeros || !pair.reals.empty()) {
        return "how many rows agree only by the rule for FLOAT and DOUBLE cannot be carried";
    }
    const auto then = baseline.equal.find(pair.source_name);
    if (then == baseline.equal.end()) {
        return "it was not found EQUAL then";
    }
    if (then->second.comparison.empty()) {
        return "it was read at another moment than where that verification began";
    }
    return then->second.comparison == comparison_id(pair)
               ? ""
               : "it is defined or compared otherwise now";
}

std::uint64_t most_changed(std::uint64_t rows, bool is_source_exact) {
    constexpr std::uint64_t always_few = 1000;
    constexpr std::uint64_t one_in = 8;
    return std::max(always_few, rows / (is_source_exact ? one_in : 2 * one_in));
}

std::vector<std::string> carry_over(
    std::vector<TableUnderWay>& tables, const CarryInput& input, const PassOptions& options) {
    std::vector<std::string> why_not(tables.size());
    CarriedTables carried(tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i) {
        why_not[i] = why_not_carried(tables[i], input.baseline);
        for (const TouchedRows* const side : {&input.source, &input.destination}) {
            if (why_not[i].empty()) {
                why_not[i] = side->tables.at(i).unknown;
            }
        }
        if (why_not[i].empty()) {
            carried[i].emplace(
                tables[i], input.baseline.equal.at(tables[i].pair.source_name),
                input.is_source_exact);
        }
    }
    read_touched(carried, input, options);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (carried[i]) {
            why_not[i] = carried[i]->decide();
        }
    }
    return why_not;
}

}  // namespace cutover
