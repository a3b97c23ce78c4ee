#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "mysql/session.hpp"
#include "tests/servers/support/fake_peer.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::session_refused_test {
namespace {

constexpr const char* secret = "s3cret-Pa55";

struct Refusal {
    Recovery recovery = Recovery::in_doubt;
    ExitCode exit_code = ExitCode::yes;
    std::string message{};
    double seconds = 0;
};

Refusal open(const Endpoint& endpoint) {
    const auto begun = std::chrono::steady_clock::now();
    Refusal refusal;
    try {
        const Session session(endpoint, SessionRole::read_only);
    } catch (const Error& error) {
        refusal.recovery = error.recovery();
        refusal.exit_code = error.exit_code();
        refusal.message = error.what();
    }
    refusal.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    EXPECT_EQ(refusal.message.find(secret), std::string::npos) << refusal.message;
    return refusal;
}

Endpoint at(unsigned port) {
    Endpoint endpoint;
    endpoint.host = "127.0.0.1";
    endpoint.port = port;
    endpoint.user = "somebody";
    endpoint.password = secret;
    return endpoint;
}

TEST(SessionRefused, AWrongPasswordSaysWhatToDo) {
    for (const ServerKind kind : both_kinds) {
        const Refusal refusal = open(at(PrivateServer::shared(kind, 0).port()));
        EXPECT_EQ(refusal.exit_code, ExitCode::refused);
        EXPECT_EQ(refusal.recovery, Recovery::none);
        EXPECT_NE(refusal.message.find("check user and password"), std::string::npos)
            << refusal.message;
    }
}

TEST(SessionRefused, NobodyThereMayBeThereLater) {
    PrivateServer server(ServerKind::mariadb);
    const unsigned port = server.port();
    Endpoint socket = server.endpoint();
    server.kill();
    for (const Endpoint& endpoint : {at(port), socket}) {
        const Refusal refusal = open(endpoint);
        EXPECT_EQ(refusal.exit_code, ExitCode::could_not_finish);
        EXPECT_EQ(refusal.recovery, Recovery::retry_session);
        EXPECT_NE(refusal.message.find("check that the server runs"), std::string::npos)
            << refusal.message;
    }
    Endpoint nowhere = at(3306);
    nowhere.host = "no-such-host.invalid";
    EXPECT_EQ(open(nowhere).exit_code, ExitCode::could_not_finish);
}

TEST(SessionRefused, LocalhostMeansThePortAndNotSomeSocket) {
    Endpoint endpoint = PrivateServer::shared(ServerKind::mariadb, 0).tcp_endpoint();
    endpoint.host = "localhost";
    Session session(endpoint, SessionRole::read_only);
    EXPECT_EQ(
        session.query("SELECT @@port", "asking").rows.at(0).at(0), std::to_string(endpoint.port));
}

/// Each peer is tried in a thread of its own, for they take their time to fail.
TEST(SessionRefused, APeerThatIsNoServerFailsInTime) {
    struct Case {
        const char* name;
        FakePeer::Talk talk;
        ExitCode expected = ExitCode::could_not_finish;
    };

    const FakePeer::Talk silence = [](const auto&, const auto& hear) {
        while (!hear().empty()) {
        }
    };
    const auto saying = [silence](std::string words) {
        return [silence, words = std::move(words)](const auto& say, const auto& hear) {
            say(words);
            silence(say, hear);
        };
    };
    using std::string_literals::operator""s;
    const Case cases[] = {
        {"a black hole", silence},
        {"ssh", saying("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")},
        {"http", saying("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")},
        {"hangs up", [](const auto&, const auto&) {}},
        {"zeros", saying(std::string(4096, '\0'))},
        {"a greeting cut short",
         saying(FakePeer::packet(
             0,
             "\x0A"
             "8.0")),
         ExitCode::refused},  // like a server of old, whose way to log in shows the password
        {"an old protocol", saying(FakePeer::packet(
                                0,
                                "\x09"
                                "3.20\0\1\0\0\0xxxxxxxx\0"s))},
        {"a greeting and then nothing",
         saying(FakePeer::greeting("8.0.36", "mysql_native_password"))},
    };
    std::vector<std::jthread> threads;
    for (const Case& c : cases) {
        threads.emplace_back([&c] {
            const FakePeer peer(c.talk);
            const Refusal refusal = open(at(peer.port()));
            EXPECT_EQ(refusal.exit_code, c.expected) << c.name << ": " << refusal.message;
            EXPECT_FALSE(refusal.message.empty()) << c.name;
            EXPECT_LT(refusal.seconds, 75) << c.name;
            EXPECT_EQ(peer.heard().find(secret), std::string::npos) << c.name;
        });
    }
}

TEST(SessionRefused, AServerThatOnlySpeaksLikeMysqlIsNamed) {
    for (const char* version : {"5.7.25-TiDB-v7.1.0", "8.0.30-Vitess", "1.2.3-fake"}) {
        const FakePeer peer([version](const auto& say, const auto& hear) {
            say(FakePeer::greeting(version, "mysql_native_password"));
            hear();
            say(FakePeer::ok_packet(2));
            hear();
        });
        const Refusal refusal = open(at(peer.port()));
        EXPECT_EQ(refusal.exit_code, ExitCode::could_not_finish);
        EXPECT_EQ(refusal.recovery, Recovery::none);
        EXPECT_NE(refusal.message.find("neither MySQL nor MariaDB"), std::string::npos)
            << refusal.message;
        EXPECT_NE(refusal.message.find(version), std::string::npos) << refusal.message;
    }
}

/// The old trick: whoever answers asks for the password as it is. All modes but the one that has
/// verified the host before; and a connection in clear text is not one.
TEST(SessionRefused, AClearPasswordIsNeverSent) {
    for (const SslMode mode :
         {SslMode::disabled, SslMode::preferred, SslMode::required, SslMode::verify_identity}) {
        for (const char* plugin : {"mysql_clear_password", "dialog"}) {
            SCOPED_TRACE(plugin);
            const FakePeer peer([plugin](const auto& say, const auto& hear) {
                say(FakePeer::greeting("8.0.36", "mysql_native_password"));
                hear();
                say(FakePeer::packet(2, "\xFE" + std::string(plugin) + '\0' + "Password: "));
                hear();
                say(FakePeer::ok_packet(4));
                hear();
            });
            Endpoint endpoint = at(peer.port());
            endpoint.ssl_mode = mode;
            const Refusal refusal = open(endpoint);
            EXPECT_EQ(refusal.exit_code, ExitCode::refused) << refusal.message;
            EXPECT_EQ(peer.heard().find(secret), std::string::npos);
        }
    }
}

TEST(SessionRefused, AServerCannotAskForAFile) {
    const TemporaryFolder folder;
    const std::string file = folder.write("private.txt", "the contents");
    const FakePeer peer([&file](const auto& say, const auto& hear) {
        say(FakePeer::greeting("8.0.36", "mysql_native_password"));
        hear();
        say(FakePeer::ok_packet(2));
        hear();
        say(FakePeer::packet(1, "\xFB" + file));
        hear();
        say(FakePeer::ok_packet(3));
        hear();
    });
    const Refusal refusal = open(at(peer.port()));
    EXPECT_NE(refusal.exit_code, ExitCode::yes);
    EXPECT_EQ(peer.heard().find("the contents"), std::string::npos);
}

}  // namespace
}  // namespace cutover::test::session_refused_test
