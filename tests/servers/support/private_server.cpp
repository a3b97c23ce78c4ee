#include "tests/servers/support/private_server.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/servers/support/program_start.hpp"
#include "tests/servers/support/server_program.hpp"
#include "tests/servers/support/sql_client.hpp"

namespace cutover::test {
namespace {

namespace fs = std::filesystem;

/// Below those that the system gives to connections: a server takes seconds to start and to start
/// again, and meanwhile one of the many connections of the tests would be given its port.
unsigned free_port() {
    constexpr unsigned first = 10'000;
    constexpr unsigned last = 30'000;
    static std::mt19937 random{std::random_device{}()};
    static std::mutex mutex;
    const std::scoped_lock lock(mutex);
    for (int tries = 0; tries < 1000; ++tries) {
        const unsigned port = std::uniform_int_distribution<unsigned>(first, last)(random);
        const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        const bool is_free =
            ::bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        ::close(probe);
        if (is_free) {
            return port;
        }
    }
    throw std::runtime_error("no free loopback port");
}

pid_t spawn(
    const std::vector<std::string>& arguments,
    const fs::path& log,
    const std::vector<std::string>& environment) {
    const ProgramStart start(arguments, environment);
    const pid_t child = ::fork();
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        start.become_the_program();
    }
    return child;
}

}  // namespace

PrivateServer::PrivateServer(
    ServerKind kind, std::vector<std::string> extra_arguments, std::vector<std::string> environment)
    : kind_(kind),
      extra_arguments_(std::move(extra_arguments)),
      environment_(std::move(environment)) {
    if (is_left_out(kind)) {
        throw std::runtime_error(
            "this test asks for MySQL 5.6, which --without-mysql56 leaves out; say so in its "
            "name (tests/servers/support/kinds.hpp)");
    }
    static std::atomic<unsigned> next_server_id{1000};
    server_id_ = next_server_id++;
    const ServerProgram program = server_program(kind);
    fs::copy(program.data, folder() / "data", fs::copy_options::recursive);
    fs::create_directory(folder() / "tmp");
    environment_.insert(environment_.end(), program.environment.begin(), program.environment.end());
    for (std::string& setting : environment_) {
        const std::string own = "{folder}";
        for (std::size_t at = 0; (at = setting.find(own)) != std::string::npos;) {
            setting.replace(at, own.size(), folder().string());
        }
    }
    start();
}

PrivateServer::~PrivateServer() {
    kill();
}

PrivateServer& PrivateServer::shared(ServerKind kind, int index) {
    static std::map<std::pair<ServerKind, int>, std::unique_ptr<PrivateServer>> servers;
    auto& server = servers[{kind, index}];
    if (!server) {
        server = std::make_unique<PrivateServer>(kind);
    }
    return *server;
}

std::vector<std::string> PrivateServer::command_line() const {
    std::vector<std::string> arguments = server_program(kind_).command;
    if (::getuid() == 0) {
        arguments.emplace_back("--user=root");
    }
    for (const std::string& argument :
         {"--datadir=" + (folder() / "data").string(), "--socket=" + (folder() / "s").string(),
          "--pid-file=" + (folder() / "pid").string(), "--tmpdir=" + (folder() / "tmp").string(),
          "--port=" + std::to_string(port_), "--server-id=" + std::to_string(server_id_),
          "--log-bin=" + (folder() / "data" / "binlog").string(),
          std::string("--bind-address=127.0.0.1"), std::string("--binlog-format=ROW"),
          std::string("--sync-binlog=0"), std::string("--innodb-flush-log-at-trx-commit=2"),
          std::string("--innodb-buffer-pool-size=128M"),
          std::string("--max-allowed-packet=256M")}) {
        arguments.push_back(argument);
    }
    arguments.insert(arguments.end(), extra_arguments_.begin(), extra_arguments_.end());
    const auto no_log =
        std::find(extra_arguments_.begin(), extra_arguments_.end(), "--skip-log-bin");
    if (kind_ == ServerKind::mysql56 && no_log != extra_arguments_.end()) {
        arguments.emplace_back("--gtid-mode=OFF");  // it cannot be on without a log
    }
    return arguments;
}

void PrivateServer::start() {
    if (port_ == 0) {
        port_ = free_port();
    }
    process_ = spawn(command_line(), folder() / "log", environment_);
    wait_until_it_answers();
}

void PrivateServer::wait_until_it_answers() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < deadline) {
        if (::waitpid(process_, nullptr, WNOHANG) != 0) {
            break;
        }
        if (fs::exists(folder() / "s")) {
            try {
                execute("SELECT 1");
                return;
            } catch (const std::runtime_error&) {
                // Not yet: the socket exists a moment before the server answers on it.
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    const ProgramRun log = run_program({"tail", "-n", "80", (folder() / "log").string()});
    throw std::runtime_error("the test server did not start:\n" + log.out);
}

void PrivateServer::kill() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = -1;
    }
}

void PrivateServer::kill_and_restart() {
    kill();
    start();
}

void PrivateServer::set_arguments(std::vector<std::string> extra_arguments) {
    extra_arguments_ = std::move(extra_arguments);
}

Endpoint PrivateServer::endpoint() const {
    Endpoint endpoint;
    endpoint.socket = (folder() / "s").string();
    endpoint.user = "root";
    endpoint.ssl_mode = SslMode::disabled;
    return endpoint;
}

Endpoint PrivateServer::tcp_endpoint() const {
    Endpoint endpoint;
    endpoint.host = "127.0.0.1";
    endpoint.port = port_;
    endpoint.user = "root";
    endpoint.ssl_mode = SslMode::disabled;
    return endpoint;
}

ProgramRun PrivateServer::try_sql(const std::string& statements) const {
    return run_program(
        {"mariadb", "--no-defaults", "--socket=" + (folder() / "s").string(), "--user=root",
         "--batch", "--unbuffered", "--skip-reconnect", "--skip-column-names",
         "--default-character-set=utf8mb4", "--max-allowed-packet=1G"},
        statements);
}

std::string PrivateServer::sql(const std::string& statements) const {
    return is_for_the_server(statements) ? run_statements(endpoint(), statements)
                                         : sql_of_program(statements);
}

std::string PrivateServer::sql_of_program(const std::string& statements) const {
    const ProgramRun run = try_sql(statements);
    if (run.exit_code != 0) {
        throw std::runtime_error("SQL failed: " + run.err);
    }
    return run.out;
}

void PrivateServer::execute(const std::string& statements) const {
    static_cast<void>(sql(statements));
}

std::string endpoint_json(unsigned port) {
    return R"({"host": "127.0.0.1", "user": "root", "port": )" + std::to_string(port) + "}";
}

std::string endpoint_json(const PrivateServer& server) {
    return endpoint_json(server.port());
}

}  // namespace cutover::test
