#include "core/display_width.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace cutover {
namespace {

constexpr std::array<std::string_view, 6> types{"TINYINT", "SMALLINT", "MEDIUMINT",
                                                "INT",     "BIGINT",   "YEAR"};

bool has_display_width(const std::vector<SqlToken>& tokens, std::size_t type) {
    return type + 3 < tokens.size() && is_symbol(tokens[type + 1], "(") &&
           tokens[type + 2].kind == TokenKind::number && is_symbol(tokens[type + 3], ")") &&
           std::any_of(types.begin(), types.end(), [&](std::string_view word) {
               return is_word(tokens[type], word);
           });
}

/// `after` is the place behind the width.
bool is_zerofill(const std::vector<SqlToken>& tokens, std::size_t after) {
    while (after < tokens.size() &&
           (is_word(tokens[after], "UNSIGNED") || is_word(tokens[after], "SIGNED"))) {
        ++after;
    }
    return after < tokens.size() && is_word(tokens[after], "ZEROFILL");
}

}  // namespace

std::vector<SqlToken> without_display_widths(const std::vector<SqlToken>& tokens) {
    constexpr std::size_t width_tokens = 3;
    std::vector<SqlToken> kept;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        kept.push_back(tokens[i]);
        if (has_display_width(tokens, i) && !is_zerofill(tokens, i + 1 + width_tokens)) {
            i += width_tokens;
        }
    }
    return kept;
}

}  // namespace cutover
