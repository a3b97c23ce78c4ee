#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cutover {

/// A statement that changes a definition, with the session settings it means what it says under.
struct DdlStatement {
    std::string sql{};
    std::string purpose{};   ///< "creating view `shop`.`v`", for errors.
    std::string database{};  ///< Default database; empty: none.
    /// As the source had it, where '' is a mode like any other; absent: the session's own.
    std::optional<std::string> sql_mode{};
    std::string character_set_client{};
    std::string collation_connection{};
    std::string time_zone{};
    std::string collation_server{};  ///< Empty: the session's own, as above.
    std::string timestamp{};         ///< What NOW() gives, in seconds since 1970, as SQL.
    std::optional<bool> explicit_defaults_for_timestamp{};
    std::string default_storage_engine{};
    /// Further session variables and their values as SQL, e.g. {"innodb_strict_mode", "0"}.
    std::vector<std::pair<std::string, std::string>> session{};
};

}  // namespace cutover
