#include "core/sql_tokens.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace cutover {
namespace {

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

char to_upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Bytes of multi-byte characters count as letters (MySQL manual 9.2).
bool is_name_byte(char c) {
    return is_digit(c) || (to_upper(c) >= 'A' && to_upper(c) <= 'Z') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::array<std::string_view, 12> long_symbols{"<=>", "->>", "->", ":=", "<<", ">>",
                                                        "<=",  ">=",  "<>", "!=", "&&", "||"};

class Tokenizer {
  public:
    Tokenizer(std::string_view sql, const SqlDialect& dialect) : sql_(sql), dialect_(dialect) {}

    std::vector<SqlToken> run() {
        while (at_ < sql_.size()) {
            const std::size_t start = at_;
            const TokenKind kind = next();
            tokens_.push_back({kind, sql_.substr(start, at_ - start)});
        }
        return std::move(tokens_);
    }

  private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0';
    }

    [[nodiscard]] bool starts(std::string_view text) const {
        return sql_.substr(at_, text.size()) == text;
    }

    TokenKind next() {
        const char c = peek();
        if (is_space(c)) {
            skip(is_space);
            return TokenKind::space;
        }
        if (c == '#' || (starts("--") && (at_ + 2 == sql_.size() || is_space(peek(2))))) {
            at_ = std::min(sql_.find('\n', at_), sql_.size());
            return TokenKind::comment;
        }
        if (starts("/*")) {
            return comment_or_gate();
        }
        if (gates_ > 0 && starts("*/")) {
            at_ += 2;
            --gates_;
            return TokenKind::gate_close;
        }
        if (c == '`' || c == '\'' || c == '"') {
            return quoted();
        }
        if (c == '@') {
            return variable();
        }
        if (is_name_byte(c) || (c == '.' && is_digit(peek(1)) && !follows_name())) {
            return word_or_number();
        }
        return symbol();
    }

    template<typename Accept>
    void skip(const Accept& accept) {
        while (at_ < sql_.size() && accept(sql_[at_])) {
            ++at_;
        }
    }

    TokenKind comment_or_gate() {
        const std::size_t mark = starts("/*!")                                 ? 3
                                 : starts("/*M!") && dialect_.mariadb_comments ? 4
                                                                               : 0;
        if (mark != 0) {
            at_ += mark;
            const std::size_t version = at_;
            skip([&](char c) { return is_digit(c) && at_ - version < 6; });
            ++gates_;
            return TokenKind::gate_open;
        }
        return ends_after(sql_.find("*/", at_ + 2), 2, TokenKind::comment);
    }

    TokenKind ends_after(std::size_t end, std::size_t length, TokenKind kind) {
        at_ = end == std::string_view::npos ? sql_.size() : end + length;
        return end == std::string_view::npos ? TokenKind::broken : kind;
    }

    TokenKind quoted() {
        const char quote = peek();
        const bool name = quote == '`' || (quote == '"' && dialect_.ansi_quotes);
        const bool escapes = !name && !dialect_.no_backslash_escapes;
        for (++at_; at_ < sql_.size(); ++at_) {
            const bool doubled = peek() == quote && peek(1) == quote && at_ + 1 < sql_.size();
            if (doubled || (escapes && peek() == '\\')) {
                ++at_;
            } else if (peek() == quote) {
                ++at_;
                return name ? TokenKind::quoted_name : TokenKind::string;
            }
        }
        at_ = sql_.size();
        return TokenKind::broken;
    }

    TokenKind variable() {
        skip([](char c) { return c == '@'; });
        if (peek() == '`' || peek() == '\'' || peek() == '"') {
            return quoted() == TokenKind::broken ? TokenKind::broken : TokenKind::variable;
        }
        skip([](char c) { return is_name_byte(c) || c == '.'; });
        return TokenKind::variable;
    }

    [[nodiscard]] bool follows_name() const {
        return !tokens_.empty() && (tokens_.back().kind == TokenKind::word ||
                                    tokens_.back().kind == TokenKind::quoted_name);
    }

    [[nodiscard]] bool follows_dot() const {
        return !tokens_.empty() && tokens_.back().text == ".";
    }

    TokenKind word_or_number() {
        const char first = to_upper(peek());
        if ((first == 'X' || first == 'B') && peek(1) == '\'') {
            return ends_after(sql_.find('\'', at_ + 2), 1, TokenKind::bits);
        }
        const std::size_t start = at_;
        if ((is_digit(first) || first == '.') && !follows_dot() && number()) {
            return TokenKind::number;
        }
        at_ = start;
        skip(is_name_byte);
        if (at_ == start) {  // a dot that begins no number, as the second one of "..1"
            return symbol();
        }
        const std::string_view text = sql_.substr(start, at_ - start);
        const bool prefixed = text.size() > 2 && text[0] == '0' && !follows_dot() &&
                              (text[1] == 'x' || text[1] == 'b');
        return prefixed ? TokenKind::bits : TokenKind::word;
    }

    /// False where the digits go on as a name, such as 1st.
    bool number() {
        skip(is_digit);
        if (peek() == '.') {
            ++at_;
            skip(is_digit);
        }
        const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if (to_upper(peek()) == 'E' && is_digit(peek(1 + sign))) {
            at_ += 1 + sign;
            skip(is_digit);
        }
        return !is_name_byte(peek()) || at_ == sql_.size();
    }

    TokenKind symbol() {
        const auto* const known = std::find_if(
            long_symbols.begin(), long_symbols.end(),
            [this](std::string_view text) { return starts(text); });
        at_ += known == long_symbols.end() ? 1 : known->size();
        return TokenKind::symbol;
    }

    std::string_view sql_;
    SqlDialect dialect_;
    std::size_t at_ = 0;
    std::size_t gates_ = 0;
    std::vector<SqlToken> tokens_{};
};

/// What a backslash and `c` stand for; \% and \_ keep theirs (MySQL manual 9.1.1).
char unescaped(char c) {
    switch (c) {
        case '0': return '\0';
        case 'b': return '\b';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        case 'Z': return '\x1a';
        default: return c;
    }
}

std::string without_quotes(std::string_view text, bool escapes) {
    std::string value;
    if (text.size() < 2) {
        return value;
    }
    const char quote = text.front();
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == quote) {
            ++i;
        } else if (
            escapes && text[i] == '\\' && i + 2 < text.size() && text[i + 1] != '%' &&
            text[i + 1] != '_') {
            value += unescaped(text[++i]);
            continue;
        }
        value += text[i];
    }
    return value;
}

}  // namespace

SqlDialect dialect_of(std::string_view sql_mode) {
    return {
        .ansi_quotes = sql_mode.find("ANSI_QUOTES") != std::string_view::npos,
        .no_backslash_escapes = sql_mode.find("NO_BACKSLASH_ESCAPES") != std::string_view::npos};
}

std::vector<SqlToken> tokenize(std::string_view sql, const SqlDialect& dialect) {
    return Tokenizer(sql, dialect).run();
}

std::vector<SqlToken> meaningful_tokens(std::string_view sql, const SqlDialect& dialect) {
    std::vector<SqlToken> tokens = tokenize(sql, dialect);
    std::erase_if(tokens, [](const SqlToken& token) {
        return token.kind == TokenKind::space || token.kind == TokenKind::comment ||
               token.kind == TokenKind::gate_open || token.kind == TokenKind::gate_close;
    });
    return tokens;
}

bool is_word(const SqlToken& token, std::string_view upper) {
    return token.kind == TokenKind::word &&
           std::equal(
               token.text.begin(), token.text.end(), upper.begin(), upper.end(),
               [](char a, char b) { return to_upper(a) == b; });
}

bool is_symbol(const SqlToken& token, std::string_view text) {
    return token.kind == TokenKind::symbol && token.text == text;
}

bool is_name(const SqlToken& token) {
    return token.kind == TokenKind::word || token.kind == TokenKind::quoted_name;
}

std::string name_of(const SqlToken& token) {
    return token.kind == TokenKind::quoted_name ? without_quotes(token.text, false)
                                                : std::string(token.text);
}

std::string value_of(const SqlToken& token, const SqlDialect& dialect) {
    return token.kind == TokenKind::string
               ? without_quotes(token.text, !dialect.no_backslash_escapes)
               : std::string(token.text);
}

std::string string_literal(std::string_view value) {
    std::string sql = "'";
    for (const char c : value) {
        switch (c) {
            case '\'': sql += "''"; break;
            case '\\': sql += "\\\\"; break;
            case '\0': sql += "\\0"; break;
            case '\n': sql += "\\n"; break;
            case '\r': sql += "\\r"; break;
            case '\x1a': sql += "\\Z"; break;
            default: sql += c;
        }
    }
    return sql + '\'';
}

std::string ascii_upper(std::string_view text) {
    std::string upper(text);
    std::transform(upper.begin(), upper.end(), upper.begin(), to_upper);
    return upper;
}

std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

}  // namespace cutover
