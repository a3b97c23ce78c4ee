#include "core/definition_rewrite.hpp"

#include <cstddef>
#include <vector>

namespace cutover {
namespace {

/// `root` as a word, a quoted name or a string, or the @`host` of a variable token.
std::string account_part(const SqlToken& token, const SqlDialect& dialect) {
    if (token.kind == TokenKind::variable) {
        const std::string_view text = token.text.substr(1);
        const bool quotes = !text.empty() && (text[0] == '`' || text[0] == '\'' || text[0] == '"');
        return quotes ? name_of({TokenKind::quoted_name, text}) : std::string(text);
    }
    return token.kind == TokenKind::string ? value_of(token, dialect) : name_of(token);
}

}  // namespace

std::string definer_of(std::string_view create_statement, const SqlDialect& dialect) {
    const std::vector<SqlToken> tokens = meaningful_tokens(create_statement, dialect);
    for (std::size_t i = 0; i + 2 < tokens.size() && !is_symbol(tokens[i], "("); ++i) {
        if (is_word(tokens[i], "DEFINER") && is_symbol(tokens[i + 1], "=")) {
            const bool has_host =
                i + 3 < tokens.size() && tokens[i + 3].kind == TokenKind::variable;
            return account_part(tokens[i + 2], dialect) +
                   (has_host ? "@" + account_part(tokens[i + 3], dialect) : std::string());
        }
    }
    return {};
}

}  // namespace cutover
