#include "mysql/source_log.hpp"

#include <sstream>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "mysql/replications.hpp"
#include "mysql/server_features.hpp"
#include "mysql/shown_rows.hpp"

namespace cutover {
namespace {

constexpr std::string_view purpose = "asking what binary log there is and who reads it";

/// Nothing where the account lacks a privilege (XA RECOVER has an error of its own for that), or
/// where no log is kept.
std::optional<TextRows> rows_shown(Session& session, std::string_view sql) {
    try {
        return session.query(sql, purpose);
    } catch (const ServerError& error) {
        constexpr unsigned no_binary_logging = 1381;
        constexpr unsigned no_recovering = 1401;
        if (error.exit_code() != ExitCode::refused && error.code() != no_binary_logging &&
            error.code() != no_recovering) {
            throw;
        }
        return std::nullopt;
    }
}

std::optional<std::size_t> count_prepared(Session& session) {
    const std::optional<TextRows> rows = rows_shown(session, "XA RECOVER");
    return rows ? std::optional(rows->rows.size()) : std::nullopt;
}

/// Names with commas between them.
void read_filters(Session& session, const ServerFacts& facts, SourceLog& log) {
    const bool has_new_name = supports(facts, Feature::show_binary_log_status);
    const std::optional<TextRows> rows =
        rows_shown(session, has_new_name ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
    if (!rows || rows->rows.empty()) {
        return;
    }
    const auto names_in = [&](std::string_view column) {
        std::vector<std::string> names;
        std::istringstream shown_names(shown(*rows, 0, {column}).value_or(""));
        for (std::string name; std::getline(shown_names, name, ',');) {
            names.push_back(name);
        }
        return names;
    };
    log.only = names_in("Binlog_Do_DB");
    log.never = names_in("Binlog_Ignore_DB");
}

}  // namespace

std::optional<std::vector<LogFile>> log_files(Session& session) {
    const std::optional<TextRows> rows = rows_shown(session, "SHOW BINARY LOGS");
    if (!rows) {
        return std::nullopt;
    }
    std::vector<LogFile> files;
    for (std::size_t row = 0; row < rows->rows.size(); ++row) {
        files.push_back(
            {.name = shown(*rows, row, {"Log_name"}).value_or(""),
             .bytes = shown_number(*rows, row, {"File_size"})});
    }
    return files;
}

std::optional<std::vector<RegisteredReplica>> registered_replicas(
    Session& session, const ServerFacts& facts) {
    const bool has_new_name = supports(facts, Feature::show_replicas);
    const std::optional<TextRows> rows =
        rows_shown(session, has_new_name ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS");
    if (!rows) {
        return std::nullopt;
    }
    std::vector<RegisteredReplica> replicas;
    for (std::size_t row = 0; row < rows->rows.size(); ++row) {
        replicas.push_back(
            {.server_id =
                 static_cast<std::uint32_t>(shown_number(*rows, row, {"Server_Id", "Server_id"})),
             .host = shown(*rows, row, {"Host"}).value_or(""),
             .port = static_cast<unsigned>(shown_number(*rows, row, {"Port"}))});
    }
    return replicas;
}

SourceLog read_source_log(const Endpoint& source, const ServerFacts& facts) {
    Session session(source, SessionRole::read_only);
    const std::optional<TextRows> followed =
        rows_shown(session, replication_status_statement(facts));
    SourceLog log{
        .files = log_files(session),
        .replicas = registered_replicas(session, facts),
        .prepared = count_prepared(session),
        .replicates = followed && !followed->rows.empty()};
    read_filters(session, facts, log);
    return log;
}

}  // namespace cutover
