#pragma once

#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/server_facts.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Reads the definitions of everything in the databases named; those that do not exist are left
/// out. Fails only where the session or information_schema does: an object that cannot be read
/// (a table that is damaged, a view whose definer is gone) says so in its `unreadable`.
///
/// Per database six statements, and one SHOW CREATE per object. What it costs is that servers
/// open each table, about 0.2 ms a time once there are more tables than table_open_cache. So
/// everything that opens a table is asked for in one go: keys and foreign keys come from SHOW
/// CREATE TABLE instead of STATISTICS, KEY_COLUMN_USAGE and REFERENTIAL_CONSTRAINTS, and sizes
/// are asked right after it. Measured with 10,000 tables: 4.5 s instead of 12.9 s.
[[nodiscard]] Catalog read_catalog(
    Session& session, const ServerFacts& facts, const std::vector<std::string>& databases);

}  // namespace cutover
