#include "mysql/log_position.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "mysql/server_features.hpp"

namespace cutover {
namespace {

constexpr std::string_view reading_position = "reading the binary log's position";

std::string value(const TextRows& rows, std::string_view name) {
    const auto column = std::find(rows.names.begin(), rows.names.end(), name);
    if (rows.rows.empty() || column == rows.names.end()) {
        return {};
    }
    const auto index = static_cast<std::size_t>(column - rows.names.begin());
    return rows.rows.front().at(index).value_or(std::string());
}

/// MySQL prints long sets over several lines.
std::string without_newlines(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
    return text;
}

std::string joined(const std::string& file, const std::string& offset) {
    return file.empty() ? std::string() : file + ":" + offset;
}

/// Needs no privilege, other than the file and offset.
std::string current_gtid_set(Session& session, const ServerFacts& facts) {
    if (facts.flavour == Flavour::mariadb) {
        const TextRows rows =
            session.query("SELECT @@GLOBAL.gtid_binlog_pos AS g", reading_position);
        return value(rows, "g");
    }
    const std::string mode = facts.variable("gtid_mode");
    if (mode.empty() || mode == "OFF") {
        return {};
    }
    return without_newlines(
        value(session.query("SELECT @@GLOBAL.gtid_executed AS g", reading_position), "g"));
}

/// Both empty where the account may not see the file; MySQL tells the GTIDs with it.
LogPosition end_of_log(Session& session, const ServerFacts& facts) {
    LogPosition position;
    try {
        const TextRows rows = session.query(
            supports(facts, Feature::show_binary_log_status) ? "SHOW BINARY LOG STATUS"
                                                             : "SHOW MASTER STATUS",
            reading_position);
        position.file_and_offset = joined(value(rows, "File"), value(rows, "Position"));
        position.gtid_set = without_newlines(value(rows, "Executed_Gtid_Set"));
    } catch (const ServerError& error) {
        if (error.exit_code() != ExitCode::refused) {
            throw;
        }
    }
    return position;
}

}  // namespace

LogPosition read_log_position(Session& session, const ServerFacts& facts) {
    if (facts.variable("log_bin") != "ON") {
        return {};
    }
    LogPosition position = end_of_log(session, facts);
    if (position.gtid_set.empty()) {
        position.gtid_set = current_gtid_set(session, facts);
    }
    return position;
}

LogPosition read_snapshot_position(Session& session) {
    const TextRows rows = session.query("SHOW STATUS LIKE 'binlog_snapshot_%'", reading_position);
    std::string file;
    std::string offset;
    LogPosition position;
    for (const auto& row : rows.rows) {
        const std::string name = row.at(0).value_or(std::string());
        const std::string text = row.at(1).value_or(std::string());
        if (name == "Binlog_snapshot_file") {
            file = text;
        } else if (name == "Binlog_snapshot_position") {
            offset = text;
        } else if (name == "Binlog_snapshot_gtid_executed") {
            position.gtid_set = without_newlines(text);
        }
    }
    position.file_and_offset = joined(file, offset);
    return position;
}

/// The GTIDs are asked for between two moments at which the log ends at the position: that of the
/// snapshot, and that of the answer after it. Its end and its GTIDs move under one lock.
std::optional<std::string> gtids_while_at(
    Session& session, const ServerFacts& facts, const LogPosition& position) {
    const std::string gtids = current_gtid_set(session, facts);
    const bool has_moved = end_of_log(session, facts).file_and_offset != position.file_and_offset;
    return has_moved ? std::nullopt : std::optional(gtids);
}

std::string gtids_at(Session& session, const LogPosition& position) {
    const std::size_t colon = position.file_and_offset.rfind(':');
    const TextRows rows = session.query(
        "SELECT BINLOG_GTID_POS(?, CAST(? AS UNSIGNED)) AS g", reading_position,
        {position.file_and_offset.substr(0, colon), position.file_and_offset.substr(colon + 1)});
    return value(rows, "g");
}

}  // namespace cutover
