#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/task.hpp"
#include "tests/servers/support/kinds.hpp"
#include "tests/servers/support/programs.hpp"
#include "tests/servers/support/server_folder.hpp"

namespace cutover::test {

/// A real server of the test's own: own data directory, socket and loopback port, root without a
/// password, binary log in ROW format. It dies with this object, and with the test program.
class PrivateServer {
  public:
    /// Starts it and waits until it answers; throws where it cannot be had. `environment`: of the
    /// server, KEY=VALUE, in which {folder} stands for its own.
    explicit PrivateServer(
        ServerKind kind,
        std::vector<std::string> extra_arguments = {},
        std::vector<std::string> environment = {});
    ~PrivateServer();
    PrivateServer(const PrivateServer&) = delete;
    PrivateServer& operator=(const PrivateServer&) = delete;

    /// Servers shared by all tests of the program, started on first use; index 0 is used as
    /// source, 1 as destination. Tests take databases of their own and drop them.
    static PrivateServer& shared(ServerKind kind, int index);

    /// root over the socket.
    [[nodiscard]] Endpoint endpoint() const;

    /// root over TCP on 127.0.0.1.
    [[nodiscard]] Endpoint tcp_endpoint() const;

    /// Runs SQL (several statements, DELIMITER) as the `mariadb` client does, and with it where
    /// need be (sql_client.hpp); returns its output without headings, tab-separated. Throws where
    /// it fails.
    [[nodiscard]] std::string sql(const std::string& statements) const;

    /// The same, with that program always: nothing of the way to the answer is cutover's.
    [[nodiscard]] std::string sql_of_program(const std::string& statements) const;

    /// The same, for statements that may fail, of which the answers until then
    /// count.
    [[nodiscard]] ProgramRun try_sql(const std::string& statements) const;

    /// The same, where nothing is asked.
    void execute(const std::string& statements) const;

    /// SIGKILL, and a new start on the same data.
    void kill_and_restart();
    void kill();
    void start();

    /// Settings over those that it was made with, from the next start on.
    void set_arguments(std::vector<std::string> extra_arguments);

    /// From the next start on; the port of one that was killed, say.
    void set_port(unsigned port) { port_ = port; }

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

    [[nodiscard]] ServerKind kind() const { return kind_; }

    [[nodiscard]] unsigned port() const { return port_; }

  private:
    [[nodiscard]] std::vector<std::string> command_line() const;
    void wait_until_it_answers() const;

    ServerKind kind_;
    std::vector<std::string> extra_arguments_;
    std::vector<std::string> environment_;
    ServerFolder folder_{};
    unsigned port_ = 0;
    unsigned server_id_ = 0;
    pid_t process_ = -1;
};

/// root over TCP on 127.0.0.1, as a task file has it.
[[nodiscard]] std::string endpoint_json(unsigned port);
[[nodiscard]] std::string endpoint_json(const PrivateServer& server);

}  // namespace cutover::test
