#include "core/create_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace cutover {
namespace {

using Kind = TableClause::Kind;
using Tokens = std::vector<SqlToken>;

/// Where the parenthesis at `open` is closed; tokens.size() where it is not.
std::size_t closing(const Tokens& tokens, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t i = open; i < tokens.size(); ++i) {
        if (is_symbol(tokens[i], "(")) {
            ++depth;
        } else if (is_symbol(tokens[i], ")") && --depth == 0) {
            return i;
        }
    }
    return tokens.size();
}

/// [first, last) cut at commas outside of parentheses.
std::vector<Tokens> split_at_commas(const Tokens& tokens, std::size_t first, std::size_t last) {
    std::vector<Tokens> parts(1);
    for (std::size_t i = first; i < last; ++i) {
        if (is_symbol(tokens[i], "(")) {
            const std::size_t end = std::min(closing(tokens, i), last - 1);
            for (; i < end; ++i) {
                parts.back().push_back(tokens[i]);
            }
        }
        if (is_symbol(tokens[i], ",")) {
            parts.emplace_back();
        } else {
            parts.back().push_back(tokens[i]);
        }
    }
    return parts;
}

bool word_at(const Tokens& tokens, std::size_t at, std::string_view upper) {
    return at < tokens.size() && is_word(tokens[at], upper);
}

bool symbol_at(const Tokens& tokens, std::size_t at, std::string_view text) {
    return at < tokens.size() && is_symbol(tokens[at], text);
}

struct KindWord {
    std::string_view word;
    Kind kind;
};

constexpr std::array<KindWord, 8> kind_words{{
    {"PRIMARY", Kind::primary_key},
    {"UNIQUE", Kind::unique_key},
    {"KEY", Kind::key},
    {"INDEX", Kind::key},
    {"FULLTEXT", Kind::fulltext_key},
    {"SPATIAL", Kind::spatial_key},
    {"FOREIGN", Kind::foreign_key},
    {"CHECK", Kind::check},
}};

TableClause classify(Tokens tokens) {
    TableClause clause;
    clause.tokens = std::move(tokens);
    const Tokens& all = clause.tokens;
    if (all.empty() || word_at(all, 0, "PERIOD")) {
        return clause;
    }
    std::size_t at = 0;
    if (word_at(all, 0, "CONSTRAINT")) {
        ++at;
        if (at < all.size() && all[at].kind == TokenKind::quoted_name) {
            clause.name = name_of(all[at++]);
        }
    }
    const auto* const known = std::find_if(
        kind_words.begin(), kind_words.end(),
        [&](const KindWord& entry) { return word_at(all, at, entry.word); });
    if (known == kind_words.end()) {
        clause.kind = Kind::column;
        clause.name = name_of(all.front());
        return clause;
    }
    clause.kind = known->kind;
    if (clause.kind == Kind::primary_key) {
        clause.name = "PRIMARY";
        return clause;
    }
    ++at;
    at += word_at(all, at, "KEY") || word_at(all, at, "INDEX") ? 1U : 0U;
    if (is_key(clause.kind) && at < all.size() && is_name(all[at])) {
        clause.name = name_of(all[at]);
    }
    return clause;
}

/// How many tokens from `at` on are an option without "=": its name alone, or TABLESPACE `t`.
std::size_t bare_option(const Tokens& tokens, std::size_t at) {
    if (word_at(tokens, at, "WITH") && word_at(tokens, at + 1, "SYSTEM")) {
        return 3;
    }
    return word_at(tokens, at, "TABLESPACE") || word_at(tokens, at, "STORAGE") ? 2 : 0;
}

/// Moves `at` behind the name.
std::string option_name(const Tokens& tokens, std::size_t& at) {
    const std::size_t bare = bare_option(tokens, at);
    const std::size_t bare_end = at + bare;
    std::string name;
    for (; at < tokens.size() && (bare > 0 ? at < bare_end : is_name(tokens[at])); ++at) {
        const bool said_by_all = name.empty() && is_word(tokens[at], "DEFAULT");
        name += name.empty() ? "" : " ";
        name += said_by_all ? "" : ascii_upper(name_of(tokens[at]));
    }
    return name;
}

/// One token, or all of a list in parentheses. Moves `at` behind the value.
Tokens option_value(const Tokens& tokens, std::size_t& at) {
    const bool list = symbol_at(tokens, at, "(");
    const std::size_t end = std::min(list ? closing(tokens, at) + 1 : at + 1, tokens.size());
    Tokens value;
    for (; at < end; ++at) {
        value.push_back(tokens[at]);
    }
    return value;
}

/// Options are NAME [=] VALUE, with or without commas between; NAME may be two words.
std::vector<TableOption> parse_options(const Tokens& tokens) {
    std::vector<TableOption> options;
    for (std::size_t at = 0; at < tokens.size();) {
        TableOption option;
        option.name = option_name(tokens, at);
        if (symbol_at(tokens, at, "=")) {
            ++at;
            option.value = option_value(tokens, at);
        } else if (option.name.empty()) {
            ++at;
            continue;
        }
        options.push_back(std::move(option));
    }
    return options;
}

std::uint64_t number_of(const SqlToken& token) {
    std::uint64_t number = 0;
    std::from_chars(token.text.data(), token.text.data() + token.text.size(), number);
    return number;
}

std::vector<std::string> names_in(const Tokens& tokens, std::size_t open) {
    std::vector<std::string> names;
    for (std::size_t i = open; i < closing(tokens, open); ++i) {
        if (is_name(tokens[i])) {
            names.push_back(name_of(tokens[i]));
        }
    }
    return names;
}

std::size_t find_symbol(const Tokens& tokens, std::string_view text, std::size_t from = 0) {
    while (from < tokens.size() && !is_symbol(tokens[from], text)) {
        ++from;
    }
    return from;
}

/// The rule after ON DELETE or ON UPDATE.
std::string rule_after(const Tokens& tokens, std::string_view event) {
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (is_word(tokens[i], "ON") && is_word(tokens[i + 1], event)) {
            const std::string rule = ascii_upper(tokens[i + 2].text);
            const bool two_words = rule == "SET" || rule == "NO";
            return two_words && i + 3 < tokens.size() ? rule + " " + ascii_upper(tokens[i + 3].text)
                                                      : rule;
        }
    }
    return "RESTRICT";
}

}  // namespace

std::optional<CreateTable> parse_create_table(std::string_view sql) {
    const Tokens tokens = meaningful_tokens(sql);
    const std::size_t open = find_symbol(tokens, "(");
    const std::size_t close = closing(tokens, open);
    if (!word_at(tokens, 0, "CREATE") || open == 0 || close >= tokens.size()) {
        return std::nullopt;
    }
    CreateTable table;
    table.name = name_of(tokens[open - 1]);
    for (Tokens& part : split_at_commas(tokens, open + 1, close)) {
        table.clauses.push_back(classify(std::move(part)));
    }
    Tokens rest(tokens.begin() + static_cast<std::ptrdiff_t>(close) + 1, tokens.end());
    const auto partition = std::find_if(rest.begin(), rest.end(), [](const SqlToken& token) {
        return is_word(token, "PARTITION");
    });
    table.partitions.assign(partition, rest.end());
    rest.erase(partition, rest.end());
    table.options = parse_options(rest);
    return table;
}

bool is_key(Kind kind) {
    return kind == Kind::primary_key || kind == Kind::unique_key || kind == Kind::key ||
           kind == Kind::fulltext_key || kind == Kind::spatial_key;
}

KeyDefinition key_of(const TableClause& clause) {
    KeyDefinition key;
    key.name = clause.name;
    key.unique = clause.kind == Kind::primary_key || clause.kind == Kind::unique_key;
    key.type = clause.kind == Kind::fulltext_key  ? "FULLTEXT"
               : clause.kind == Kind::spatial_key ? "SPATIAL"
                                                  : "BTREE";
    const Tokens& tokens = clause.tokens;
    const std::size_t open = find_symbol(tokens, "(");
    for (const Tokens& part : split_at_commas(tokens, open + 1, closing(tokens, open))) {
        KeyPart key_part;
        if (!part.empty() && is_name(part.front())) {
            key_part.column = name_of(part.front());
            key_part.prefix_length =
                symbol_at(part, 1, "(") && part.size() > 2 ? number_of(part[2]) : 0;
        }
        key.parts.push_back(std::move(key_part));
    }
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (is_word(tokens[i], "USING")) {
            key.type = ascii_upper(tokens[i + 1].text);
        }
    }
    return key;
}

ForeignKey foreign_key_of(const TableClause& clause, const std::string& database) {
    ForeignKey key;
    key.name = clause.name;
    const Tokens& tokens = clause.tokens;
    const std::size_t columns = find_symbol(tokens, "(");
    const std::size_t referenced = find_symbol(tokens, "(", closing(tokens, columns));
    if (referenced >= tokens.size()) {
        return key;
    }
    key.columns = names_in(tokens, columns);
    key.referenced = {database, name_of(tokens[referenced - 1])};
    if (is_symbol(tokens[referenced - 2], ".")) {
        key.referenced.database = name_of(tokens[referenced - 3]);
    }
    key.referenced_columns = names_in(tokens, referenced);
    key.on_update = rule_after(tokens, "UPDATE");
    key.on_delete = rule_after(tokens, "DELETE");
    return key;
}

bool read_create_statement(TableDefinition& table) {
    const std::optional<CreateTable> parsed = parse_create_table(table.create_statement);
    if (!parsed) {
        return false;
    }
    for (const TableClause& clause : parsed->clauses) {
        if (is_key(clause.kind)) {
            table.keys.push_back(key_of(clause));
        } else if (clause.kind == Kind::foreign_key) {
            table.foreign_keys.push_back(foreign_key_of(clause, table.name.database));
        }
    }
    std::stable_partition(table.keys.begin(), table.keys.end(), [](const KeyDefinition& key) {
        return key.name == "PRIMARY";
    });
    for (const TableOption& option : parsed->options) {
        if (option.name == "AUTO_INCREMENT" && !option.value.empty()) {
            table.auto_increment = number_of(option.value.front());
        }
        table.system_versioned |= option.name == "WITH SYSTEM VERSIONING";
    }
    table.partitioned = !parsed->partitions.empty();
    table.features = features_of(*parsed);
    return true;
}

std::string to_sql(const Tokens& tokens) {
    std::string sql;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const std::string_view text = tokens[i].text;
        const std::string_view before = i == 0 ? std::string_view("(") : tokens[i - 1].text;
        const bool tight = before == "(" || before == "." || text == "." || text == ")" ||
                           text == "," || (text == "(" && tokens[i - 1].kind == TokenKind::word) ||
                           tokens[i].kind == TokenKind::variable;
        sql += tight ? "" : " ";
        sql += text;
    }
    return sql;
}

}  // namespace cutover
