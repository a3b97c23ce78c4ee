#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cutover {

enum class TokenKind : std::uint8_t {
    space,
    comment,      ///< Also optimizer hints, which change no meaning.
    word,         ///< A keyword or a name without quotes; also introducers such as _utf8mb4.
    quoted_name,  ///< `name`; under ANSI_QUOTES also "name".
    string,       ///< 'text'; "text" without ANSI_QUOTES.
    number,       ///< 1, .5, 1e3
    bits,         ///< 0x41, x'41', 0b01, b'01'
    variable,     ///< @name, @@name, @'name'; also the host of an account.
    gate_open,    ///< "/*!", "/*!50003", "/*M!100103": what follows is SQL for servers that new.
    gate_close,   ///< The "*/" of a gate.
    symbol,       ///< One operator or mark: "(", "<=>", "->>".
    broken,       ///< A quote or comment that never ends; takes the rest of the text.
};

/// A piece of a text; the view is into the text that was given.
struct SqlToken {
    TokenKind kind = TokenKind::space;
    std::string_view text{};

    friend bool operator==(const SqlToken&, const SqlToken&) = default;
};

/// What of sql_mode changes where tokens end.
struct SqlDialect {
    bool ansi_quotes = false;
    bool no_backslash_escapes = false;
    bool mariadb_comments = true;  ///< "/*M!" opens a gate; to MySQL it opens a comment.
};

/// From a value of @@sql_mode, e.g. "ANSI_QUOTES,STRICT_TRANS_TABLES". Combined modes (ANSI,
/// ORACLE, DB2, ...) are printed by servers together with their parts.
[[nodiscard]] SqlDialect dialect_of(std::string_view sql_mode);

/// Cuts UTF-8 text into tokens by the rules that MySQL and MariaDB share (MySQL manual 9.1, 9.2,
/// 9.7). Accepts any bytes: the tokens' texts, put together, are the text again, always.
[[nodiscard]] std::vector<SqlToken> tokenize(std::string_view sql, const SqlDialect& dialect = {});

/// Without white space, comments and the marks of gates: what is inside a gate counts, for the
/// server that printed the text executes it.
[[nodiscard]] std::vector<SqlToken> meaningful_tokens(
    std::string_view sql, const SqlDialect& dialect = {});

/// ASCII case is ignored, as servers do with keywords. `upper` is in upper case.
[[nodiscard]] bool is_word(const SqlToken& token, std::string_view upper);
[[nodiscard]] bool is_symbol(const SqlToken& token, std::string_view text);

/// A word or a quoted name.
[[nodiscard]] bool is_name(const SqlToken& token);

/// The name that a word or quoted name stands for; the text itself for other kinds.
[[nodiscard]] std::string name_of(const SqlToken& token);

/// The value of a string token, escapes resolved; the text itself for other kinds.
[[nodiscard]] std::string value_of(const SqlToken& token, const SqlDialect& dialect = {});

/// A string literal with this value that every sql_mode but NO_BACKSLASH_ESCAPES reads the same.
[[nodiscard]] std::string string_literal(std::string_view value);

/// ASCII letters only.
[[nodiscard]] std::string ascii_upper(std::string_view text);
[[nodiscard]] std::string ascii_lower(std::string_view text);

}  // namespace cutover
