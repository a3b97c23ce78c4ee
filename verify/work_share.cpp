#include "verify/work_share.hpp"

#include <algorithm>

namespace cutover {
namespace {

/// Every table costs something, also an empty one.
double weight(const TablePair& table) {
    return static_cast<double>(table.estimated_rows) + 1;
}

}  // namespace

void WorkShare::expect(const TablePair& table) {
    expected_ += weight(table);
}

double WorkShare::done_with(const TableUnderWay& table, double sample_percent) {
    const TableTally& tally = table.tally;
    const double wanted =
        std::max(static_cast<double>(tally.chunks_cut) * sample_percent / 100, 1.0);
    const double done =
        weight(table.pair) * std::min(static_cast<double>(tally.chunks) / wanted, 1.0);
    double& before = of_table_[&table];
    done_ += done - before;
    before = done;
    return expected_ == 0 ? 1 : std::min(done_ / expected_, 1.0);
}

}  // namespace cutover
