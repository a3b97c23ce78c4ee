#pragma once

#include <string>
#include <vector>

#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// A certificate authority with one certificate for a host, made by openssl for one test.
class Authority {
  public:
    explicit Authority(const std::string& host);

    /// ca.pem, server.pem and server.key are there.
    [[nodiscard]] std::string file(const std::string& name) const;

    /// What makes a MariaDB server offer TLS with it.
    [[nodiscard]] std::vector<std::string> server_arguments() const;

  private:
    TemporaryFolder folder_;
};

}  // namespace cutover::test
