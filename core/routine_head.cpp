#include "core/routine_head.hpp"

#include <algorithm>
#include <initializer_list>

namespace cutover {
namespace {

bool is_one_of(const SqlToken& token, std::initializer_list<std::string_view> words) {
    return std::any_of(
        words.begin(), words.end(), [&](std::string_view word) { return is_word(token, word); });
}

/// The type's name, its length or members, and its attributes.
std::size_t after_type(const std::vector<SqlToken>& tokens, std::size_t at) {
    at = after_parentheses(tokens, at + 1);
    while (at < tokens.size()) {
        if (is_one_of(tokens[at], {"CHARSET", "COLLATE"})) {
            at += 2;
        } else if (is_word(tokens[at], "CHARACTER")) {
            at += 3;
        } else if (is_one_of(
                       tokens[at], {"UNSIGNED", "SIGNED", "ZEROFILL", "BINARY", "VARYING",
                                    "PRECISION", "ASCII", "UNICODE"})) {
            at = after_parentheses(tokens, at + 1);
        } else {
            break;
        }
    }
    return std::min(at, tokens.size());
}

}  // namespace

std::size_t after_parentheses(const std::vector<SqlToken>& tokens, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t at = open; at < tokens.size(); ++at) {
        depth += is_symbol(tokens[at], "(") ? 1U : 0U;
        if (depth == 0) {
            return at;  // none opens here
        }
        depth -= is_symbol(tokens[at], ")") ? 1U : 0U;
        if (depth == 0) {
            return at + 1;
        }
    }
    return std::max(open, tokens.size());
}

RoutineHead routine_head(const std::vector<SqlToken>& tokens, std::size_t after_name) {
    std::size_t at = after_parentheses(tokens, after_name);
    if (at < tokens.size() && is_one_of(tokens[at], {"RETURNS", "RETURN"})) {
        at = after_type(tokens, at + 1);
    }
    RoutineHead head{.characteristics = std::min(at, tokens.size())};
    for (at = head.characteristics; at < tokens.size(); ++at) {
        if (is_word(tokens[at], "COMMENT")) {
            ++at;  // and its text
        } else if (!is_one_of(
                       tokens[at],
                       {"LANGUAGE", "SQL", "NOT", "DETERMINISTIC", "CONTAINS", "NO", "READS",
                        "MODIFIES", "DATA", "SECURITY", "INVOKER", "DEFINER"})) {
            break;
        }
    }
    head.body = std::min(at, tokens.size());
    return head;
}

}  // namespace cutover
