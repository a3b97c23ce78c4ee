#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/server_facts.hpp"
#include "core/server_questions.hpp"
#include "core/source_log.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Asks the replicas of one server how far behind they are, each over a session of its own with
/// the server's account, which replication has usually brought there.
///
/// The server knows a replica's number and port, and its host only where that was told to say it
/// (`report_host`); for others the addresses are tried that readers of the log come from, and who
/// answers with that number is it. Sessions stay open; a replica that cannot be asked is tried
/// again after five minutes. Not thread-safe.
class Replicas {
  public:
    explicit Replicas(Endpoint server);

    /// Nothing where the account may not see them. Throws what the server's own session throws.
    [[nodiscard]] std::optional<std::vector<Replica>> ask(const ServerFacts& server);

  private:
    using Time = std::chrono::steady_clock::time_point;

    struct Connection {
        std::optional<Session> session{};
        ServerFacts facts{};
        std::string why_not{};
        Time try_again{};
    };

    [[nodiscard]] std::vector<std::string> readers_addresses();
    [[nodiscard]] Replica ask_one(const RegisteredReplica& replica, const ServerFacts& server);
    void connect(Connection& connection, const RegisteredReplica& replica);
    [[nodiscard]] bool connect_to(
        const std::string& host, Connection& connection, const RegisteredReplica& replica);

    Endpoint server_;
    std::optional<Session> session_{};
    std::map<std::uint32_t, Connection> connections_{};
};

}  // namespace cutover
