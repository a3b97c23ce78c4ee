#pragma once

#include <memory>

#include "core/change_stream.hpp"
#include "core/server_facts.hpp"
#include "core/task.hpp"

namespace cutover {

/// Follows a real server's binary log (log_dump.hpp) and decodes it (binlog/). Opens its session at
/// once. `facts` are the source's.
[[nodiscard]] std::unique_ptr<ChangeStream> open_change_stream(
    const Endpoint& source, const ServerFacts& facts, ChangeRequest request);

}  // namespace cutover
