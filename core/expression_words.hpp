#pragma once

#include <string>
#include <string_view>

namespace cutover {

/// An operator by any of its spellings, and the one spelling that forms use.
struct SqlOperator {
    std::string_view spelling{};
    std::string_view form{};
    int precedence = 0;  ///< Higher binds tighter (MySQL manual, "Operator Precedence").
};

inline constexpr int not_precedence = 4;
inline constexpr int comparison_precedence = 6;
inline constexpr int unary_precedence = 13;

/// All of these take words in lower case.
[[nodiscard]] const SqlOperator* find_operator(std::string_view spelling);

/// Words of SELECT that are no operand; each stands for itself between operands.
[[nodiscard]] bool is_clause_word(std::string_view word);

/// current_timestamp and its like, which are calls also without parentheses.
[[nodiscard]] bool is_call_without_parentheses(std::string_view word);

/// now, localtime, ... as current_timestamp; a name that has no synonym as it is.
[[nodiscard]] std::string function_form(std::string_view function);

/// utf8 as utf8mb3, utf8_bin as utf8mb3_bin, everything in lower case.
[[nodiscard]] std::string character_set_form(std::string_view character_set_or_collation);

}  // namespace cutover
