#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/catalog.hpp"

namespace cutover {

/// One thing that a definition says, e.g. {"column `id`", "bigint unsigned not null
/// auto_increment"}.
struct DefinitionPart {
    std::string name{};
    std::string form{};  ///< The same on every server if it means the same.

    friend bool operator==(const DefinitionPart&, const DefinitionPart&) = default;
};

/// A definition as what it says, sorted by name: display widths, default spellings, quoting, the
/// order of indexes, utf8 against utf8mb3 and what is "as usual" make no difference. AUTO_INCREMENT
/// is left out: it moves with the data. Needs `columns` beside create_statement, for servers print
/// character sets only where they differ from a default.
[[nodiscard]] std::vector<DefinitionPart> normal_form(const TableDefinition& table);

/// Without DEFINER, SQL SECURITY and an event's status, which are compared by themselves, and
/// without the object's own name. Bodies of routines count to the letter, but for comments.
[[nodiscard]] std::vector<DefinitionPart> normal_form(const CodeObject& object);

/// "DEFINER" or "INVOKER"; "" for kinds that have no SQL SECURITY.
[[nodiscard]] std::string sql_security_of(const CodeObject& object);

/// True where an event is printed as ENABLE.
[[nodiscard]] bool is_enabled(const CodeObject& event);

/// The first part in which the two differ, in both spellings; nothing where they are the same:
/// "column `a`: source int not null; destination bigint not null".
[[nodiscard]] std::optional<std::string> first_difference(
    const std::vector<DefinitionPart>& source, const std::vector<DefinitionPart>& destination);

}  // namespace cutover
