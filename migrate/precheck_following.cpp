#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/source_log.hpp"
#include "migrate/missing_grants.hpp"
#include "migrate/precheck_family.hpp"

namespace cutover {
namespace {

std::optional<CheckFinding> follows(
    const PrecheckInput& in, std::optional<CheckFinding> (*look)(const PrecheckInput&)) {
    return in.task.types.incremental ? look(in) : std::nullopt;
}

bool has_copied(const PrecheckInput& in) {
    return in.progress && in.progress->phase >= Phase::copied;
}

/// A careful guess: copies over good networks were three to ten times as fast.
constexpr double bytes_per_second = 5.0 * 1024 * 1024;

/// In hours, by the estimates of the catalog and the task's limits.
double copy_hours(const PrecheckInput& in) {
    double rows = 0;
    double bytes = 0;
    for (const TablePlan& table : in.plan.tables) {
        if (const TableDefinition* const found = find_table(in.source_catalog, table.source)) {
            rows += static_cast<double>(found->estimated_rows);
            bytes += static_cast<double>(found->data_bytes);
        }
    }
    const Limits& limits = in.task.limits;
    double seconds = bytes / bytes_per_second;
    if (limits.bytes_per_second > 0) {
        seconds = std::max(seconds, bytes / static_cast<double>(limits.bytes_per_second));
    }
    if (limits.rows_per_second > 0) {
        seconds = std::max(seconds, rows / static_cast<double>(limits.rows_per_second));
    }
    return seconds / 3600;
}

/// Twice as long, for what is written meanwhile is still to be applied afterwards.
std::optional<CheckFinding> outlasts_the_copy(const PrecheckInput& in) {
    if (!in.task.types.full || has_copied(in)) {
        return std::nullopt;
    }
    const LogRetention retention = retention_of(in.source);
    if (!retention.is_shown) {
        return std::nullopt;  // binlog.retention says so
    }
    if (!retention.seconds) {
        return pass("the log is kept until it is purged by hand");
    }
    const double hours = copy_hours(in);
    const double kept = *retention.seconds / 3600;
    const std::string found = fmt::format(
        "the log is kept for {:.0f} hours, and the copy may take {:.0f}", kept,
        std::max(hours, 1.0));
    if (kept >= 2 * hours) {
        return pass(found);
    }
    const bool in_seconds = !in.source.variable("binlog_expire_logs_seconds").empty();
    return fail(
        found,
        in_seconds
            ? fmt::format("SET GLOBAL binlog_expire_logs_seconds = {:.0f};", 2 * hours * 3600)
            : fmt::format(
                  "SET GLOBAL expire_logs_days = {:.0f};", std::max(2 * hours / 24 + 1, 1.0)));
}

/// Files and offsets are a server's own; only GTIDs mean the same on its replicas.
std::optional<CheckFinding> has_gtids(const PrecheckInput& in) {
    if (is_mariadb(in.source)) {
        return pass("MariaDB's log always has GTIDs");
    }
    const std::string mode = in.source.variable("gtid_mode");
    if (mode == "ON") {
        return pass("gtid_mode is ON");
    }
    return warn(
        fmt::format("gtid_mode is {}", mode.empty() ? "not there" : printable(mode)),
        at_least(in.source, Flavour::mysql, {5, 7, 6})
            ? "Nothing, where the source stays the server that it is; else on it and its replicas, "
              "one step after the other: enforce_gtid_consistency = ON, then gtid_mode = "
              "OFF_PERMISSIVE, ON_PERMISSIVE and ON."
            : "Nothing, where the source stays the server that it is; else gtid_mode=ON, "
              "enforce_gtid_consistency=ON and log_slave_updates=ON in the option file of it and "
              "its replicas, and a restart.");
}

std::optional<CheckFinding> is_the_only_reader(const PrecheckInput& in) {
    const std::uint32_t id = reader_id(in.task.name);
    const std::string reads = fmt::format("the task reads the log as server {}", id);
    constexpr const char* another_name =
        "Give the task another name: its number follows from it. (Or the other server another "
        "server_id.)";
    if (in.source.variable("server_id") == std::to_string(id)) {
        return fail(reads + ", which is the source's own number", another_name);
    }
    if (!in.log.replicas) {
        const bool own_name = at_least(in.source, Flavour::mariadb, {10, 5, 2});
        return warn(
            reads + "; what other readers there are is not shown to the account",
            fmt::format(
                "See that no replica of the source has that server_id (SHOW SLAVE HOSTS); or\n{}",
                grant_statement(
                    in.source, own_name ? "REPLICATION MASTER ADMIN" : "REPLICATION SLAVE",
                    whole_server)));
    }
    for (const RegisteredReplica& replica : *in.log.replicas) {
        if (replica.server_id == id) {
            return fail(
                fmt::format(
                    "{}, and so does the replica {}", reads,
                    replica.host.empty() ? "that is registered" : printable(replica.host)),
                another_name);
        }
    }
    return pass(
        fmt::format("{}; no other of {} does", reads, counted(in.log.replicas->size(), "reader")));
}

bool begins_with(const std::string& text, std::string_view prefix) {
    return text.rfind(prefix, 0) == 0;
}

bool ends_with(const std::string& text, std::string_view suffix) {
    return text.size() > suffix.size() &&
           text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

/// pt-online-schema-change keeps the new table current with triggers of these names.
std::vector<std::string> worked_on_by_pt_osc(const PrecheckInput& in) {
    std::set<std::string> tables;
    for (const CodeObject& object : in.source_catalog.objects) {
        if (object.kind == ObjectKind::trigger && is_trigger_of_pt_osc(object.name.table)) {
            tables.insert(display({object.name.database, object.table}));
        }
    }
    return {tables.begin(), tables.end()};
}

/// gh-ost keeps the new table current from the log, and notes in a second one how far it is. Where
/// the task leaves shadow tables out, its own expressions say what they are called.
std::optional<std::string> altered_by(const PrecheckInput& in, const std::string& table) {
    const OnlineDdl& online_ddl = in.task.objects.online_ddl;
    if (online_ddl.mode != OnlineDdlMode::copy) {
        const std::optional<ToolTable> tool = tool_table(online_ddl, table);
        return tool && tool->is_shadow ? std::optional(tool->real) : std::nullopt;
    }
    for (const std::string_view suffix : {"_gho", "_ghc"}) {
        if (begins_with(table, "_") && ends_with(table, suffix)) {
            return table.substr(1, table.size() - 1 - suffix.size());
        }
    }
    return std::nullopt;
}

/// Once all is copied, such a table is followed or remembered as its beginning was seen, and where
/// that was not, following says so at the swap.
std::vector<std::string> worked_on_from_the_log(const PrecheckInput& in) {
    std::vector<std::string> tables;
    for (const TableDefinition& table : in.source_catalog.tables) {
        const std::optional<std::string> name =
            has_copied(in) ? std::nullopt : altered_by(in, table.name.table);
        const TableName altered{table.name.database, name.value_or("")};
        if (name && find_table(in.source_catalog, altered) != nullptr) {
            tables.push_back(fmt::format("{} ({})", display(altered), printable(table.name.table)));
        }
    }
    return tables;
}

std::optional<CheckFinding> no_change_under_way(const PrecheckInput& in) {
    const auto by_pt_osc = worked_on_by_pt_osc(in);
    const auto by_gh_ost = worked_on_from_the_log(in);
    if (by_pt_osc.empty() && by_gh_ost.empty()) {
        return pass("no traces of pt-online-schema-change or gh-ost");
    }
    std::string found;
    if (!by_pt_osc.empty()) {
        found = "pt-online-schema-change has its triggers on " + listed(by_pt_osc);
    }
    if (!by_gh_ost.empty()) {
        const bool is_known = in.task.objects.online_ddl.mode == OnlineDdlMode::copy;
        found += fmt::format(
            "{}{} has its tables beside {}", found.empty() ? "" : "; ",
            is_known ? "gh-ost" : "an online DDL tool", listed(by_gh_ost));
    }
    return fail(
        found,
        "Wait until it has finished and begin then. Where it was killed: drop what it left, its "
        "triggers (pt_osc_...) and its tables (_..._new, _..._gho, _..._ghc).");
}

/// Before that, both log such a transaction as a whole when it is committed.
std::optional<CheckFinding> none_is_prepared(const PrecheckInput& in) {
    if (has_copied(in)) {
        return std::nullopt;
    }
    if (!at_least(in.source, Flavour::mariadb, {10, 5, 0}) &&
        !at_least(in.source, Flavour::mysql, {5, 7, 7})) {
        return pass("XA transactions are logged where they are committed");
    }
    if (!in.log.prepared) {
        return warn(
            "the account may not see prepared XA transactions",
            grant_statement(in.source, "XA_RECOVER_ADMIN", whole_server));
    }
    if (*in.log.prepared == 0) {
        return pass("no XA transaction is prepared at this moment");
    }
    return warn(
        counted(*in.log.prepared, "XA transaction") + " prepared at this moment",
        "Find out whose they are (XA RECOVER), and have them committed or rolled back before the "
        "copy begins.");
}

constexpr std::array following_family{
    Check{
        {"binlog.copy_time", "The source keeps its log until the copy is done",
         "What was written while the copy was made is applied after it. If that part of the log is "
         "purged by then, all has to begin anew."},
        [](const PrecheckInput& in) { return follows(in, outlasts_the_copy); }},
    Check{
        {"binlog.gtids", "The source's log has GTIDs",
         "Without them a place in the log is a file and an offset, which another server does not "
         "have: after a failover the migration has to begin anew.",
         CheckStatus::warn},
        [](const PrecheckInput& in) { return follows(in, has_gtids); }},
    Check{
        {"binlog.reader_id", "No other reader of the log has the task's server id",
         "A source throws out a reader when another one with its number comes: the two would "
         "throw out each other for ever."},
        [](const PrecheckInput& in) { return follows(in, is_the_only_reader); }},
    Check{
        {"binlog.prepared", "No XA transaction is prepared while the copy begins",
         "Its rows are in the log before the copy, and not in the copy: following stops where it "
         "is committed.",
         CheckStatus::warn},
        [](const PrecheckInput& in) { return follows(in, none_is_prepared); }},
    Check{
        {"binlog.online_ddl", "No tool is changing a table at this moment",
         "Such a tool fills a second table and then swaps names. In the middle of a copy that is a "
         "changed definition, and the copy fails; where \"online_ddl\" leaves the second table "
         "out, "
         "its beginning would not be seen; pt-online-schema-change's triggers would be taken for "
         "the application's."},
        [](const PrecheckInput& in) { return follows(in, no_change_under_way); }},
};

}  // namespace

CheckFamily following_checks() {
    return following_family;
}

}  // namespace cutover
