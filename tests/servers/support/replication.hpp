#pragma once

#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// From now on `replica` carries out what `followed` has logged and will log.
void start_replication(const PrivateServer& replica, const PrivateServer& followed);

}  // namespace cutover::test
