#include "mysql/server_info.hpp"

#include <gtest/gtest.h>

#include "mysql/log_position.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::server_info_test {
namespace {

ServerFacts facts_of(const Endpoint& endpoint) {
    Session session(endpoint, SessionRole::read_only);
    return read_server_facts(session);
}

TEST(ServerInfo, SaysWhatTheServerIs) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        const ServerFacts facts = facts_of(server.tcp_endpoint());
        const bool is_mariadb = kind == ServerKind::mariadb;
        EXPECT_EQ(facts.endpoint, "127.0.0.1:" + std::to_string(server.port()));
        EXPECT_EQ(facts.flavour, is_mariadb ? Flavour::mariadb : Flavour::mysql);
        EXPECT_EQ(facts.version.major, is_mariadb ? 10U : 5U);
        EXPECT_EQ(facts.variable("binlog_format"), "ROW");
        EXPECT_EQ(facts.engines.count("innodb"), 1U);
        EXPECT_EQ(facts.character_sets.count("utf8mb4"), 1U);
        EXPECT_EQ(facts.collations.at("latin1_swedish_ci"), "latin1");
        EXPECT_EQ(facts.collations.count("utf8mb4_uca1400_ai_ci"), is_mariadb ? 1U : 0U);
        ASSERT_TRUE(facts.accounts.has_value());
        EXPECT_EQ(facts.accounts->count("root@localhost"), 1U);
        EXPECT_EQ(facts.account.substr(0, 5), "root@");
        ASSERT_FALSE(facts.grants.empty());
        EXPECT_NE(facts.grants.front().find("ALL PRIVILEGES"), std::string::npos);
        EXPECT_EQ(facts.tls_cipher, "");
    }
}

TEST(ServerInfo, IdentityIsEqualForOneServerAndDiffersForTwo) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& first = PrivateServer::shared(kind, 0);
        const PrivateServer& second = PrivateServer::shared(kind, 1);
        const std::string identity = facts_of(first.endpoint()).identity;
        EXPECT_FALSE(identity.empty());
        EXPECT_EQ(facts_of(first.tcp_endpoint()).identity, identity);
        EXPECT_NE(facts_of(second.endpoint()).identity, identity);
    }
}

TEST(ServerInfo, IdentitySurvivesARestart) {
    PrivateServer server(ServerKind::mariadb);
    const std::string before = facts_of(server.endpoint()).identity;
    server.kill_and_restart();
    EXPECT_EQ(facts_of(server.endpoint()).identity, before);
}

TEST(ServerInfo, AnAccountWithSelectAloneIsToldWhatItMayKnow) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        server.execute(
            "CREATE DATABASE info_lim;"
            "GRANT SELECT ON info_lim.* TO info_lim@localhost IDENTIFIED BY 'pw'");
        Endpoint endpoint = server.tcp_endpoint();
        endpoint.user = "info_lim";
        endpoint.password = "pw";
        const ServerFacts facts = facts_of(endpoint);
        EXPECT_EQ(facts.accounts, std::nullopt);
        EXPECT_EQ(facts.identity, facts_of(server.endpoint()).identity);
        Session session(endpoint, SessionRole::read_only);
        EXPECT_EQ(read_log_position(session, facts).file_and_offset, "");
        server.execute("DROP USER info_lim@localhost; DROP DATABASE info_lim");
    }
}

TEST(LogPosition, MovesWithEveryTransactionAndSaysItsGtid) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        Session session(server.endpoint(), SessionRole::read_only);
        const ServerFacts facts = read_server_facts(session);
        const LogPosition before = read_log_position(session, facts);
        EXPECT_EQ(read_log_position(session, facts), before);
        server.execute("CREATE DATABASE log_moves; DROP DATABASE log_moves");
        const LogPosition after = read_log_position(session, facts);
        EXPECT_NE(after.file_and_offset, before.file_and_offset);
        EXPECT_NE(after.gtid_set, before.gtid_set);
        EXPECT_EQ(after.file_and_offset.substr(0, 7), "binlog.");
    }
}

}  // namespace
}  // namespace cutover::test::server_info_test
