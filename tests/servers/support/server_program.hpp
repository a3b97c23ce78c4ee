#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/servers/support/kinds.hpp"

namespace cutover::test {

/// What a private server runs, and the data that it begins with.
struct ServerProgram {
    std::vector<std::string> command{};      ///< With what does not depend on the server's folder.
    std::filesystem::path data{};            ///< A data directory, to be copied.
    std::vector<std::string> environment{};  ///< KEY=VALUE.
};

/// Of build/servers; throws where it is not there. CUTOVER_TEST_MYSQL=DIRECTORY, with a root
/// directory of docker/package_servers.sh, puts a newer MySQL in the place of 5.6.
[[nodiscard]] ServerProgram server_program(ServerKind kind);

}  // namespace cutover::test
