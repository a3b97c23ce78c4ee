#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/catalog.hpp"

namespace cutover {

/// What a look at the text of a view, trigger, routine or event tells, without a server.
struct CodeReading {
    bool runs_as_definer = false;        ///< SQL SECURITY DEFINER, said or by default.
    bool is_declared_safe = false;       ///< DETERMINISTIC, NO SQL or READS SQL DATA (functions).
    std::set<std::string> names{};       ///< Every word and quoted name, in lower case.
    std::vector<std::string> strings{};  ///< String literals, in lower case: dynamic SQL.
};

[[nodiscard]] CodeReading read_code(const CodeObject& object);

/// True where one of the strings holds the name (in lower case) as a whole word.
[[nodiscard]] bool mentions_in_text(const CodeReading& code, const std::string& name);

}  // namespace cutover
