#pragma once

#include <string>
#include <vector>

#include "core/sql_tokens.hpp"

namespace cutover {

/// A SELECT or an expression as a server printed it, in a form that does not depend on the printer:
/// MySQL writes ((`a` + 1) * 2) where MariaDB writes (`a` + 1) * 2. Every operation is put into
/// parentheses by the servers' precedence (MySQL manual 12.4.1) and no others are kept; words are
/// in lower case, strings in one quoting, synonyms (now, current_timestamp) in one spelling.
/// Equal forms mean the same; forms that differ may yet mean the same where two servers print one
/// thing in words that are not known here. Takes any tokens; nesting beyond 100 is left as it is.
[[nodiscard]] std::string expression_form(const std::vector<SqlToken>& tokens);

}  // namespace cutover
