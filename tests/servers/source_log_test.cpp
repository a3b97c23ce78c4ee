/// What real servers say of their binary logs and of who reads them.
#include "mysql/source_log.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "mysql/log_position.hpp"
#include "mysql/server_info.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::source_log_test {
namespace {

SourceLog log_of(const Endpoint& endpoint) {
    Session session(endpoint, SessionRole::read_only);
    return read_source_log(endpoint, read_server_facts(session));
}

class SourceLogs : public testing::TestWithParam<ServerKind> {};

TEST_P(SourceLogs, FilesReachUpToThePosition) {
    PrivateServer& server = PrivateServer::shared(GetParam(), 0);
    server.execute("FLUSH BINARY LOGS");
    Session session(server.endpoint(), SessionRole::read_only);
    const std::string position =
        read_log_position(session, read_server_facts(session)).file_and_offset;
    const SourceLog log = log_of(server.endpoint());
    ASSERT_TRUE(log.files.has_value());
    ASSERT_GT(log.files->size(), 1U);
    EXPECT_EQ(log.files->back().name + ":" + std::to_string(log.files->back().bytes), position);
    ASSERT_TRUE(log.replicas.has_value());
    EXPECT_TRUE(log.replicas->empty());
}

TEST_P(SourceLogs, WhatAnAccountMayNotSeeStaysAbsent) {
    PrivateServer& server = PrivateServer::shared(GetParam(), 0);
    server.execute("CREATE USER nobody@localhost");
    Endpoint endpoint = server.endpoint();
    endpoint.user = "nobody";
    const SourceLog log = log_of(endpoint);
    EXPECT_FALSE(log.files.has_value());
    EXPECT_FALSE(log.replicas.has_value());
    server.execute("DROP USER nobody@localhost");
}

TEST_P(SourceLogs, AServerWithoutALogHasNoFiles) {
    const PrivateServer server(GetParam(), {"--skip-log-bin"});
    const SourceLog log = log_of(server.endpoint());
    EXPECT_TRUE(!log.files || log.files->empty());
}

TEST_P(SourceLogs, AReplicaIsSeenWithItsNumber) {
    const PrivateServer& source = PrivateServer::shared(GetParam(), 0);
    const PrivateServer replica(GetParam(), {"--server-id=4711", "--report-host=db7"});
    replica.execute(
        "CHANGE MASTER TO master_host='127.0.0.1', master_user='root', master_port=" +
        std::to_string(source.port()) + "; START SLAVE IO_THREAD");
    SourceLog log;
    for (int i = 0; i < 300 && (!log.replicas || log.replicas->empty()); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        log = log_of(source.endpoint());
    }
    replica.execute("STOP SLAVE");
    ASSERT_TRUE(log.replicas.has_value());
    ASSERT_EQ(log.replicas->size(), 1U);
    EXPECT_EQ(log.replicas->front().server_id, 4711U);
    EXPECT_EQ(log.replicas->front().host, "db7");
}

INSTANTIATE_TEST_SUITE_P(Kinds, SourceLogs, testing::ValuesIn(both_kinds), [](const auto& kind) {
    return kind.param == ServerKind::mariadb ? "mariadb" : "mysql";
});

}  // namespace
}  // namespace cutover::test::source_log_test
