#include "core/definition_normal_form.hpp"

#include <algorithm>
#include <cstddef>

#include "core/column_references.hpp"
#include "core/display_width.hpp"
#include "core/expression_form.hpp"
#include "core/expression_words.hpp"
#include "core/names.hpp"
#include "core/routine_head.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

using Tokens = std::vector<SqlToken>;

/// Takes out of the head (all before the body) what is compared by itself.
Tokens without_identity(const CodeObject& object) {
    Tokens tokens = meaningful_tokens(object.create_statement, dialect_of(object.sql_mode));
    const std::string keyword = ascii_upper(to_text(object.kind));
    std::size_t at = 0;
    while (at < tokens.size() && !is_word(tokens[at], keyword)) {
        ++at;
    }
    ++at;
    while (at + 1 < tokens.size() && (is_word(tokens[at], "IF") || is_word(tokens[at], "NOT") ||
                                      is_word(tokens[at], "EXISTS"))) {
        ++at;
    }
    at += at + 1 < tokens.size() && is_symbol(tokens[at + 1], ".") ? 3U : 1U;
    Tokens kept;
    for (std::size_t i = 0; i < std::min(at, tokens.size()); ++i) {
        if (is_word(tokens[i], "ALGORITHM") && i + 2 < tokens.size()) {
            kept.push_back(tokens[i + 2]);
        }
    }
    for (std::size_t i = at; i < tokens.size(); ++i) {
        kept.push_back(tokens[i]);
    }
    return kept;
}

/// Removes `words` where they stand one after the other, and `more` tokens after them.
void drop(Tokens& tokens, const std::vector<std::string_view>& words, std::size_t more) {
    for (std::size_t i = 0; i + words.size() <= tokens.size(); ++i) {
        bool found = true;
        for (std::size_t k = 0; k < words.size(); ++k) {
            found = found && is_word(tokens[i + k], words[k]);
        }
        if (found) {
            const std::size_t end = std::min(i + words.size() + more, tokens.size());
            tokens.erase(
                tokens.begin() + static_cast<std::ptrdiff_t>(i),
                tokens.begin() + static_cast<std::ptrdiff_t>(end));
            return;
        }
    }
}

/// An event's status is the word after PRESERVE.
std::size_t status_place(const Tokens& tokens) {
    for (std::size_t i = 0; i + 1 < tokens.size() && !is_word(tokens[i], "DO"); ++i) {
        if (is_word(tokens[i], "PRESERVE")) {
            return i + 1;
        }
    }
    return tokens.size();
}

void drop_status(Tokens& tokens) {
    const std::size_t at = status_place(tokens);
    const std::size_t words = at + 1 < tokens.size() && is_word(tokens[at + 1], "ON") ? 3 : 1;
    const std::size_t end = std::min(at + words, tokens.size());
    tokens.erase(
        tokens.begin() + static_cast<std::ptrdiff_t>(std::min(at, end)),
        tokens.begin() + static_cast<std::ptrdiff_t>(end));
}

/// The database of a trigger's table is the trigger's own.
void drop_table_qualifier(Tokens& tokens) {
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (is_word(tokens[i], "ON")) {
            if (is_symbol(tokens[i + 2], ".")) {
                const auto first = tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1;
                tokens.erase(first, first + 2);
            }
            return;
        }
    }
}

/// The collation that a character set has where none is said, on servers at hand.
std::string usual_collation(const std::string& set) {
    if (set == "latin1") {
        return "latin1_swedish_ci";
    }
    const bool chinese = set == "gbk" || set == "gb2312" || set == "big5" || set == "gb18030";
    return set == "binary" ? set : set + (chinese ? "_chinese_ci" : "_general_ci");
}

/// Words in lower case, names in one quoting, strings in one quoting. A type's CHARSET without
/// COLLATE gets the usual one: MySQL prints it only where it differs.
std::string head_form(const Tokens& tokens) {
    std::string form;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const SqlToken& token = tokens[i];
        form += form.empty() ? "" : " ";
        form += token.kind == TokenKind::string ? string_literal(value_of(token))
                : is_name(token)                ? character_set_form(name_of(token))
                                                : std::string(token.text);
        if (i > 0 && is_word(tokens[i - 1], "CHARSET") &&
            !(i + 1 < tokens.size() && is_word(tokens[i + 1], "COLLATE"))) {
            form += " collate " + usual_collation(character_set_form(name_of(token)));
        }
    }
    return form;
}

/// To the letter, but for what separates tokens and which quotes a name has.
std::string body_form(const Tokens& tokens) {
    std::string form;
    for (const SqlToken& token : tokens) {
        form += form.empty() ? "" : " ";
        form += is_name(token) ? name_of(token) : std::string(token.text);
    }
    return form;
}

/// Where parameters and characteristics end and the body begins.
std::size_t body_place(ObjectKind kind, const Tokens& tokens) {
    if (kind == ObjectKind::function || kind == ObjectKind::procedure) {
        return routine_head(tokens, 0).body;
    }
    const std::string_view last = kind == ObjectKind::trigger ? "ROW" : "DO";
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (is_word(tokens[i], last)) {
            return i + 1;
        }
    }
    return 0;
}

std::string sorted_modes(const std::string& sql_mode) {
    std::vector<std::string> modes(1);
    for (const char c : sql_mode) {
        if (c == ',') {
            modes.emplace_back();
        } else {
            modes.back() += c;
        }
    }
    std::sort(modes.begin(), modes.end());
    std::string text;
    for (const std::string& mode : modes) {
        text += mode.empty() || mode == "NO_AUTO_CREATE_USER" ? "" : mode + ",";
    }
    return text;
}

/// Long definitions are cut to where they differ.
std::string excerpt(const std::string& form, std::size_t from) {
    constexpr std::size_t before = 30;
    constexpr std::size_t length = 120;
    const std::size_t start = form.size() <= length || from < before ? 0 : from - before;
    const std::string shown = form.substr(start, length);
    return form.empty() ? "nothing"
                        : (start > 0 ? "... " : "") + printable(shown) +
                              (start + length < form.size() ? " ..." : "");
}

}  // namespace

std::vector<DefinitionPart> normal_form(const CodeObject& object) {
    Tokens tokens = without_identity(object);
    // MySQL 5.6 keeps it in the body of what came with other statements in one packet.
    while (!tokens.empty() && tokens.back().text == ";") {
        tokens.pop_back();
    }
    if (object.kind == ObjectKind::view || object.kind == ObjectKind::sequence) {
        return {
            {"collation of the connection", character_set_form(object.collation_connection)},
            {"definition", expression_form(without_databases_of_columns(tokens))}};
    }
    if (object.kind == ObjectKind::event) {
        drop_status(tokens);
    } else if (object.kind == ObjectKind::trigger) {
        drop_table_qualifier(tokens);
    }
    const std::size_t body = body_place(object.kind, tokens);
    const auto middle = tokens.begin() + static_cast<std::ptrdiff_t>(body);
    Tokens head(tokens.begin(), middle);
    drop(head, {"SQL", "SECURITY"}, 1);
    return {
        {"body", body_form({middle, tokens.end()})},
        {"collation of the connection", character_set_form(object.collation_connection)},
        {"collation of the database", character_set_form(object.database_collation)},
        {"head", head_form(without_display_widths(head))},
        {"sql_mode", sorted_modes(object.sql_mode)},
        {"time zone", object.time_zone}};
}

std::string sql_security_of(const CodeObject& object) {
    if (object.kind == ObjectKind::trigger || object.kind == ObjectKind::event ||
        object.kind == ObjectKind::sequence) {
        return {};
    }
    const Tokens tokens = meaningful_tokens(object.create_statement, dialect_of(object.sql_mode));
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (is_word(tokens[i], "SQL") && is_word(tokens[i + 1], "SECURITY")) {
            return ascii_upper(tokens[i + 2].text);
        }
        if (is_word(tokens[i], "BEGIN")) {
            break;
        }
    }
    return "DEFINER";
}

bool is_enabled(const CodeObject& event) {
    const Tokens tokens = meaningful_tokens(event.create_statement, dialect_of(event.sql_mode));
    const std::size_t at = status_place(tokens);
    return at < tokens.size() && is_word(tokens[at], "ENABLE");
}

std::optional<std::string> first_difference(
    const std::vector<DefinitionPart>& source, const std::vector<DefinitionPart>& destination) {
    const auto form_in = [](const std::vector<DefinitionPart>& parts, const std::string& name) {
        const auto found = std::find_if(
            parts.begin(), parts.end(),
            [&](const DefinitionPart& part) { return part.name == name; });
        return found == parts.end() ? std::string() : found->form;
    };
    std::vector<DefinitionPart> all = source;
    all.insert(all.end(), destination.begin(), destination.end());
    std::stable_sort(all.begin(), all.end(), [](const DefinitionPart& a, const DefinitionPart& b) {
        return a.name < b.name;
    });
    for (const DefinitionPart& part : all) {
        const std::string here = form_in(source, part.name);
        const std::string there = form_in(destination, part.name);
        if (here != there) {
            const auto differ =
                std::mismatch(here.begin(), here.end(), there.begin(), there.end()).first;
            const auto from = static_cast<std::size_t>(differ - here.begin());
            return printable(part.name) + ": source " + excerpt(here, from) + "; destination " +
                   excerpt(there, from);
        }
    }
    return std::nullopt;
}

}  // namespace cutover
