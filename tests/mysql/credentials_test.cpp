#include "mysql/credentials.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/environment.hpp"
#include "core/error.hpp"
#include "mysql/tls_policy.hpp"

namespace cutover::credentials_test {
namespace {

namespace fs = std::filesystem;

class SecretFile {
  public:
    SecretFile(const std::string& text, unsigned mode)
        : path_(fs::temp_directory_path() / ("cutover-secret-" + std::to_string(::getpid()))) {
        std::ofstream(path_) << text;
        fs::permissions(path_, static_cast<fs::perms>(mode));
    }

    ~SecretFile() { fs::remove(path_); }

    SecretFile(const SecretFile&) = delete;
    SecretFile& operator=(const SecretFile&) = delete;

    [[nodiscard]] std::string path() const { return path_.string(); }

  private:
    fs::path path_;
};

std::string complaint_about(const Endpoint& endpoint) {
    try {
        static_cast<void>(with_credentials(endpoint));
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), ExitCode::usage);
        return error.what();
    }
    return "";
}

TEST(Credentials, APasswordFileMustBeForItsOwnerAlone) {
    struct Case {
        unsigned mode;
        bool is_good;
    };

    for (const Case& c :
         {Case{0600, true}, Case{0400, true}, Case{0640, false}, Case{0604, false},
          Case{0601, false}}) {
        SCOPED_TRACE(c.mode);
        const SecretFile file("s3cret\n", c.mode);
        Endpoint endpoint;
        endpoint.password_file = file.path();
        if (c.is_good) {
            EXPECT_EQ(with_credentials(endpoint).password, "s3cret");
        } else {
            const std::string complaint = complaint_about(endpoint);
            EXPECT_NE(complaint.find("chmod 600"), std::string::npos) << complaint;
            EXPECT_EQ(complaint.find("s3cret"), std::string::npos) << complaint;
        }
    }
}

/// How systemd (LoadCredential) and Kubernetes (a Secret, under an fsGroup) hand files over.
TEST(Credentials, AFileOfRootsMayBeForTheReadersGroup) {
    constexpr unsigned root = 0;
    constexpr unsigned service = 1000;
    EXPECT_FALSE(is_open_to_others(0440, root, service));
    EXPECT_FALSE(is_open_to_others(0640, root, service));
    EXPECT_TRUE(is_open_to_others(0660, root, service));
    EXPECT_TRUE(is_open_to_others(0444, root, service));
    EXPECT_TRUE(is_open_to_others(0440, service, service)) << "its own it can close";
    EXPECT_TRUE(is_open_to_others(0440, root, root)) << "likewise";
    EXPECT_TRUE(is_open_to_others(0440, 1001, service));
    EXPECT_FALSE(is_open_to_others(0400, 1001, service));
}

TEST(Credentials, TheEnvironmentComesFirstAndMustHoldTheVariable) {
    ASSERT_NE(environment("PATH").value_or(""), "") << "any variable does that is set";
    Endpoint endpoint;
    endpoint.password = "from task";
    endpoint.password_env = "PATH";
    EXPECT_EQ(with_credentials(endpoint).password, environment("PATH").value());
    endpoint.password_env = "CUTOVER_TEST_PASSWORD";
    EXPECT_NE(complaint_about(endpoint).find("CUTOVER_TEST_PASSWORD"), std::string::npos);
    endpoint.password_env.clear();
    EXPECT_EQ(with_credentials(endpoint).password, "from task");
    endpoint.password_file = "/no/such/file";
    EXPECT_NE(complaint_about(endpoint).find("/no/such/file"), std::string::npos);
}

TEST(Credentials, ADefaultsFileFillsInWhatTheTaskLeavesOut) {
    const SecretFile file(
        "[client]\nuser=u\npassword=p\nhost=db.example\nport=3307\nssl-ca=/ca.pem\n"
        "ssl-mode=REQUIRED\nlocal-infile=1\n",
        0600);
    Endpoint endpoint;
    endpoint.defaults_file = file.path();
    const Endpoint all = with_credentials(endpoint);
    EXPECT_EQ(all.user, "u");
    EXPECT_EQ(all.password, "p");
    EXPECT_EQ(display(all), "db.example:3307");
    EXPECT_EQ(all.ssl_ca, "/ca.pem");
    EXPECT_EQ(all.ssl_mode, SslMode::required);

    endpoint.host = "other";
    endpoint.user = "mine";
    endpoint.ssl_mode = SslMode::verify_ca;
    const Endpoint some = with_credentials(endpoint);
    EXPECT_EQ(display(some), "other:3306") << "a port belongs to the host it stands beside";
    EXPECT_EQ(some.user, "mine");
    EXPECT_EQ(some.password, "p");
    EXPECT_EQ(some.ssl_mode, SslMode::verify_ca) << "the stricter mode counts";
}

TEST(TlsPolicy, EveryModeAsksForWhatItPromises) {
    struct Case {
        SslMode mode;
        bool over_socket;
        bool ask, must, authority, host, clear_password;
    };

    const Case cases[] = {
        {SslMode::disabled, false, false, false, false, false, false},
        {SslMode::preferred, false, true, false, true, false, false},
        {SslMode::preferred, true, false, false, false, false, true},
        {SslMode::required, false, true, true, true, false, false},
        {SslMode::required, true, true, true, true, false, true},
        {SslMode::verify_ca, false, true, true, true, false, false},
        {SslMode::verify_identity, false, true, true, true, true, true},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(static_cast<int>(c.mode));
        Endpoint endpoint;
        endpoint.ssl_mode = c.mode;
        endpoint.ssl_ca = "ca.pem";
        endpoint.socket = c.over_socket ? "/s" : "";
        const TlsPolicy policy = tls_policy(endpoint);
        EXPECT_EQ(policy.ask_for_tls, c.ask);
        EXPECT_EQ(policy.must_be_encrypted, c.must);
        EXPECT_EQ(policy.verify_authority, c.authority);
        EXPECT_EQ(policy.verify_host, c.host);
        EXPECT_EQ(policy.allow_clear_password, c.clear_password);
        if (c.must) {
            EXPECT_THROW(check_tls(policy, "", "db:3306"), Error);
        }
        EXPECT_NO_THROW(check_tls(policy, "TLS_AES_256_GCM_SHA384", "db:3306"));
    }
}

TEST(TlsPolicy, VerifyCaWithoutAnAuthorityIsRefused) {
    Endpoint endpoint;
    endpoint.ssl_mode = SslMode::verify_ca;
    EXPECT_THROW(static_cast<void>(tls_policy(endpoint)), Error);
}

TEST(TlsPolicy, ModesAreReadInAnyCase) {
    EXPECT_EQ(parse_ssl_mode("verify_identity"), SslMode::verify_identity);
    EXPECT_EQ(parse_ssl_mode("DISABLED"), SslMode::disabled);
    EXPECT_EQ(parse_ssl_mode("yes"), std::nullopt);
}

}  // namespace
}  // namespace cutover::credentials_test
