#pragma once

#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/server_facts.hpp"

namespace cutover {

/// What the table's definition uses and the server cannot do, e.g. "generated column `total`".
/// Taken from the catalog and from SHOW CREATE TABLE; where that text is not there or cannot be
/// read, the one entry says so.
[[nodiscard]] std::vector<std::string> missing_features(
    const TableDefinition& table, const ServerFacts& server);

/// Since MariaDB 10.3; MySQL has none.
[[nodiscard]] bool has_sequences(const ServerFacts& server);

/// Modes of a sql_mode, in it for good, that the server does not know and would refuse.
[[nodiscard]] std::vector<std::string> missing_sql_modes(
    const std::string& sql_mode, const ServerFacts& server);

}  // namespace cutover
