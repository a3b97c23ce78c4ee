#include <gtest/gtest.h>

#include "core/error.hpp"
#include "mysql/server_info.hpp"
#include "mysql/session.hpp"
#include "tests/servers/support/authority.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::tls_test {
namespace {

enum class Outcome { encrypted, clear, refused };

struct Attempt {
    Outcome outcome = Outcome::refused;
    std::string message{};
};

Attempt attempt(const Endpoint& endpoint) {
    try {
        Session session(endpoint, SessionRole::read_only);
        const std::string cipher = session.query("SHOW STATUS LIKE 'Ssl_cipher'", "asking")
                                       .rows.at(0)
                                       .at(1)
                                       .value_or(std::string());
        EXPECT_EQ(read_server_facts(session).tls_cipher.empty(), cipher.empty());
        return {.outcome = cipher.empty() ? Outcome::clear : Outcome::encrypted};
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), ExitCode::refused) << error.what();
        EXPECT_EQ(error.recovery(), Recovery::none) << error.what();
        return {.outcome = Outcome::refused, .message = error.what()};
    }
}

struct ModeCase {
    const char* name;
    SslMode mode;
    bool with_ca;
    Outcome expected;
};

void expect_outcomes(
    Endpoint endpoint, const std::string& authority, const std::vector<ModeCase>& cases) {
    for (const ModeCase& c : cases) {
        SCOPED_TRACE(c.name);
        endpoint.ssl_mode = c.mode;
        endpoint.ssl_ca = c.with_ca ? authority : "";
        for (int connection = 0; connection < 2; ++connection) {
            const Attempt result = attempt(endpoint);
            EXPECT_EQ(result.outcome, c.expected) << result.message;
        }
    }
}

TEST(Tls, EveryModeGivesWhatItPromisesOrFails) {
    const Authority authority("127.0.0.1");
    const Authority stranger("127.0.0.1");
    const PrivateServer server(ServerKind::mariadb, authority.server_arguments());
    expect_outcomes(
        server.tcp_endpoint(), authority.file("ca.pem"),
        {{"DISABLED", SslMode::disabled, true, Outcome::clear},
         {"PREFERRED", SslMode::preferred, false, Outcome::encrypted},
         {"REQUIRED", SslMode::required, false, Outcome::encrypted},
         {"REQUIRED with a CA", SslMode::required, true, Outcome::encrypted},
         {"VERIFY_CA", SslMode::verify_ca, true, Outcome::encrypted},
         {"VERIFY_IDENTITY", SslMode::verify_identity, true, Outcome::encrypted},
         {"VERIFY_IDENTITY, system CAs", SslMode::verify_identity, false, Outcome::refused}});
    expect_outcomes(
        server.tcp_endpoint(), stranger.file("ca.pem"),
        {{"VERIFY_CA, wrong CA", SslMode::verify_ca, true, Outcome::refused},
         {"VERIFY_IDENTITY, wrong CA", SslMode::verify_identity, true, Outcome::refused}});
}

TEST(Tls, AnotherHostsCertificateIsRefusedByVerifyIdentityAlone) {
    const Authority authority("db.example");
    const PrivateServer server(ServerKind::mariadb, authority.server_arguments());
    expect_outcomes(
        server.tcp_endpoint(), authority.file("ca.pem"),
        {{"VERIFY_CA", SslMode::verify_ca, true, Outcome::encrypted},
         {"VERIFY_IDENTITY", SslMode::verify_identity, true, Outcome::refused}});
}

TEST(Tls, AServerWithoutTlsIsRefusedByRequiredAndMore) {
    const Authority authority("127.0.0.1");
    const PrivateServer mariadb(ServerKind::mariadb, {"--skip-ssl"});
    std::vector<const PrivateServer*> servers{&mariadb};
    if (!is_left_out(ServerKind::mysql56)) {
        servers.push_back(&PrivateServer::shared(ServerKind::mysql56, 0));
    }
    for (const PrivateServer* const server : servers) {
        expect_outcomes(
            server->tcp_endpoint(), authority.file("ca.pem"),
            {{"DISABLED", SslMode::disabled, false, Outcome::clear},
             {"PREFERRED", SslMode::preferred, false, Outcome::clear},
             {"REQUIRED", SslMode::required, false, Outcome::refused},
             {"REQUIRED with a CA", SslMode::required, true, Outcome::refused},
             {"VERIFY_CA", SslMode::verify_ca, true, Outcome::refused},
             {"VERIFY_IDENTITY", SslMode::verify_identity, true, Outcome::refused}});
        Endpoint endpoint = server->endpoint();
        endpoint.ssl_mode = SslMode::required;
        EXPECT_EQ(attempt(endpoint).outcome, Outcome::refused) << "over the socket";
    }
}

TEST(Tls, AMissingCertificateFileIsRefused) {
    Endpoint endpoint = PrivateServer::shared(ServerKind::mariadb, 0).tcp_endpoint();
    endpoint.ssl_mode = SslMode::verify_identity;
    endpoint.ssl_ca = "/no/such/ca.pem";
    EXPECT_EQ(attempt(endpoint).outcome, Outcome::refused);
}

}  // namespace
}  // namespace cutover::test::tls_test
