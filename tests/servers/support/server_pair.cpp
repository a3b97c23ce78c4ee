#include "tests/servers/support/server_pair.hpp"

#include <utility>

namespace cutover::test {

ServerPair::ServerPair(const PairOfKinds& kinds, std::string database)
    : source_(PrivateServer::shared(kinds.source, 0)),
      destination_(PrivateServer::shared(kinds.destination, 1)),
      database_(std::move(database)) {
    for (const PrivateServer* server : {&source_, &destination_}) {
        // Whoever looks into the log for evidence reads it from its first file on.
        server->execute(
            "RESET MASTER; DROP DATABASE IF EXISTS `" + database_ + "`; CREATE DATABASE `" +
            database_ + "` CHARACTER SET utf8mb4");
    }
}

ServerPair::~ServerPair() {
    source_.execute("DROP DATABASE IF EXISTS `" + database_ + "`");
    destination_.execute("DROP DATABASE IF EXISTS `" + database_ + "`");
}

void ServerPair::at_source(const std::string& statements) const {
    source_.execute("USE `" + database_ + "`;" + statements);
}

void ServerPair::at_destination(const std::string& statements) const {
    destination_.execute("USE `" + database_ + "`;" + statements);
}

void ServerPair::at_both(const std::string& statements) const {
    at_source(statements);
    at_destination(statements);
}

}  // namespace cutover::test
