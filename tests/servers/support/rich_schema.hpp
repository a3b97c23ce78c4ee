#pragma once

#include <string>
#include <vector>

#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// SQL for two databases, `rich` and `ri``ch "2" */ ☃`, with everything that definitions can say on
/// servers of the kind.
[[nodiscard]] std::vector<std::string> rich_schema(ServerKind kind);

}  // namespace cutover::test
