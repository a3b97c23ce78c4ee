#pragma once

#include <memory>

#include "core/statement_runner.hpp"
#include "core/task.hpp"

namespace cutover {

/// Opens a session that may write, in UTC and with the settings of one that copies rows.
[[nodiscard]] std::unique_ptr<StatementRunner> open_statement_runner(const Endpoint& endpoint);

}  // namespace cutover
