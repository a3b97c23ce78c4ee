#pragma once

#include <vector>

#include "core/sql_tokens.hpp"

namespace cutover {

/// The tokens of a type, or of text with types in it, without what a type's display width says,
/// which is nothing: int(11) is int, year(4) is year. Under ZEROFILL the width shows, and stays.
/// MySQL stopped to print widths in 8.0.19.
[[nodiscard]] std::vector<SqlToken> without_display_widths(const std::vector<SqlToken>& tokens);

}  // namespace cutover
