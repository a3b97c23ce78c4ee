#include "tests/servers/support/private_server.hpp"

#include <gtest/gtest.h>

namespace cutover::test {
namespace {

TEST(PrivateServer, MariadbAnswersWithItsOwnVersion) {
    EXPECT_NE(
        PrivateServer::shared(ServerKind::mariadb, 0).sql("SELECT VERSION()").find("MariaDB"),
        std::string::npos);
}

TEST(PrivateServer, Mysql56AnswersWithItsOwnVersion) {
    EXPECT_EQ(
        PrivateServer::shared(ServerKind::mysql56, 0).sql("SELECT VERSION()"), "5.6.24-log\n");
}

}  // namespace
}  // namespace cutover::test
