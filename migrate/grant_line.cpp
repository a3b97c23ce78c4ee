#include "migrate/grant_line.hpp"

#include <algorithm>
#include <cctype>

namespace cutover {
namespace {

struct Token {
    std::string text{};
    bool is_quoted = false;
    std::size_t end = 0;  ///< Where the line goes on after it.
};

bool is_word_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_' || c == '$' || c == '-';
}

/// An identifier in any of the quotes that sql_mode lets a server print; doubled quotes inside.
Token quoted_token(std::string_view line, std::size_t at) {
    Token token{.is_quoted = true};
    const char quote = line[at];
    for (++at; at < line.size(); ++at) {
        if (line[at] == quote) {
            if (at + 1 >= line.size() || line[at + 1] != quote) {
                break;
            }
            ++at;
        }
        token.text += line[at];
    }
    token.end = std::min(at + 1, line.size());
    return token;
}

Token next_token(std::string_view line, std::size_t at) {
    while (at < line.size() && line[at] == ' ') {
        ++at;
    }
    if (at >= line.size()) {
        return {.end = at};
    }
    if (line[at] == '`' || line[at] == '"' || line[at] == '\'') {
        return quoted_token(line, at);
    }
    std::size_t end = at;
    while (end < line.size() && is_word_byte(line[end])) {
        ++end;
    }
    end = std::max(end, at + 1);
    return {.text = std::string(line.substr(at, end - at)), .end = end};
}

class LineReader {
  public:
    explicit LineReader(std::string_view line) : line_(line) { advance(); }

    /// Nothing for lines that grant nothing on an object (SET DEFAULT ROLE).
    std::optional<GrantLine> read() {
        GrantLine grant;
        if (!is_word("GRANT") && !is_word("REVOKE")) {
            return std::nullopt;
        }
        grant.is_revoke = is_word("REVOKE");
        advance();
        read_privileges(grant);
        if (!is_word("ON")) {
            grant.is_role = is_word("TO");
            return grant;
        }
        advance();
        read_object(grant);
        grant.grantee = std::string(line_.substr(std::min(token_.end, line_.size())));
        for (const std::string_view clause : {" IDENTIFIED ", " REQUIRE ", " WITH "}) {
            grant.grantee = grant.grantee.substr(0, grant.grantee.find(clause));
        }
        return grant;
    }

  private:
    void advance() { token_ = next_token(line_, token_.end); }

    [[nodiscard]] bool at_end() const { return token_.text.empty() && !token_.is_quoted; }

    [[nodiscard]] bool is_word(std::string_view word) const {
        return !token_.is_quoted && token_.text == word;
    }

    void skip_parentheses() {
        while (!at_end() && !is_word(")")) {
            advance();
        }
    }

    void read_privileges(GrantLine& grant) {
        std::string privilege;
        bool on_columns = false;
        const auto keep = [&] {
            if (!privilege.empty() && !on_columns) {
                grant.privileges.insert(privilege);
            }
            privilege.clear();
            on_columns = false;
        };
        for (; !at_end() && !is_word("ON") && !is_word("TO"); advance()) {
            if (is_word("(")) {
                on_columns = true;
                skip_parentheses();
            } else if (is_word(",")) {
                keep();
            } else if (!token_.is_quoted) {
                privilege += (privilege.empty() ? "" : " ") + token_.text;
            }
        }
        keep();
    }

    void read_object(GrantLine& grant) {
        Token first = token_;
        advance();
        if (!first.is_quoted && !is_word(".")) {
            grant.object_type = first.text;
            first = token_;
            advance();
        }
        grant.database = first.text;
        advance();  // over the dot
        grant.table = token_.text;
        advance();  // onto TO or FROM
    }

    std::string_view line_;
    Token token_{};
};

}  // namespace

std::optional<GrantLine> parse_grant_line(std::string_view line) {
    return LineReader(line).read();
}

}  // namespace cutover
