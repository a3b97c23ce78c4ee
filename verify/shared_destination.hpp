#pragma once

#include <string>
#include <vector>

#include "core/discrepancy.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// Where several tables of the source become one of the destination, as when shards are brought
/// together: the first of them is compared with the rows of all (RowSource::also), for the sum of
/// their digests is what the destination's has to be, and a row that differs there is looked for in
/// each of them. The others are not read for themselves (TablePair::read_with).
///
/// Those that cannot be added up, for their columns or keys are not of one form, stay UNPROVEN.
void read_together(std::vector<TableUnderWay>& tables);

/// Makes what read_together() joined UNPROVEN, with this behind what it is.
void leave_out_joined(std::vector<TableUnderWay>& tables, const std::string& why);

/// Sentences that name the tables that are made of several, or the first of them.
[[nodiscard]] std::vector<std::string> told_of_joined(const std::vector<TableUnderWay>& tables);

/// What is said of a table that was read with another, whose comparison is `whole`: its verdict,
/// and none of its rows a second time.
[[nodiscard]] TableComparison as_part_of(const TableComparison& whole, const TablePair& part);

}  // namespace cutover
