#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// The shared servers of a pair, with a database of the test's own on both, dropped at the end.
class ServerPair {
  public:
    ServerPair(const PairOfKinds& kinds, std::string database);
    ~ServerPair();
    ServerPair(const ServerPair&) = delete;
    ServerPair& operator=(const ServerPair&) = delete;

    /// In the database, as PrivateServer::sql() does.
    void at_source(const std::string& statements) const;
    void at_destination(const std::string& statements) const;
    void at_both(const std::string& statements) const;

    [[nodiscard]] const PrivateServer& source() const { return source_; }

    [[nodiscard]] const PrivateServer& destination() const { return destination_; }

    [[nodiscard]] const std::string& database() const { return database_; }

  private:
    PrivateServer& source_;
    PrivateServer& destination_;
    std::string database_;
};

}  // namespace cutover::test
