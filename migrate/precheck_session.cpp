#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "migrate/precheck_family.hpp"
#include "migrate/spelling.hpp"

namespace cutover {
namespace {

std::set<std::string> modes_of(const std::string& sql_mode) {
    std::set<std::string> modes;
    for (std::size_t at = 0; at <= sql_mode.size();) {
        const std::size_t comma = std::min(sql_mode.find(',', at), sql_mode.size());
        if (comma > at) {
            modes.insert(sql_mode.substr(at, comma - at));
        }
        at = comma + 1;
    }
    return modes;
}

/// These change how a statement is read, what it stores or what it returns, so a difference is
/// named; the rest (NO_AUTO_CREATE_USER, NO_DIR_IN_CREATE, ...) does not matter to rows.
bool changes_meaning(const std::string& mode) {
    static const std::set<std::string> modes{
        "ALLOW_INVALID_DATES",
        "ANSI_QUOTES",
        "EMPTY_STRING_IS_NULL",
        "ERROR_FOR_DIVISION_BY_ZERO",
        "HIGH_NOT_PRECEDENCE",
        "IGNORE_SPACE",
        "NO_AUTO_VALUE_ON_ZERO",
        "NO_BACKSLASH_ESCAPES",
        "NO_ENGINE_SUBSTITUTION",
        "NO_UNSIGNED_SUBTRACTION",
        "NO_ZERO_DATE",
        "NO_ZERO_IN_DATE",
        "ONLY_FULL_GROUP_BY",
        "ORACLE",
        "PAD_CHAR_TO_FULL_LENGTH",
        "PIPES_AS_CONCAT",
        "REAL_AS_FLOAT",
        "SIMULTANEOUS_ASSIGNMENT",
        "STRICT_ALL_TABLES",
        "STRICT_TRANS_TABLES",
        "TIME_ROUND_FRACTIONAL",
        "TIME_TRUNCATE_FRACTIONAL"};
    return modes.contains(mode);
}

std::vector<std::string> only_in(const std::set<std::string>& a, const std::set<std::string>& b) {
    std::vector<std::string> result;
    for (const std::string& mode : a) {
        if (!b.contains(mode) && changes_meaning(mode)) {
            result.push_back(mode);
        }
    }
    return result;
}

std::optional<CheckFinding> same_sql_mode(const PrecheckInput& in) {
    const std::string text = in.source.variable("sql_mode");
    const auto from = modes_of(text);
    const auto to = modes_of(in.destination.variable("sql_mode"));
    const std::vector<std::string> lost = only_in(from, to);
    const std::vector<std::string> gained = only_in(to, from);
    if (lost.empty() && gained.empty()) {
        return pass("no difference that changes a meaning");
    }
    std::string found;
    if (!lost.empty()) {
        found = "only on the source: " + listed(lost, lost.size());
    }
    if (!gained.empty()) {
        found += (found.empty() ? "" : "; ") +
                 ("only on the destination: " + listed(gained, gained.size()));
    }
    std::string wanted;
    for (const std::string& mode : from) {
        const bool unknown_there =
            mode == "NO_AUTO_CREATE_USER" && at_least(in.destination, Flavour::mysql, {8, 0, 0});
        if (!unknown_there) {
            wanted += (wanted.empty() ? "" : ",") + mode;
        }
    }
    return warn(found, fmt::format("SET GLOBAL sql_mode = '{}';", wanted));
}

std::string zone_of(const ServerFacts& server) {
    const std::string zone = server.variable("time_zone");
    return zone == "SYSTEM" ? server.variable("system_time_zone") : zone;
}

std::optional<CheckFinding> same_time_zone(const PrecheckInput& in) {
    const std::string from = zone_of(in.source);
    const std::string to = zone_of(in.destination);
    if (from.empty() || to.empty()) {
        return warn(
            "a server does not show its time zone",
            "Compare it by hand: SELECT @@time_zone, @@system_time_zone;");
    }
    const std::string found =
        fmt::format("{} on the source, {} on the destination", printable(from), printable(to));
    if (from == to) {
        return pass(found);
    }
    return warn(
        found, in.source.variable("time_zone") == "SYSTEM"
                   ? "Give the destination's machine the source's time zone, or set time_zone in "
                     "both option files."
                   : fmt::format("SET GLOBAL time_zone = '{}';", from));
}

std::optional<CheckFinding> same_character_set(const PrecheckInput& in) {
    std::string found;
    std::string fix;
    for (const char* variable : {"character_set_server", "collation_server"}) {
        const std::string from = in.source.variable(variable);
        const std::string to = in.destination.variable(variable);
        if (modern_spelling(from) != modern_spelling(to)) {
            found += fmt::format(
                "{}{} is {} on the source and {} on the destination", found.empty() ? "" : "; ",
                variable, from, to);
            fix += fmt::format("{}SET GLOBAL {} = '{}';", fix.empty() ? "" : "\n", variable, from);
        }
    }
    return found.empty() ? pass(in.source.variable("collation_server") + " on both")
                         : warn(found, fix);
}

/// A switch that should stand alike on both; a server without it behaves as `without`.
CheckFinding same_switch(const PrecheckInput& in, const char* variable, bool without) {
    const auto state = [&](const ServerFacts& server) {
        return server.variable(variable).empty() ? without : is_on(server, variable);
    };
    const bool from = state(in.source);
    const bool to = state(in.destination);
    const auto text = [](bool on) { return on ? "ON" : "OFF"; };
    const std::string found = fmt::format(
        "{} is {} on the source and {} on the destination", variable, text(from), text(to));
    return from == to ? pass(found)
                      : warn(found, fmt::format("SET GLOBAL {} = {};", variable, text(from)));
}

std::optional<CheckFinding> same_timestamp_rule(const PrecheckInput& in) {
    CheckFinding finding = same_switch(in, "explicit_defaults_for_timestamp", false);
    if (finding.status != CheckStatus::pass) {
        // Read-only at run time up to MySQL 5.7 and MariaDB 10.8.
        finding.fix =
            "In the destination's option file: explicit_defaults_for_timestamp=" +
            std::string(is_on(in.source, "explicit_defaults_for_timestamp") ? "ON" : "OFF") +
            "; restart it.";
    }
    return finding;
}

std::optional<CheckFinding> is_writable(const PrecheckInput& in) {
    const bool closed = is_on(in.destination, "read_only") ||
                        is_on(in.destination, "super_read_only") ||
                        is_on(in.destination, "innodb_read_only");
    if (!closed) {
        return pass("read_only is off");
    }
    return fail("the destination is read-only", "SET GLOBAL read_only = OFF;");
}

std::optional<CheckFinding> events_are_off(const PrecheckInput& in) {
    if (!is_on(in.destination, "event_scheduler")) {
        return pass("event_scheduler is off");
    }
    return warn("event_scheduler is on", "SET GLOBAL event_scheduler = OFF;");
}

constexpr std::array session_family{
    Check{
        {"destination.writable", "The destination takes writes", "Every write would be refused."},
        is_writable},
    Check{
        {"session.sql_mode", "Both servers have the same sql_mode",
         "The application's statements are read, checked and rounded in another way. The copy "
         "itself is not concerned: its sessions set their own.",
         CheckStatus::warn},
        same_sql_mode},
    Check{
        {"session.time_zone", "Both servers have the same time zone",
         "NOW() and every TIMESTAMP shown to the application shift. The copy itself is not "
         "concerned: its sessions use UTC.",
         CheckStatus::warn},
        same_time_zone},
    Check{
        {"session.character_set", "Both servers have the same default character set",
         "Tables, routines and sessions that name none take the server's.", CheckStatus::warn},
        same_character_set},
    Check{
        {"session.timestamp_defaults", "Both servers give TIMESTAMP columns the same defaults",
         "A plain \"ts TIMESTAMP\" in a later CREATE TABLE is NOT NULL with automatic values on "
         "one "
         "server and NULL on the other.",
         CheckStatus::warn},
        same_timestamp_rule},
    Check{
        {"session.innodb_strict", "Both servers are equally strict about tables",
         "With innodb_strict_mode on, row formats and key block sizes that the source took with a "
         "warning are refused.",
         CheckStatus::warn},
        [](const PrecheckInput& in) {
            return std::optional(same_switch(in, "innodb_strict_mode", false));
        }},
    Check{
        {"destination.event_scheduler", "No events run on the destination meanwhile",
         "Events that are enabled there write rows while the copy runs. Events of this task are "
         "created disabled.",
         CheckStatus::warn},
        events_are_off},
};

}  // namespace

CheckFamily session_checks() {
    return session_family;
}

}  // namespace cutover
