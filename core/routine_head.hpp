#pragma once

#include <cstddef>
#include <vector>

#include "core/sql_tokens.hpp"

namespace cutover {

/// Where the parts of CREATE PROCEDURE or FUNCTION begin, as places in a list of tokens.
struct RoutineHead {
    std::size_t characteristics = 0;  ///< After the parameters and, of a function, its type.
    std::size_t body = 0;
};

/// `after_name` is the place after the routine's name; tokens are meaningful_tokens().
[[nodiscard]] RoutineHead routine_head(const std::vector<SqlToken>& tokens, std::size_t after_name);

/// After the parenthesis that opens at `open`; `open` itself where none does.
[[nodiscard]] std::size_t after_parentheses(const std::vector<SqlToken>& tokens, std::size_t open);

}  // namespace cutover
