#pragma once

#include <string>
#include <string_view>

#include "core/sql_tokens.hpp"

namespace cutover {

/// The DEFINER clause of a CREATE statement as "user@host"; "" where it has none.
[[nodiscard]] std::string definer_of(std::string_view create_statement, const SqlDialect& dialect);

}  // namespace cutover
