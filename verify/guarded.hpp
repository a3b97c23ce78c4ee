#pragma once

#include <functional>

#include "core/error.hpp"
#include "runtime/pipeline.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// True where a server refused this table alone, somebody has it locked, or its definition has
/// become another one: the others can go on.
[[nodiscard]] bool is_of_one_table(const Error& error);

/// True where a server's binary log cannot be read as far back as asked, or not by this account.
[[nodiscard]] bool is_log_out_of_reach(const Error& error);

/// Runs `work`; where a server refuses this table alone, or somebody has it locked, that becomes
/// its record, the table is not asked for again, and the others can go on.
[[nodiscard]] Record guarded(TableUnderWay& table, const std::function<Record()>& work);

}  // namespace cutover
