#include "mysql/session.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::session_test {
namespace {

std::string one(Session& session, const std::string& sql) {
    const TextRows rows = session.query(sql, "asking");
    return rows.rows.empty() ? "" : rows.rows.at(0).at(0).value_or("NULL");
}

TEST(Session, SettingsOfBothRolesAreInForceOnEveryFlavour) {
    struct Case {
        const char* variable;
        const char* reading;
        const char* writing;
    };

    const Case cases[] = {
        {"@@time_zone", "+00:00", "+00:00"},
        {"@@character_set_client", "utf8mb4", "utf8mb4"},
        {"@@character_set_connection", "utf8mb4", "utf8mb4"},
        {"@@character_set_results", "utf8mb4", "utf8mb4"},
        {"@@foreign_key_checks", "1", "0"},
        {"@@unique_checks", "1", "0"},
        {"@@tx_read_only", "1", "0"},
        {"@@tx_isolation", "REPEATABLE-READ", "REPEATABLE-READ"},
        {"@@autocommit", "1", "1"},
        {"@@wait_timeout", "604800", "604800"},
        {"@@net_write_timeout", "86400", "86400"},
        {"@@sql_big_selects", "1", "1"},
        {"@@group_concat_max_len", "1073741824", "1073741824"},
        {"@@sql_log_bin", "1", "1"},
    };
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        Session reading(server.endpoint(), SessionRole::read_only);
        Session writing(server.tcp_endpoint(), SessionRole::writing);
        for (const Case& c : cases) {
            SCOPED_TRACE(c.variable);
            EXPECT_EQ(one(reading, std::string("SELECT ") + c.variable), c.reading);
            EXPECT_EQ(one(writing, std::string("SELECT ") + c.variable), c.writing);
        }
    }
}

TEST(Session, WhatTheSourceHoldsIsLetIn) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        Session session(server.tcp_endpoint(), SessionRole::writing);
        session.execute("CREATE DATABASE session_let_in", "creating");
        session.execute(
            "CREATE TABLE session_let_in.t (id INT AUTO_INCREMENT PRIMARY KEY, d DATE, n INT, "
            "FOREIGN KEY (n) REFERENCES session_let_in.t (id)) ENGINE=InnoDB",
            "creating");
        const std::uint64_t written = session.execute(
            "INSERT INTO session_let_in.t VALUES (0, '0000-00-00', 7), (1, '2021-02-31', NULL)",
            "inserting");
        EXPECT_EQ(written, 2U);
        const TextRows rows =
            session.query("SELECT * FROM session_let_in.t WHERE id < ?", "reading", {"2"});
        ASSERT_EQ(rows.rows.size(), 2U);
        EXPECT_EQ(rows.names, (std::vector<std::string>{"id", "d", "n"}));
        EXPECT_EQ(rows.rows[0][0], "0");
        EXPECT_EQ(rows.rows[0][1], "0000-00-00");
        EXPECT_EQ(rows.rows[1][1], "2021-02-31");
        EXPECT_EQ(rows.rows[1][2], std::nullopt);
        session.execute("DROP DATABASE session_let_in", "dropping");
    }
}

TEST(Session, AReadOnlySessionCannotWrite) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        server.execute(
            "CREATE DATABASE session_ro; CREATE TABLE session_ro.t (a INT) ENGINE=InnoDB");
        Session session(server.endpoint(), SessionRole::read_only);
        EXPECT_THROW(
            session.execute("INSERT INTO session_ro.t VALUES (1)", "writing"), ServerError);
        EXPECT_EQ(server.sql("SELECT COUNT(*) FROM session_ro.t"), "0\n");
        server.execute("DROP DATABASE session_ro");
    }
}

TEST(Session, ABoundParameterIsAValueAndNeverSql) {
    for (const ServerKind kind : both_kinds) {
        Session session(PrivateServer::shared(kind, 0).endpoint(), SessionRole::read_only);
        const std::string hostile = "' OR 1=1 -- \xE2\x98\x83 \xF0\x9F\x98\x80 \\";
        const TextRows rows =
            session.query("SELECT ?, '', NULL, ?", "echoing", {hostile, std::string()});
        ASSERT_EQ(rows.rows.size(), 1U);
        EXPECT_EQ(rows.rows[0][0], hostile);
        EXPECT_EQ(rows.rows[0][1], "");
        EXPECT_EQ(rows.rows[0][2], std::nullopt);
        EXPECT_EQ(rows.rows[0][3], "");
    }
}

}  // namespace
}  // namespace cutover::test::session_test
