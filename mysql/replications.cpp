#include "mysql/replications.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "mysql/server_features.hpp"
#include "mysql/shown_rows.hpp"

namespace cutover {
namespace {

std::string connection_of(const TextRows& rows, std::size_t row) {
    return shown(rows, row, {"Channel_Name", "Connection_name"}).value_or("");
}

std::string name_of(const TextRows& rows, std::size_t row) {
    const std::string connection = connection_of(rows, row);
    const std::string host = shown(rows, row, {"Source_Host", "Master_Host"}).value_or("");
    return fmt::format(
        "{}from {}:{}", connection.empty() ? "" : "'" + printable(connection) + "' ",
        printable(host), shown_number(rows, row, {"Source_Port", "Master_Port"}));
}

/// Without the server's words, which may hold values of rows.
std::string with_error(const std::string& what, std::uint64_t code) {
    return code == 0 ? what : fmt::format("{} (error {})", what, code);
}

/// The thread that writes first: where both stand still, it is the one that nothing arrives by.
std::string why_standing(const TextRows& rows, std::size_t row) {
    const auto writes = shown(rows, row, {"Replica_SQL_Running", "Slave_SQL_Running"});
    if (writes != "Yes") {
        return with_error(
            "its SQL thread does not run", shown_number(rows, row, {"Last_SQL_Errno"}));
    }
    const auto reads = shown(rows, row, {"Replica_IO_Running", "Slave_IO_Running"});
    if (reads != "Yes") {
        const bool tries = reads == "Connecting" || reads == "Preparing";
        return with_error(
            tries ? "its IO thread is not connected" : "its IO thread does not run",
            shown_number(rows, row, {"Last_IO_Errno"}));
    }
    const bool tells =
        shown(rows, row, {"Seconds_Behind_Source", "Seconds_Behind_Master"}).has_value();
    return tells ? std::string() : "it does not say how far it is behind";
}

/// Nobody tells how far a delayed replica is behind while it waits with nothing to do.
std::chrono::seconds behind(const TextRows& rows, std::size_t row) {
    const std::uint64_t seconds = std::max(
        shown_number(rows, row, {"Seconds_Behind_Source", "Seconds_Behind_Master"}),
        shown_number(rows, row, {"SQL_Delay"}));
    constexpr std::uint64_t a_century = 3'155'760'000;
    return std::chrono::seconds(std::min(seconds, a_century));
}

}  // namespace

std::string_view replication_status_statement(const ServerFacts& replica) {
    if (supports(replica, Feature::several_sources)) {
        return "SHOW ALL SLAVES STATUS";
    }
    return supports(replica, Feature::show_replicas) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
}

std::vector<Replication> replications_in(const TextRows& rows) {
    std::vector<Replication> replications;
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        if (connection_of(rows, row).starts_with("group_replication_")) {
            continue;
        }
        Replication replication{
            .name = name_of(rows, row), .why_standing = why_standing(rows, row)};
        if (replication.why_standing.empty()) {
            replication.behind = behind(rows, row);
        }
        replications.push_back(std::move(replication));
    }
    return replications;
}

std::optional<std::vector<Replication>> read_replications(
    Session& session, const ServerFacts& facts) {
    try {
        return replications_in(session.query(
            replication_status_statement(facts), "asking whether it follows another server"));
    } catch (const ServerError& error) {
        if (error.exit_code() != ExitCode::refused) {
            throw;
        }
        return std::nullopt;
    }
}

}  // namespace cutover
