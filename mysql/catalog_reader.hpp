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
/// Per database six statements of information_schema, and one SHOW CREATE per object. Keys and
/// foreign keys come from SHOW CREATE TABLE: the views STATISTICS, KEY_COLUMN_USAGE and
/// REFERENTIAL_CONSTRAINTS each open every table once more (docs/architecture.md, "catalog").
[[nodiscard]] Catalog read_catalog(
    Session& session, const ServerFacts& facts, const std::vector<std::string>& databases);

}  // namespace cutover
