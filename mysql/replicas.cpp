#include "mysql/replicas.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "mysql/replications.hpp"
#include "mysql/server_info.hpp"
#include "mysql/shown_rows.hpp"
#include "mysql/source_log.hpp"

namespace cutover {
namespace {

constexpr std::chrono::minutes until_next_try{5};
constexpr const char* asking_for_lag = "asking how far behind a replica is";

std::string name_of(const RegisteredReplica& replica) {
    return replica.host.empty() ? fmt::format("server {}", replica.server_id)
                                : fmt::format("{}:{}", printable(replica.host), replica.port);
}

/// By its own account, of what it follows the server `source_id` for.
Replica lag_shown(const TextRows& rows, const std::string& source_id, std::string name) {
    Replica replica{.name = std::move(name)};
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        if (shown(rows, row, {"Source_Server_Id", "Master_Server_Id"}) != source_id) {
            continue;
        }
        if (!shown(rows, row, {"Seconds_Behind_Source", "Seconds_Behind_Master"})) {
            replica.why_unknown = "its replication does not run";
            return replica;
        }
        const std::uint64_t behind =
            shown_number(rows, row, {"Seconds_Behind_Source", "Seconds_Behind_Master"});
        const std::uint64_t told_to_keep = shown_number(rows, row, {"SQL_Delay"});
        replica.behind = std::chrono::seconds(behind - std::min(behind, told_to_keep));
        return replica;
    }
    replica.why_unknown = "it shows this account no replication from here";
    return replica;
}

}  // namespace

Replicas::Replicas(Endpoint server) : server_(std::move(server)) {}

std::optional<std::vector<Replica>> Replicas::ask(const ServerFacts& server) {
    try {
        if (!session_) {
            session_.emplace(server_, SessionRole::read_only);
        }
        const auto registered = registered_replicas(*session_, server);
        if (!registered) {
            return std::nullopt;
        }
        std::vector<Replica> replicas;
        for (const RegisteredReplica& replica : *registered) {
            replicas.push_back(ask_one(replica, server));
        }
        return replicas;
    } catch (const ServerError& error) {
        if (error.recovery() == Recovery::retry_session) {
            session_.reset();
        }
        throw;
    }
}

/// A replica's failure is an answer, too.
Replica Replicas::ask_one(const RegisteredReplica& replica, const ServerFacts& server) {
    Connection& connection = connections_[replica.server_id];
    if (!connection.session && std::chrono::steady_clock::now() >= connection.try_again) {
        connect(connection, replica);
    }
    if (!connection.session) {
        return {.name = name_of(replica), .why_unknown = connection.why_not};
    }
    try {
        const TextRows rows = connection.session->query(
            replication_status_statement(connection.facts), asking_for_lag);
        return lag_shown(rows, server.variable("server_id"), connection.session->endpoint());
    } catch (const ServerError& error) {
        connection.session.reset();
        connection.why_not = error.what();
        connection.try_again = std::chrono::steady_clock::now() + until_next_try;
        return {.name = name_of(replica), .why_unknown = connection.why_not};
    }
}

void Replicas::connect(Connection& connection, const RegisteredReplica& replica) {
    connection.try_again = std::chrono::steady_clock::now() + until_next_try;
    connection.why_not =
        "it does not say where it is (report_host), and is at none of the "
        "addresses that readers of the log come from";
    if (!replica.host.empty()) {
        (void)connect_to(replica.host, connection, replica);
        return;
    }
    for (const std::string& host : readers_addresses()) {
        if (connect_to(host, connection, replica)) {
            return;
        }
    }
}

bool Replicas::connect_to(
    const std::string& host, Connection& connection, const RegisteredReplica& replica) {
    Endpoint endpoint = server_;
    endpoint.host = host;
    endpoint.port = replica.port;
    endpoint.socket.clear();
    try {
        Session session(endpoint, SessionRole::read_only);
        connection.facts = read_server_facts(session);
        if (connection.facts.variable("server_id") == std::to_string(replica.server_id)) {
            connection.session.emplace(std::move(session));
            return true;
        }
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& error) {
        connection.why_not = error.what();
    }
    return false;
}

/// Hosts only; the ports are those of connections. Without the privilege to see them: none.
std::vector<std::string> Replicas::readers_addresses() {
    const TextRows rows = session_->query(
        "SELECT DISTINCT HOST FROM information_schema.PROCESSLIST "
        "WHERE COMMAND IN ('Binlog Dump', 'Binlog Dump GTID')",
        "asking where readers of the log come from");
    std::vector<std::string> hosts;
    for (const auto& row : rows.rows) {
        const std::string host = row.at(0).value_or("");
        hosts.push_back(host.substr(0, host.rfind(':')));
    }
    std::sort(hosts.begin(), hosts.end());
    hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
    return hosts;
}

}  // namespace cutover
