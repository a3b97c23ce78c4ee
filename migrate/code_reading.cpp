#include "migrate/code_reading.hpp"

#include <algorithm>
#include <cctype>

#include "core/name_rules.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

/// Triggers and events always run as their definer, which nobody takes from them; for views and
/// routines the clause stands before the body.
bool runs_as_definer(ObjectKind kind, const std::vector<SqlToken>& tokens) {
    if (kind != ObjectKind::view && kind != ObjectKind::procedure && kind != ObjectKind::function) {
        return false;
    }
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (is_word(tokens[i], "BEGIN") || is_word(tokens[i], "SELECT")) {
            break;
        }
        if (is_word(tokens[i], "SQL") && is_word(tokens[i + 1], "SECURITY")) {
            return !is_word(tokens[i + 2], "INVOKER");
        }
    }
    return true;
}

/// Looks at the whole text; a body that says READS SQL DATA somewhere else is most unusual, and
/// the server then names the function itself (error 1418).
bool is_declared_safe(const std::vector<SqlToken>& tokens) {
    for (std::size_t i = 0; i < tokens.size() && !is_word(tokens[i], "BEGIN"); ++i) {
        const bool is_negated = i > 0 && is_word(tokens[i - 1], "NOT");
        if (is_word(tokens[i], "DETERMINISTIC") && !is_negated) {
            return true;
        }
        const bool before_sql = i + 1 < tokens.size() && is_word(tokens[i + 1], "SQL");
        if (before_sql && (is_word(tokens[i], "NO") || is_word(tokens[i], "READS"))) {
            return true;
        }
    }
    return false;
}

bool is_word_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_' || c == '$';
}

}  // namespace

CodeReading read_code(const CodeObject& object) {
    const SqlDialect dialect = dialect_of(object.sql_mode);
    const std::vector<SqlToken> tokens = meaningful_tokens(object.create_statement, dialect);
    CodeReading code{
        .runs_as_definer = runs_as_definer(object.kind, tokens),
        .is_declared_safe = is_declared_safe(tokens)};
    for (const SqlToken& token : tokens) {
        if (is_name(token)) {
            code.names.insert(lower_case(name_of(token)));
        } else if (token.kind == TokenKind::string) {
            code.strings.push_back(lower_case(value_of(token, dialect)));
        }
    }
    return code;
}

bool mentions_in_text(const CodeReading& code, const std::string& name) {
    return std::any_of(code.strings.begin(), code.strings.end(), [&](const std::string& text) {
        for (std::size_t at = text.find(name); at != std::string::npos;
             at = text.find(name, at + 1)) {
            const std::size_t end = at + name.size();
            const bool begins = at == 0 || !is_word_byte(text[at - 1]);
            if (begins && (end == text.size() || !is_word_byte(text[end]))) {
                return true;
            }
        }
        return false;
    });
}

}  // namespace cutover
