#include "verify/carry.hpp"

#include <algorithm>
#include <utility>

#include "runtime/interrupt.hpp"
#include "runtime/pipeline.hpp"
#include "verify/carried_table.hpp"
#include "verify/comparison_id.hpp"

namespace cutover {
namespace {

void read_touched(std::vector<CarriedTable>& tables, const PassOptions& options) {
    auto table = tables.begin();
    std::size_t begin = 0;
    run_pipeline(
        options.workers,
        [&]() -> Work {
            throw_if_interrupted();
            while (table != tables.end() && begin >= table->rows()) {
                ++table;
                begin = 0;
            }
            if (table == tables.end()) {
                return {};
            }
            const std::size_t from = std::exchange(begin, begin + CarriedTable::rows_a_piece);
            return [&read = *table, from, &options] { return read.read(from, options); };
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
    if (pair.digests_exactly || pair.folds_zeros) {
        return "how many rows agree only by the rule for FLOAT and DOUBLE cannot be carried";
    }
    const auto then = baseline.equal.find(pair.source_name);
    if (then == baseline.equal.end()) {
        return "it was not found EQUAL then";
    }
    return then->second.comparison == comparison_id(pair)
               ? ""
               : "it is defined or compared otherwise now";
}

std::size_t most_changed(std::uint64_t rows, bool is_source_exact) {
    constexpr std::uint64_t always_few = 1000;
    constexpr std::uint64_t one_in = 12;
    return std::max(always_few, rows / (is_source_exact ? one_in : 2 * one_in));
}

std::vector<std::string> carry_over(
    std::vector<TableUnderWay>& tables, const CarryInput& input, const PassOptions& options) {
    std::vector<std::string> why_not(tables.size());
    std::vector<CarriedTable> carried;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        why_not[i] = why_not_carried(tables[i], input.baseline);
        const TouchedTable& here = input.source.tables.at(i);
        const TouchedTable& there = input.destination.tables.at(i);
        if (why_not[i].empty()) {
            why_not[i] = here.unknown.empty() ? there.unknown : here.unknown;
        }
        if (!why_not[i].empty()) {
            continue;
        }
        const TableComparison& then = input.baseline.equal.at(tables[i].pair.source_name);
        carried.emplace_back(
            tables[i], CarriedTable::Account{then, here, there, input.is_source_exact});
    }
    read_touched(carried, options);
    for (CarriedTable& table : carried) {
        table.decide();
    }
    return why_not;
}

}  // namespace cutover
