#include "migrate/table_features.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/create_table.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

/// Since when each product has a feature; nothing: never (MySQL manual and MariaDB knowledge
/// base, release notes).
struct Since {
    std::optional<ServerVersion> mariadb;
    std::optional<ServerVersion> mysql;
};

bool has(const ServerFacts& server, const Since& since) {
    const auto& version = server.flavour == Flavour::mariadb ? since.mariadb : since.mysql;
    return version && server.version >= *version;
}

const Since generated_columns{ServerVersion{10, 2, 0}, ServerVersion{5, 7, 6}};
const Since invisible_columns{ServerVersion{10, 3, 3}, ServerVersion{8, 0, 23}};
const Since functional_keys{std::nullopt, ServerVersion{8, 0, 13}};
const Since checks{ServerVersion{10, 2, 1}, ServerVersion{8, 0, 16}};
const Since expression_defaults{ServerVersion{10, 2, 1}, ServerVersion{8, 0, 13}};
const Since periods{ServerVersion{10, 4, 3}, std::nullopt};
const Since sequences{ServerVersion{10, 3, 0}, std::nullopt};

struct OptionHome {
    const char* name;
    Since since;
};

const std::array option_homes{
    OptionHome{"PAGE_COMPRESSED", {ServerVersion{10, 1, 0}, std::nullopt}},
    OptionHome{"PAGE_COMPRESSION_LEVEL", {ServerVersion{10, 1, 0}, std::nullopt}},
    OptionHome{"ENCRYPTED", {ServerVersion{10, 1, 0}, std::nullopt}},
    OptionHome{"ENCRYPTION_KEY_ID", {ServerVersion{10, 1, 0}, std::nullopt}},
    OptionHome{"TRANSACTIONAL", {ServerVersion{5, 1, 0}, std::nullopt}},
    OptionHome{"PAGE_CHECKSUM", {ServerVersion{5, 1, 0}, std::nullopt}},
    OptionHome{"COMPRESSION", {std::nullopt, ServerVersion{5, 7, 8}}},
    OptionHome{"ENCRYPTION", {std::nullopt, ServerVersion{5, 7, 11}}},
    OptionHome{"AUTOEXTEND_SIZE", {std::nullopt, ServerVersion{8, 0, 23}}},
    OptionHome{"ENGINE_ATTRIBUTE", {std::nullopt, ServerVersion{8, 0, 21}}},
    OptionHome{"SECONDARY_ENGINE", {std::nullopt, ServerVersion{8, 0, 13}}},
};

/// What every version takes after DEFAULT: literals and the current time.
bool is_plain_default(const std::vector<SqlToken>& tokens, std::size_t at) {
    static constexpr std::array plain_words{
        "NULL", "CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP", "TRUE", "FALSE"};
    if (at >= tokens.size()) {
        return true;
    }
    const SqlToken& token = tokens[at];
    if (token.kind == TokenKind::string || token.kind == TokenKind::number ||
        token.kind == TokenKind::bits || is_symbol(token, "-") || is_symbol(token, "+")) {
        return true;
    }
    const bool is_introducer = token.kind == TokenKind::word && token.text.front() == '_';
    const bool is_literal_prefix = at + 1 < tokens.size() && token.kind == TokenKind::word &&
                                   tokens[at + 1].kind == TokenKind::string;
    return is_introducer || is_literal_prefix ||
           std::any_of(plain_words.begin(), plain_words.end(), [&](const char* word) {
               return is_word(token, word);
           });
}

/// Looks for `word` outside of parentheses; npos where there is none.
std::size_t find_word(const std::vector<SqlToken>& tokens, std::string_view word) {
    int depth = 0;
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        depth += is_symbol(tokens[i], "(") ? 1 : is_symbol(tokens[i], ")") ? -1 : 0;
        if (depth == 0 && is_word(tokens[i], word)) {
            return i;
        }
    }
    return std::string_view::npos;
}

class FeatureSearch {
  public:
    explicit FeatureSearch(const ServerFacts& server) : server_(server) {}

    void need(const Since& since, bool is_used, const std::string& text) {
        if (is_used && !has(server_, since)) {
            missing_.push_back(text);
        }
    }

    void look(const ColumnDefinition& column) {
        const std::string name = printable(column.name);
        need(generated_columns, column.generated != Generated::no, "generated column " + name);
        need(invisible_columns, column.invisible, "invisible column " + name);
    }

    void look(const KeyDefinition& key) {
        const bool is_functional = std::any_of(
            key.parts.begin(), key.parts.end(),
            [](const KeyPart& part) { return part.column.empty(); });
        need(functional_keys, is_functional, "key on an expression " + printable(key.name));
    }

    void look(const TableClause& clause) {
        const std::string name = printable(clause.name);
        if (clause.kind == TableClause::Kind::column) {
            const std::size_t preset = find_word(clause.tokens, "DEFAULT");
            need(
                expression_defaults,
                preset != std::string_view::npos && !is_plain_default(clause.tokens, preset + 1),
                "expression as default of column " + name);
            need(
                checks, find_word(clause.tokens, "CHECK") != std::string_view::npos,
                "CHECK of column " + name);
        }
        need(checks, clause.kind == TableClause::Kind::check, "CHECK " + name);
        const bool is_period = clause.kind == TableClause::Kind::other && !clause.tokens.empty() &&
                               is_word(clause.tokens.front(), "PERIOD");
        need(periods, is_period, "application-time period");
    }

    void look(const TableOption& option) {
        for (const OptionHome& home : option_homes) {
            need(home.since, option.name == home.name, "table option " + option.name);
        }
    }

    [[nodiscard]] std::vector<std::string> missing() && { return std::move(missing_); }

  private:
    const ServerFacts& server_;
    std::vector<std::string> missing_{};
};

}  // namespace

std::vector<std::string> missing_features(const TableDefinition& table, const ServerFacts& server) {
    FeatureSearch search(server);
    for (const ColumnDefinition& column : table.columns) {
        search.look(column);
    }
    for (const KeyDefinition& key : table.keys) {
        search.look(key);
    }
    const std::optional<CreateTable> create = parse_create_table(table.create_statement);
    if (!create) {
        return {"its CREATE TABLE is not understood, so it is not known"};
    }
    for (const TableClause& clause : create->clauses) {
        search.look(clause);
    }
    for (const TableOption& option : create->options) {
        search.look(option);
    }
    return std::move(search).missing();
}

bool has_sequences(const ServerFacts& server) {
    return has(server, sequences);
}

std::vector<std::string> missing_sql_modes(const std::string& sql_mode, const ServerFacts& server) {
    static const std::set<std::string> only_mariadb{
        "EMPTY_STRING_IS_NULL", "SIMULTANEOUS_ASSIGNMENT", "TIME_ROUND_FRACTIONAL"};
    static const std::set<std::string> only_mysql{"TIME_TRUNCATE_FRACTIONAL"};
    static const std::set<std::string> gone_in_mysql8{
        "DB2",
        "MAXDB",
        "MSSQL",
        "MYSQL323",
        "MYSQL40",
        "ORACLE",
        "POSTGRESQL",
        "NO_FIELD_OPTIONS",
        "NO_KEY_OPTIONS",
        "NO_TABLE_OPTIONS"};
    const bool mariadb = server.flavour == Flavour::mariadb;
    std::vector<std::string> missing;
    for (std::size_t at = 0; at < sql_mode.size();) {
        const std::size_t end = std::min(sql_mode.find(',', at), sql_mode.size());
        const std::string mode = sql_mode.substr(at, end - at);
        const bool is_gone =
            !mariadb && server.version.major >= 8 && gone_in_mysql8.count(mode) != 0;
        if (is_gone || (mariadb ? only_mysql : only_mariadb).count(mode) != 0) {
            missing.push_back(mode);
        }
        at = end + 1;
    }
    return missing;
}

}  // namespace cutover
