#include <array>

#include <fmt/format.h>

#include "migrate/precheck_family.hpp"

namespace cutover {
namespace {

std::optional<CheckFinding> follows(
    const PrecheckInput& in, std::optional<CheckFinding> (*look)(const PrecheckInput&)) {
    return in.task.types.incremental ? look(in) : std::nullopt;
}

std::optional<CheckFinding> is_written(const PrecheckInput& in) {
    if (is_on(in.source, "log_bin")) {
        return pass("log_bin is on");
    }
    return fail(
        "log_bin is off",
        "In the source's option file: log_bin=binlog and server_id=<a number of its own>; restart "
        "it.");
}

/// The variable must have the value; a server that lacks it behaves as `without` says.
CheckFinding must_be(
    const ServerFacts& server, const char* variable, std::string_view value, bool fine_without) {
    const std::string actual = server.variable(variable);
    if (actual == value || (actual.empty() && fine_without)) {
        return pass(fmt::format("{} is {}", variable, actual.empty() ? "not there" : actual));
    }
    return fail(
        fmt::format("{} is {}", variable, actual.empty() ? "not there" : printable(actual)),
        fmt::format("SET GLOBAL {} = '{}';", variable, value));
}

std::optional<CheckFinding> is_by_row(const PrecheckInput& in) {
    return must_be(
        in.source, "binlog_format", "ROW", at_least(in.source, Flavour::mysql, {9, 0, 0}));
}

std::optional<CheckFinding> has_whole_rows(const PrecheckInput& in) {
    return must_be(in.source, "binlog_row_image", "FULL", false);
}

std::optional<CheckFinding> has_whole_json(const PrecheckInput& in) {
    return must_be(in.source, "binlog_row_value_options", "", true);
}

std::optional<CheckFinding> has_server_id(const PrecheckInput& in) {
    const std::string id = in.source.variable("server_id");
    if (id.empty() || id == "0") {
        return fail("server_id is " + (id.empty() ? "not there" : id), "SET GLOBAL server_id = 1;");
    }
    return pass("server_id is " + id);
}

std::string retention_fix(const ServerFacts& source, double hours) {
    return source.variable("binlog_expire_logs_seconds").empty()
               ? fmt::format("SET GLOBAL expire_logs_days = {:.0f};", hours / 24)
               : fmt::format("SET GLOBAL binlog_expire_logs_seconds = {:.0f};", hours * 3600);
}

/// More than 24 hours, and 7 days with a full copy, which may take long (DTS, "Limits").
std::optional<CheckFinding> is_kept(const PrecheckInput& in) {
    const double needed = in.task.types.full ? 7 * 24 : 24;
    const double enough = in.task.types.full ? needed : 2 * needed;
    const LogRetention retention = retention_of(in.source);
    if (!retention.is_shown) {
        return warn(
            "the source does not show how long it keeps its log",
            fmt::format("Keep it for at least {:.0f} hours.", needed));
    }
    if (!retention.seconds) {
        return pass("the log is kept until it is purged by hand");
    }
    const double hours = *retention.seconds / 3600;
    const std::string found =
        fmt::format("the log is kept for {:.0f} hours, {:.0f} are needed", hours, needed);
    const bool suffices = in.task.types.full ? hours >= needed : hours > needed;
    return suffices ? pass(found) : fail(found, retention_fix(in.source, enough));
}

/// MariaDB 11.4 and Percona Server throw files away by size, whatever their age.
std::optional<CheckFinding> is_kept_by_size(const PrecheckInput& in) {
    for (const char* variable : {"max_binlog_total_size", "binlog_space_limit"}) {
        const std::string value = in.source.variable(variable);
        if (!value.empty() && value != "0") {
            return warn(
                fmt::format("{} is {}: old files go as soon as it is reached", variable, value),
                fmt::format("SET GLOBAL {} = 0;", variable));
        }
    }
    return pass("no limit by size");
}

std::optional<CheckFinding> has_all_databases(const PrecheckInput& in) {
    std::vector<std::string> selected;
    for (const DatabasePlan& database : in.plan.databases) {
        selected.push_back(database.source.name);
    }
    std::vector<std::string> left_out = filtered_out(in.log, selected);
    for (std::string& name : left_out) {
        name = printable(name);
    }
    return judge(
        {left_out, "database"}, CheckStatus::fail, "the log is kept of every selected database",
        "Take {} out of binlog_ignore_db, or into binlog_do_db, in the source's option file, and "
        "restart it.");
}

/// A source that is itself a replica logs what it replicates only with this setting.
std::optional<CheckFinding> has_replicated_changes(const PrecheckInput& in) {
    const bool on =
        is_on(in.source, "log_slave_updates") || is_on(in.source, "log_replica_updates");
    if (on) {
        return pass("log_slave_updates is on");
    }
    return warn(
        "log_slave_updates is off",
        "Nothing, where the source is no replica; else log_slave_updates=ON in its option file, "
        "and "
        "a restart.");
}

std::optional<CheckFinding> renames_stay_inside(const PrecheckInput& in) {
    std::vector<std::string> partial;
    for (const DatabasePlan& database : in.plan.databases) {
        if (!database.whole) {
            partial.push_back(printable(database.source.name));
        }
    }
    return judge(
        {partial, "database"}, CheckStatus::warn, "every database is selected whole",
        "Select the whole database ({} in \"objects\"), or rename no table meanwhile.");
}

constexpr std::array log_family{
    Check{
        {"binlog.enabled", "The source writes a binary log",
         "Incremental migration follows the source through its binary log."},
        [](const PrecheckInput& in) { return follows(in, is_written); }},
    Check{
        {"binlog.format", "The source logs rows, not statements",
         "A statement can change other rows on the destination than it did on the source. Sessions "
         "that are open keep the old format: reconnect them."},
        [](const PrecheckInput& in) { return follows(in, is_by_row); }},
    Check{
        {"binlog.filters", "The source logs every selected database",
         "What a filter leaves out is in no log: the copy would never get it."},
        [](const PrecheckInput& in) { return follows(in, has_all_databases); }},
    Check{
        {"binlog.row_image", "The source logs whole rows",
         "From a partial row neither filters nor tables without a key can be followed."},
        [](const PrecheckInput& in) { return follows(in, has_whole_rows); }},
    Check{
        {"binlog.row_value_options", "The source logs whole JSON values",
         "A JSON difference can only be applied to a value that is known to be equal."},
        [](const PrecheckInput& in) { return follows(in, has_whole_json); }},
    Check{
        {"binlog.server_id", "The source has a server id",
         "A server without one sends its log to nobody."},
        [](const PrecheckInput& in) { return follows(in, has_server_id); }},
    Check{
        {"binlog.retention", "The source keeps its log long enough",
         "If a file is purged before it was read, the migration has to begin anew."},
        [](const PrecheckInput& in) { return follows(in, is_kept); }},
    Check{
        {"binlog.size_limit", "The source does not purge its log by size",
         "If a file is purged before it was read, the migration has to begin anew.",
         CheckStatus::warn},
        [](const PrecheckInput& in) { return follows(in, is_kept_by_size); }},
    Check{
        {"binlog.replica_updates", "The source logs what it replicates itself",
         "Changes that reach the source by replication would be missing in its log.",
         CheckStatus::warn},
        [](const PrecheckInput& in) { return follows(in, has_replicated_changes); }},
    Check{
        {"binlog.table_renames", "No table can be renamed out of the selection",
         "Once a selected table has another name its changes are no longer followed: the task "
         "stops "
         "there.",
         CheckStatus::warn},
        [](const PrecheckInput& in) { return follows(in, renames_stay_inside); }},
};

}  // namespace

CheckFamily binlog_checks() {
    return log_family;
}

}  // namespace cutover
