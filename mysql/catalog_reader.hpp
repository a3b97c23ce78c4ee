#pragma once

#include <functional>
#include <set>
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
/// Per database five statements, then one SHOW CREATE per object, batch_size of them in one message
/// (mysql/statement_batches.hpp). What it costs is that servers open each table, about 0.2 ms a
/// time once there are more tables than table_open_cache. So everything that opens a table is
/// asked for in one go: keys and foreign keys come from SHOW CREATE TABLE instead of STATISTICS,
/// KEY_COLUMN_USAGE and REFERENTIAL_CONSTRAINTS, and sizes right after it. docs/performance.md,
/// "Many objects", has the figures.
///
/// `open` gives sessions for this one reading: one, and more where there is much to read.
[[nodiscard]] Catalog read_catalog(
    const std::function<Session()>& open,
    const ServerFacts& facts,
    const std::vector<std::string>& databases);

/// The same of single names: a table or view, a routine, an event; not of triggers, which older
/// servers find by opening all tables.
[[nodiscard]] Catalog read_definitions(
    const std::function<Session()>& open,
    const ServerFacts& facts,
    const std::set<TableName>& names);

}  // namespace cutover
