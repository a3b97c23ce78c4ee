#pragma once

#include <unordered_map>

#include "verify/table_tally.hpp"

namespace cutover {

/// How much of all comparing is done, by key space: a table weighs what the server thinks it holds,
/// and the chunks that it was cut into divide that. Not thread-safe.
class WorkShare {
  public:
    /// Counts the table as a part of the whole.
    void expect(const TablePair& table);

    /// Looks at the table's tally again; 0 to 1 of everything, and 1 once all chunks of all tables
    /// are in. A sample's chunks count as its table's.
    [[nodiscard]] double done_with(const TableUnderWay& table, double sample_percent);

  private:
    double expected_ = 0;
    double done_ = 0;
    std::unordered_map<const TableUnderWay*, double> of_table_{};
};

}  // namespace cutover
