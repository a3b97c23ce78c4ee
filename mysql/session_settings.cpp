#include "mysql/session_settings.hpp"

#include <array>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace cutover {
namespace {

struct Setting {
    std::string_view name;
    std::string_view value;
    std::optional<SessionRole> role{};  ///< Absent: both.
    std::optional<Flavour> flavour{};   ///< Absent: both.
    ServerVersion since{.major = 5};    ///< Of the flavour.
    ServerVersion before{.major = ~0U};
};

constexpr auto mariadb = Flavour::mariadb;
constexpr auto mysql = Flavour::mysql;
constexpr auto reading = SessionRole::read_only;
constexpr auto writing = SessionRole::writing;

constexpr std::array settings{
    Setting{"character_set_client", "utf8mb4"},
    Setting{"character_set_connection", "utf8mb4"},
    Setting{"character_set_results", "utf8mb4"},
    Setting{"time_zone", "'+00:00'"},
    Setting{"lc_messages", "'en_US'"},
    Setting{"sql_mode", "''", reading},
    Setting{
        "sql_mode", "'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'", writing},
    Setting{"foreign_key_checks", "0", writing},
    Setting{"unique_checks", "0", writing},
    // A table that its source made under innodb_strict_mode=0 must be let in; MySQL 8 restricts
    // the variable to administrators.
    Setting{"innodb_strict_mode", "0", writing, mariadb},
    Setting{"innodb_strict_mode", "0", writing, mysql, {.major = 5}, {.major = 8}},
    Setting{"autocommit", "1"},
    Setting{"sql_quote_show_create", "1"},
    Setting{"sql_safe_updates", "0"},
    Setting{"sql_big_selects", "1"},
    Setting{"sql_select_limit", "DEFAULT"},
    Setting{"group_concat_max_len", "1073741824"},
    Setting{"innodb_lock_wait_timeout", "50"},
    Setting{"lock_wait_timeout", "300"},
    Setting{"wait_timeout", "604800"},
    Setting{"net_read_timeout", "86400"},
    Setting{"net_write_timeout", "86400"},
    Setting{"max_statement_time", "0", {}, mariadb, {10, 1, 1}},
    Setting{"idle_transaction_timeout", "0", {}, mariadb, {10, 3, 0}},
    Setting{"idle_readonly_transaction_timeout", "0", {}, mariadb, {10, 3, 0}},
    Setting{"idle_write_transaction_timeout", "0", {}, mariadb, {10, 3, 0}},
    Setting{"max_execution_time", "0", {}, mysql, {5, 7, 8}},
    // Else information_schema shows AUTO_INCREMENT values that are up to a day old.
    Setting{"information_schema_stats_expiry", "0", {}, mysql, {8, 0, 3}},
};

bool applies(const Setting& setting, SessionRole role, const FlavourAndVersion& server) {
    return (!setting.role || *setting.role == role) &&
           (!setting.flavour || *setting.flavour == server.flavour) &&
           setting.since <= server.version && server.version < setting.before;
}

}  // namespace

std::string setting_list(SessionRole role, const FlavourAndVersion& server) {
    std::string list;
    for (const Setting& setting : settings) {
        if (applies(setting, role, server)) {
            list += fmt::format("{}{}={}", list.empty() ? "" : ", ", setting.name, setting.value);
        }
    }
    return list;
}

std::vector<std::string> session_settings(SessionRole role, const FlavourAndVersion& server) {
    if (role == SessionRole::as_given) {
        return {};
    }
    return {
        "SET " + setting_list(role, server),
        fmt::format(
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ{}",
            role == SessionRole::read_only ? ", READ ONLY" : "")};
}

}  // namespace cutover
