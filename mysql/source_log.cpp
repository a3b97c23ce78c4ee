#include "mysql/source_log.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/error.hpp"
#include "mysql/server_features.hpp"

namespace cutover {
namespace {

constexpr std::string_view purpose = "asking what binary log there is";

/// Nothing where the account lacks a privilege, or where no log is kept.
std::optional<TextRows> rows_shown(Session& session, std::string_view sql) {
    try {
        return session.query(sql, purpose);
    } catch (const ServerError& error) {
        constexpr unsigned no_binary_logging = 1381;
        if (error.exit_code() != ExitCode::refused && error.code() != no_binary_logging) {
            throw;
        }
        return std::nullopt;
    }
}

std::string value(const TextRows& rows, std::size_t row, std::string_view column) {
    const auto found = std::find(rows.names.begin(), rows.names.end(), column);
    return found == rows.names.end() ? std::string()
                                     : rows.rows.at(row)
                                           .at(static_cast<std::size_t>(found - rows.names.begin()))
                                           .value_or(std::string());
}

template<typename Number>
Number number(const std::string& text) {
    Number parsed = 0;
    std::from_chars(text.data(), text.data() + text.size(), parsed);
    return parsed;
}

std::optional<std::vector<LogFile>> read_files(Session& session) {
    const std::optional<TextRows> rows = rows_shown(session, "SHOW BINARY LOGS");
    if (!rows) {
        return std::nullopt;
    }
    std::vector<LogFile> files;
    for (std::size_t row = 0; row < rows->rows.size(); ++row) {
        files.push_back(
            {.name = value(*rows, row, "Log_name"),
             .bytes = number<std::uint64_t>(value(*rows, row, "File_size"))});
    }
    return files;
}

std::optional<std::vector<RegisteredReplica>> read_replicas(
    Session& session, const ServerFacts& facts) {
    const bool has_new_name = supports(facts, Feature::show_binary_log_status);
    const std::optional<TextRows> rows =
        rows_shown(session, has_new_name ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS");
    if (!rows) {
        return std::nullopt;
    }
    std::vector<RegisteredReplica> replicas;
    for (std::size_t row = 0; row < rows->rows.size(); ++row) {
        std::string id = value(*rows, row, "Server_id");
        id = id.empty() ? value(*rows, row, "Server_Id") : id;
        replicas.push_back({number<std::uint32_t>(id), value(*rows, row, "Host")});
    }
    return replicas;
}

}  // namespace

SourceLog read_source_log(const Endpoint& source, const ServerFacts& facts) {
    Session session(source, SessionRole::read_only);
    return {.files = read_files(session), .replicas = read_replicas(session, facts)};
}

}  // namespace cutover
