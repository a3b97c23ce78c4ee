#pragma once

#include <optional>
#include <string>

namespace cutover {

/// Under which settings of its session a logged statement means what it says; what the log does not
/// say is empty or absent, and is the server's default then.
struct StatementSession {
    std::optional<std::string> sql_mode{};  ///< As text: "ANSI_QUOTES,STRICT_ALL_TABLES".
    std::string character_set_client{};
    std::string collation_connection{};
    std::string collation_server{};  ///< What CREATE DATABASE takes where it names none.
    std::string time_zone{};
    unsigned microsecond = 0;  ///< Of the statement's time; the second is the event's.
    std::optional<bool> explicit_defaults_for_timestamp{};
};

}  // namespace cutover
