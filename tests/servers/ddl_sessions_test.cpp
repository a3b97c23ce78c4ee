#include "mysql/ddl_sessions.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "mysql/server_info.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::ddl_sessions_test {
namespace {

ServerFacts facts_of(const PrivateServer& server) {
    Session session(server.endpoint(), SessionRole::read_only);
    return read_server_facts(session);
}

std::string recorded(const PrivateServer& server, const std::string& routine) {
    return server.sql(
        "SELECT sql_mode, character_set_client, collation_connection "
        "FROM information_schema.routines WHERE routine_schema = 'ddl_s' AND routine_name = '" +
        routine + "'");
}

TEST(DdlSessions, AStatementRunsUnderItsOwnSettingsAndLeavesNoneBehind) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        const ServerFacts facts = facts_of(server);
        server.execute("CREATE DATABASE ddl_s");
        DdlSessions sessions(server.endpoint(), SessionRole::writing);
        sessions.execute(
            {.sql = "CREATE PROCEDURE p1() SELECT \"\xC3\xA4\xE2\x82\xAC\"",
             .purpose = "creating p1",
             .database = "ddl_s",
             .sql_mode = "PIPES_AS_CONCAT,STRICT_ALL_TABLES",
             .character_set_client = "latin1",
             .collation_connection = "latin1_german1_ci",
             .time_zone = "+02:00",
             .session = {{"innodb_strict_mode", "1"}, {"max_sort_length", "64"}}},
            facts);
        sessions.execute(
            {.sql = "CREATE PROCEDURE ddl_s.p2() SELECT 1", .purpose = "creating p2"}, facts);
        sessions.execute(
            {.sql = "CREATE PROCEDURE p4() SELECT 1",
             .purpose = "creating p4",
             .database = "ddl_s",
             .sql_mode = "INVALID_DATES"},
            facts);
        EXPECT_EQ(recorded(server, "p4").substr(0, 14), "INVALID_DATES\t");
        sessions.execute(
            {.sql = "CREATE PROCEDURE p3() SELECT '\xE2\x98\x83'",
             .purpose = "creating p3",
             .database = "ddl_s",
             .character_set_client = "latin1"},
            facts);
        EXPECT_EQ(
            recorded(server, "p1"),
            "PIPES_AS_CONCAT,STRICT_ALL_TABLES\tlatin1\tlatin1_german1_ci\n");
        EXPECT_EQ(
            recorded(server, "p2"),
            "NO_AUTO_VALUE_ON_ZERO,INVALID_DATES,NO_ENGINE_SUBSTITUTION\tutf8mb4\t"
            "utf8mb4_general_ci\n");
        EXPECT_EQ(recorded(server, "p3").find("latin1"), std::string::npos)
            << "a snowman has no place in latin1: the text is kept, not the label";
        EXPECT_EQ(server.sql("CALL ddl_s.p1()"), "\xC3\xA4\xE2\x82\xAC\n");
        EXPECT_EQ(server.sql("CALL ddl_s.p3()"), "\xE2\x98\x83\n");
        server.execute("DROP DATABASE ddl_s");
    }
}

TEST(DdlSessions, ASettingOfOneStatementIsGoneForTheNextOnMysql56) {
    const PrivateServer& server = PrivateServer::shared(ServerKind::mysql56, 0);
    const ServerFacts facts = facts_of(server);
    server.execute("CREATE DATABASE ddl_s; CREATE TABLE ddl_s.t (v TEXT)");
    DdlSessions sessions(server.endpoint(), SessionRole::writing);
    const std::string note =
        "INSERT INTO ddl_s.t SELECT CONCAT_WS(' ', @@max_sort_length, @@time_zone, @@sql_mode = "
        "'', @@innodb_strict_mode)";
    sessions.execute(
        {.sql = note, .time_zone = "+02:00", .session = {{"max_sort_length", "64"}}}, facts);
    sessions.execute({.sql = note}, facts);
    EXPECT_THROW(sessions.execute({.sql = note, .time_zone = "no/such"}, facts), ServerError);
    EXPECT_THROW(sessions.execute({.sql = note, .time_zone = "'; --"}, facts), Error);
    sessions.execute({.sql = note}, facts);
    EXPECT_EQ(
        server.sql("SELECT * FROM ddl_s.t"), "64 +02:00 0 0\n1024 +00:00 0 0\n1024 +00:00 0 0\n");
    server.execute("DROP DATABASE ddl_s");
}

TEST(DdlSessions, ManyThreadsChangeDefinitionsAtOnce) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        const ServerFacts facts = facts_of(server);
        server.execute("CREATE DATABASE ddl_s");
        DdlSessions sessions(server.endpoint(), SessionRole::writing);
        {
            std::vector<std::jthread> threads;
            threads.reserve(4);
            for (int thread = 0; thread < 4; ++thread) {
                threads.emplace_back([&, thread] {
                    for (int i = 0; i < 5; ++i) {
                        const std::string name =
                            "t" + std::to_string(thread) + "_" + std::to_string(i);
                        sessions.execute(
                            {.sql = "CREATE TABLE " + name + " (a INT)",
                             .purpose = "creating " + name,
                             .database = "ddl_s"},
                            facts);
                    }
                });
            }
        }
        EXPECT_EQ(
            server.sql(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'ddl_s'"),
            "20\n");
        server.execute("DROP DATABASE ddl_s");
    }
}

}  // namespace
}  // namespace cutover::test::ddl_sessions_test
