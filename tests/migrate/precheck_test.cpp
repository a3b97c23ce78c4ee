#include "migrate/precheck.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/fakes/situation.hpp"

namespace cutover::precheck_test {
namespace {

using test::Situation;

TEST(Precheck, NothingWrongPassesEverything) {
    const std::vector<CheckResult> results = Situation().check();
    EXPECT_GT(results.size(), 30U);
    for (const CheckResult& result : results) {
        EXPECT_EQ(result.status, CheckStatus::pass) << result.id << ": " << result.found;
        EXPECT_FALSE(result.found.empty()) << result.id;
        EXPECT_TRUE(result.fix.empty()) << result.id;
    }
    EXPECT_FALSE(blocks(results));
}

TEST(Precheck, EveryCheckHasItsOwnIdAndSaysWhy) {
    std::set<std::string_view> ids;
    for (const CheckEntry& entry : list_checks()) {
        EXPECT_TRUE(ids.insert(entry.id).second) << entry.id;
        EXPECT_FALSE(entry.title.empty()) << entry.id;
        EXPECT_FALSE(entry.why.empty()) << entry.id;
        EXPECT_NE(entry.worst, CheckStatus::pass) << entry.id;
    }
}

TEST(Precheck, ConnectionFamily) {
    test::expect_each({
        {"one server under two names",
         [](Situation& s) { s.destination.identity = s.source.identity; }, "servers.distinct",
         CheckStatus::fail, "db1:3306 and db2:3306 are one server", "Correct"},
        {"a server that does not say who it is",
         [](Situation& s) { s.destination.identity.clear(); }, "servers.distinct",
         CheckStatus::fail, "cannot tell", "server_uuid"},
        {"older patch",
         [](Situation& s) {
             s.source.version = {10, 11, 2};
         }},
        {"upgrade",
         [](Situation& s) {
             s.source.version = {10, 6, 2};
         },
         "versions.difference", CheckStatus::warn, "MariaDB 10.6.2 to MariaDB 10.11.6", "tests"},
        {"downgrade",
         [](Situation& s) {
             s.source.version = {11, 4, 2};
         },
         "versions.difference", CheckStatus::warn, "the destination is older", "newer version"},
        {"other flavour",
         [](Situation& s) {
             s.source.flavour = Flavour::mysql;
             s.source.version = {8, 0, 36};
         },
         "versions.difference", CheckStatus::warn, "-0.0 is stored as 0.0", "tests"},
        {"clear text",
         [](Situation& s) {
             s.source.tls_cipher.clear();
             s.task.source.host = "db1";
         },
         "source.tls", CheckStatus::warn, "clear text", "VERIFY_IDENTITY"},
        {"clear text on this machine",
         [](Situation& s) {
             s.source.tls_cipher.clear();
             s.task.source.socket = "/run/mysqld.sock";
         }},
        {"clear text although TLS was asked for",
         [](Situation& s) {
             s.destination.tls_cipher.clear();
             s.task.destination.host = "127.0.0.1";
             s.task.destination.ssl_mode = SslMode::required;
         },
         "destination.tls", CheckStatus::fail, "although ssl_mode asks for TLS", "ssl_cert"},
        {"password in the task file", [](Situation& s) { s.task.destination.password = "secret"; },
         "destination.password", CheckStatus::warn, "clear text", "password_env"},
    });
}

TEST(Precheck, VersionsOutOfRange) {
    struct Case {
        Flavour flavour{};
        ServerVersion version{};
        const char* expected = "";
    };

    const Case cases[] = {
        {Flavour::mysql, {5, 5, 60}, "fail"},   {Flavour::mysql, {5, 6, 24}, "pass"},
        {Flavour::mysql, {8, 4, 0}, "pass"},    {Flavour::mysql, {10, 0, 0}, "warn"},
        {Flavour::mariadb, {10, 5, 9}, "fail"}, {Flavour::mariadb, {10, 6, 0}, "pass"},
        {Flavour::mariadb, {12, 1, 0}, "pass"}, {Flavour::mariadb, {13, 0, 0}, "warn"}};
    for (const Case& test : cases) {
        Situation situation;
        situation.source.flavour = test.flavour;
        situation.source.version = test.version;
        const auto result = test::result_of(situation.check(), "source.version");
        ASSERT_TRUE(result.has_value());
        EXPECT_STREQ(to_text(result->status), test.expected) << result->found;
    }
}

TEST(Precheck, AServerThatDoesNotAnswer) {
    const auto results = reachability("connection refused", "");
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].id, "source.reachable");
    EXPECT_EQ(results[0].status, CheckStatus::fail);
    EXPECT_EQ(results[0].found, "connection refused");
    EXPECT_EQ(results[1].status, CheckStatus::pass);
    EXPECT_TRUE(blocks(results));
}

TEST(Precheck, AnIgnoredFailureDoesNotBlockAndKeepsItsReason) {
    Situation situation;
    situation.destination.variables["read_only"] = "ON";
    EXPECT_TRUE(blocks(situation.check()));
    situation.task.ignore_checks["destination.writable"] = "lifted at noon";
    const auto results = situation.check();
    EXPECT_FALSE(blocks(results));
    const auto result = test::result_of(results, "destination.writable");
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->status, CheckStatus::ignored);
    EXPECT_EQ(result->ignored_reason, "lifted at noon");
    EXPECT_FALSE(result->fix.empty());
}

TEST(Precheck, APassIsNeverCalledIgnored) {
    Situation situation;
    situation.task.ignore_checks["destination.writable"] = "lifted at noon";
    EXPECT_EQ(
        test::result_of(situation.check(), "destination.writable")->status, CheckStatus::pass);
}

TEST(Precheck, WhatCannotBeIgnoredIsNot) {
    Situation situation;
    situation.destination.identity = situation.source.identity;
    situation.task.ignore_checks["servers.distinct"] = "I know";
    EXPECT_TRUE(blocks(situation.check()));
}

TEST(Precheck, WrongIgnoresAreComplaints) {
    struct Case {
        const char* name;
        std::string id;
        std::string message;  ///< A part of it; "": no complaint.
        std::string pointer;
    };

    const Case cases[] = {
        {"known", "binlog.retention", "", ""},
        {"misspelt", "binlog.retentoin", "\"binlog.retention\"", "/ignore_checks/binlog.retentoin"},
        {"hostile", "a/b~\x1b[2J", R"(there is no check "a/b~\x1B[2J")",
         "/ignore_checks/a~1b~0\x1b[2J"},
        {"not to be ignored", "servers.distinct", "cannot be ignored",
         "/ignore_checks/servers.distinct"}};
    for (const Case& test : cases) {
        SCOPED_TRACE(test.name);
        Task task;
        task.ignore_checks[test.id] = "a reason";
        const std::vector<Complaint> complaints = ignore_complaints(task);
        ASSERT_EQ(complaints.size(), test.message.empty() ? 0U : 1U);
        if (!complaints.empty()) {
            EXPECT_NE(complaints[0].message.find(test.message), std::string::npos)
                << complaints[0].message;
            EXPECT_EQ(complaints[0].pointer, test.pointer);
        }
    }
}

}  // namespace
}  // namespace cutover::precheck_test
