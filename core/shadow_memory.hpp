#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ddl_statement.hpp"
#include "core/names.hpp"

namespace cutover {

/// A statement that changed a shadow table.
struct ShadowStatement {
    std::string place{};    ///< Behind it in the log, which no other statement has.
    DdlStatement logged{};  ///< Text and default database are the source's; no purpose.
};

/// What an online DDL tool has made of a shadow table so far.
struct ShadowTable {
    std::string real{};  ///< The table that it is to replace, of the same database.
    std::vector<ShadowStatement> statements{};
    std::string obstacle{};  ///< Why the statements alone do not give the new table; empty: none.
};

/// What following remembers of online changes between the statements of the log. As a note of the
/// progress it outlives the run; docs/formats.md has the text's form.
struct ShadowMemory {
    std::map<TableName, ShadowTable> shadows{};
    /// Real tables that were moved aside to make room, and what they are called meanwhile.
    std::map<TableName, std::string> aside{};
    std::string swapped{};  ///< The place behind the latest swap that is done over there.
};

[[nodiscard]] std::string to_text(const ShadowMemory& memory);

/// Nothing where to_text() made no such text.
[[nodiscard]] std::optional<ShadowMemory> parse_shadow_memory(std::string_view text);

}  // namespace cutover
