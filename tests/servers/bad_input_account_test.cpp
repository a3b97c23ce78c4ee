/// Section 10 of the issue, as far as it is about reaching the servers: what a login, a privilege,
/// a certificate or something that is no server at all answers, as a user of the program sees it.
#include <filesystem>
#include <utility>

#include "tests/servers/support/authority.hpp"
#include "tests/servers/support/bad_input.hpp"
#include "tests/servers/support/fake_peer.hpp"

namespace cutover::test::bad_input_account_test {
namespace {

constexpr const char* commands[] = {"precheck", "migrate", "verify"};

/// An account on one server, and the flags that make cutover use it; dropped at the end.
class Account {
  public:
    Account(const PrivateServer& server, std::string side)
        : server_(server), side_(std::move(side)) {
        server.execute(
            "GRANT USAGE ON *.* TO bad_account@localhost IDENTIFIED BY 'hunter2'; FLUSH "
            "PRIVILEGES");
    }

    ~Account() { server_.execute("DROP USER bad_account@localhost"); }

    Account(const Account&) = delete;
    Account& operator=(const Account&) = delete;

    void grant(const std::string& privileges) const {
        server_.execute("GRANT " + privileges + " TO bad_account@localhost");
    }

    [[nodiscard]] std::vector<std::string> flags(const std::string& password = "hunter2") const {
        const std::string file = folder_.write("password", password);
        std::filesystem::permissions(file, std::filesystem::perms::owner_read);
        return {
            "--set", "/" + side_ + "/user=bad_account", "--set",
            "/" + side_ + "/password_file=" + file};
    }

  private:
    const PrivateServer& server_;
    std::string side_;
    TemporaryFolder folder_{};
};

TEST(BadAccount, AWrongPasswordIsRefusedAndNotShown) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const BadTask task(
            PrivateServer::shared(pair.source, 0), PrivateServer::shared(pair.destination, 1));
        for (const char* const side : {"source", "destination"}) {
            const bool is_source = std::string(side) == "source";
            const PrivateServer& server = is_source ? task.source : task.destination;
            const Account account(server, side);
            for (const char* const command : commands) {
                SCOPED_TRACE(std::string(side) + " " + command);
                const ProgramRun run = task.run(command, task.text(), account.flags("s3cret"));
                task.expect_refused(
                    run, ExitCode::refused,
                    {"Access denied", "127.0.0.1:" + std::to_string(server.port()),
                     "check user and password"});
                EXPECT_EQ((run.out + run.err).find("s3cret"), std::string::npos);
            }
        }
    }
}

struct PrivilegeCase {
    const char* name;
    const char* side;
    std::vector<std::string> grants;
    std::vector<std::string> messages;
};

const PrivilegeCase privilege_cases[] = {
    {"nothing at all",
     "source",
     {},
     {"The source account may read the selected tables", "GRANT SELECT ON"}},
    {"SELECT on the source",
     "source",
     {"INSERT ON bad.*"},
     {"The source account may read the selected tables", "GRANT SELECT ON"}},
    {"TRIGGER on the source",
     "source",
     {"SELECT, SHOW VIEW, EVENT ON bad.*", "SELECT ON mysql.proc"},
     {"The source account may read triggers", "GRANT TRIGGER ON"}},
    {"nothing over there",
     "destination",
     {},
     {"The destination account may create databases and tables", "GRANT CREATE ON"}},
    {"INSERT over there",
     "destination",
     {"SELECT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP, REFERENCES, CREATE VIEW, SHOW VIEW, "
      "CREATE ROUTINE, ALTER ROUTINE, TRIGGER, EVENT ON bad.*",
      "ALL ON cutover.*"},
     {"The destination account may insert rows", "GRANT INSERT ON"}},
    {"the schema cutover",
     "destination",
     {"ALL ON bad.*"},
     {"The destination account may keep the task's progress", "ON `cutover`.*"}},
};

TEST(BadAccount, AMissingPrivilegeOnEitherSideIsRefusedWithItsGrant) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        const BadTask task(
            PrivateServer::shared(pair.source, 0), PrivateServer::shared(pair.destination, 1));
        for (const PrivilegeCase& test : privilege_cases) {
            SCOPED_TRACE(std::string(test.name) + ", " + pair.name);
            const bool is_source = std::string(test.side) == "source";
            const Account account(is_source ? task.source : task.destination, test.side);
            for (const std::string& grant : test.grants) {
                account.grant(grant);
            }
            for (const char* const command : {"precheck", "migrate"}) {
                SCOPED_TRACE(command);
                task.expect_refused(
                    task.run(command, task.whole(), account.flags()), ExitCode::refused,
                    test.messages);
            }
        }
    }
}

TEST_F(BadInput, UnreachableServer) {
    for (const char* const side : {"source", "destination"}) {
        for (const char* const command : commands) {
            SCOPED_TRACE(command);
            task.expect_refused(
                task.run(command, task.text(), {"--set", std::string("/") + side + "/port=1"}),
                ExitCode::could_not_finish, {"127.0.0.1:1", "check that the server runs"});
            task.expect_refused(
                task.run(
                    command, task.text(),
                    {"--set", std::string("/") + side + "/host=no-such-host.invalid"}),
                ExitCode::could_not_finish, {"no-such-host.invalid", "cannot be resolved"});
        }
    }
}

TEST_F(BadInput, AServerThatIsNeitherMysqlNorMariadb) {
    struct Case {
        const char* name;
        FakePeer::Talk talk;
        std::vector<std::string> messages;
    };

    const Case cases[] = {
        {"another database that speaks the protocol",
         [](const auto& say, const auto& hear) {
             say(FakePeer::greeting("5.7.25-TiDB-v7.1.0", "mysql_native_password"));
             hear();
             say(FakePeer::ok_packet(2));
             hear();
         },
         {"neither MySQL nor MariaDB", "5.7.25-TiDB-v7.1.0"}},
        {"ssh",
         [](const auto& say, const auto& hear) {
             say("SSH-2.0-OpenSSH_9.2p1\r\n");
             hear();
         },
         {"is no such server", "check host and port"}},
        {"hangs up", [](const auto&, const auto&) {}, {"hung up", "check host and port"}},
    };
    for (const Case& test : cases) {
        for (const char* const side : {"source", "destination"}) {
            SCOPED_TRACE(std::string(test.name) + " as " + side);
            const FakePeer peer(test.talk);
            const std::string port = std::to_string(peer.port());
            std::vector<std::string> messages = test.messages;
            messages.push_back("127.0.0.1:" + port);
            task.expect_refused(
                task.run(
                    "migrate", task.text(), {"--set", std::string("/") + side + "/port=" + port}),
                ExitCode::could_not_finish, messages);
        }
    }
}

void expect_tls_refused(
    PrivateServer& server, const std::vector<std::string>& flags, const std::string& message) {
    const BadTask task(server, PrivateServer::shared(ServerKind::mariadb, 1));
    const BadTask back(PrivateServer::shared(ServerKind::mariadb, 0), server);
    for (const BadTask* const one : {&task, &back}) {
        const std::string side = one == &task ? "/source/" : "/destination/";
        std::vector<std::string> sets;
        for (const std::string& flag : flags) {
            sets.insert(sets.end(), {"--set", side + flag});
        }
        for (const char* const command : commands) {
            SCOPED_TRACE(side + " " + command);
            one->expect_refused(
                one->run(command, one->text(), sets), ExitCode::refused,
                {message, "127.0.0.1:" + std::to_string(server.port())});
        }
    }
}

TEST(BadTls, AServerWithoutItWhereItIsRequired) {
    const Authority authority("127.0.0.1");
    for (const ServerKind kind : both_kinds) {
        PrivateServer server(
            kind, kind == ServerKind::mariadb ? std::vector<std::string>{"--skip-ssl"}
                                              : std::vector<std::string>{});
        for (const char* const mode : {"REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"}) {
            SCOPED_TRACE(mode);
            expect_tls_refused(
                server, {std::string("ssl_mode=") + mode, "ssl_ca=" + authority.file("ca.pem")},
                "ssl_mode");
        }
    }
}

TEST(BadTls, AWrongAuthorityAndAWrongHostName) {
    const Authority authority("db.example");
    const Authority stranger("127.0.0.1");
    PrivateServer server(ServerKind::mariadb, authority.server_arguments());
    expect_tls_refused(
        server, {"ssl_mode=VERIFY_CA", "ssl_ca=" + stranger.file("ca.pem")}, "ssl_ca");
    expect_tls_refused(
        server, {"ssl_mode=VERIFY_IDENTITY", "ssl_ca=" + authority.file("ca.pem")}, "certificate");
    expect_tls_refused(server, {"ssl_mode=VERIFY_CA", "ssl_ca=/no/such/ca.pem"}, "/no/such/ca.pem");
}

}  // namespace
}  // namespace cutover::test::bad_input_account_test
