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
    /// Further session variables and their values as SQL, e.g. {"innodb_strict_mode", "0"}.
    std::vector<std::pair<std::string, std::string>> session{};
};

}  // namespace cutover
