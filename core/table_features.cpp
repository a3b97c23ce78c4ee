#include "core/table_features.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "core/create_table.hpp"

namespace cutover {
namespace {

using Kind = TableClause::Kind;
using Tokens = std::vector<SqlToken>;

struct FeatureWord {
    std::string_view word;
    const TableFeature* feature;
};

/// Outside of parentheses, where an expression's own words are.
constexpr std::array column_words{
    FeatureWord{"CHECK", &features::check},
    FeatureWord{"COMPRESSED", &features::compressed_column},
    FeatureWord{"SRID", &features::mysql_attribute},
    FeatureWord{"COLUMN_FORMAT", &features::mysql_attribute},
    FeatureWord{"STORAGE", &features::mysql_attribute},
    FeatureWord{"ENGINE_ATTRIBUTE", &features::mysql_attribute},
    FeatureWord{"SECONDARY_ENGINE_ATTRIBUTE", &features::mysql_attribute},
    FeatureWord{"REF_SYSTEM_ID", &features::mariadb_attribute},
    FeatureWord{"VERSIONING", &features::mariadb_attribute},
};

constexpr std::array key_words{
    FeatureWord{"DESC", &features::descending_key},
    FeatureWord{"INVISIBLE", &features::invisible_key},
    FeatureWord{"IGNORED", &features::ignored_key},
    FeatureWord{"OVERLAPS", &features::period},
    FeatureWord{"PARSER", &features::mysql_attribute},
    FeatureWord{"ENGINE_ATTRIBUTE", &features::mysql_attribute},
};

constexpr auto never = features::never;
constexpr ServerVersion always = features::always;

constexpr std::array option_features{
    TableFeature{"PAGE_COMPRESSED", never, {{10, 1, 0}}},
    TableFeature{"PAGE_COMPRESSION_LEVEL", never, {{10, 1, 0}}},
    TableFeature{"ENCRYPTED", never, {{10, 1, 0}}},
    TableFeature{"ENCRYPTION_KEY_ID", never, {{10, 1, 0}}},
    TableFeature{"IETF_QUOTES", never, {{10, 1, 8}}},
    TableFeature{"TRANSACTIONAL", never, always},
    TableFeature{"PAGE_CHECKSUM", never, always},
    TableFeature{"WITH SYSTEM VERSIONING", never, {{10, 3, 4}}},
    TableFeature{"COMPRESSION", {{5, 7, 8}}, never},
    TableFeature{"ENCRYPTION", {{5, 7, 11}}, never},
    TableFeature{"AUTOEXTEND_SIZE", {{8, 0, 23}}, never},
    TableFeature{"ENGINE_ATTRIBUTE", {{8, 0, 21}}, never},
    TableFeature{"SECONDARY_ENGINE_ATTRIBUTE", {{8, 0, 21}}, never},
    TableFeature{"SECONDARY_ENGINE", {{8, 0, 13}}, never},
    TableFeature{"TABLESPACE", {{5, 7, 6}}, never},
};

/// What every version takes after DEFAULT: literals and the current time.
bool is_plain_default(const Tokens& tokens, std::size_t at) {
    static constexpr std::array<std::string_view, 7> plain_words{
        "NULL", "CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP", "TRUE", "FALSE"};
    if (at >= tokens.size()) {
        return true;
    }
    const SqlToken& token = tokens[at];
    if (token.kind != TokenKind::word) {
        return token.kind == TokenKind::string || token.kind == TokenKind::number ||
               token.kind == TokenKind::bits || is_symbol(token, "-") || is_symbol(token, "+");
    }
    const bool before_string = at + 1 < tokens.size() && tokens[at + 1].kind == TokenKind::string;
    return token.text.starts_with('_') || before_string ||
           std::any_of(plain_words.begin(), plain_words.end(), [&](std::string_view word) {
               return is_word(token, word);
           });
}

/// Whether parentheses are open.
class Nesting {
  public:
    void pass(const SqlToken& token) {
        if (is_symbol(token, "(")) {
            ++open_;
        } else if (is_symbol(token, ")") && open_ > 0) {
            --open_;
        }
    }

    [[nodiscard]] bool outside() const { return open_ == 0; }

  private:
    std::size_t open_ = 0;
};

class Search {
  public:
    void look(const TableClause& clause) {
        switch (clause.kind) {
            case Kind::column: look_at_column(clause); break;
            case Kind::check: note(features::check, clause.name, clause); break;
            case Kind::other:
                if (!clause.tokens.empty()) {
                    note(features::period, clause.name, clause);
                }
                break;
            case Kind::foreign_key: break;
            default: look_for(key_words, clause, false);
        }
    }

    void look(const TableOption& option) {
        const bool as_usual = option.name == "ENCRYPTION" && to_sql(option.value) == "'N'";
        const std::string_view name =
            option.name.starts_with("TABLESPACE") ? std::string_view("TABLESPACE") : option.name;
        const auto* const found = std::find_if(
            option_features.begin(), option_features.end(),
            [&](const TableFeature& feature) { return feature.name == name; });
        if (found != option_features.end() && !as_usual) {
            uses_.push_back({.feature = found});
        }
    }

    [[nodiscard]] std::vector<FeatureUse> take() { return std::move(uses_); }

  private:
    void look_at_column(const TableClause& clause) {
        look_for(column_words, clause, true);
        const Tokens& tokens = clause.tokens;
        Nesting nesting;
        for (std::size_t i = 1; i < tokens.size(); ++i) {
            nesting.pass(tokens[i]);
            if (nesting.outside() && is_word(tokens[i], "DEFAULT") &&
                !is_plain_default(tokens, i + 1)) {
                const bool in_parentheses = is_symbol(tokens[i + 1], "(");
                note(
                    in_parentheses ? features::default_expression
                                   : features::bare_default_expression,
                    clause.name, clause);
            }
        }
    }

    /// The first token is the column's name, or says which kind of key it is.
    void look_for(
        std::span<const FeatureWord> words, const TableClause& clause, bool outside_only) {
        Nesting nesting;
        for (std::size_t i = 1; i < clause.tokens.size(); ++i) {
            nesting.pass(clause.tokens[i]);
            if (nesting.outside() || !outside_only) {
                note_word(words, clause.tokens[i], clause);
            }
        }
    }

    void note_word(
        std::span<const FeatureWord> words, const SqlToken& token, const TableClause& clause) {
        for (const FeatureWord& candidate : words) {
            if (is_word(token, candidate.word)) {
                const bool attribute = candidate.feature == &features::mysql_attribute ||
                                       candidate.feature == &features::mariadb_attribute;
                note(
                    *candidate.feature,
                    attribute ? std::string(candidate.word) + " of " + clause.name : clause.name,
                    clause);
            }
        }
    }

    void note(const TableFeature& feature, std::string what, const TableClause& clause) {
        FeatureUse use{.feature = &feature, .what = std::move(what)};
        if (clause.kind == Kind::column) {
            use.mentions.push_back(clause.name);
        } else {
            Nesting nesting;
            for (const SqlToken& token : clause.tokens) {
                nesting.pass(token);
                if (!nesting.outside() && token.kind == TokenKind::quoted_name) {
                    use.mentions.push_back(name_of(token));
                }
            }
        }
        uses_.push_back(std::move(use));
    }

    std::vector<FeatureUse> uses_{};
};

}  // namespace

bool has(const ServerFacts& server, const TableFeature& feature) {
    if (server.flavour == Flavour::mysql && feature.mysql_until &&
        server.version >= *feature.mysql_until) {
        return false;
    }
    const auto& since = server.flavour == Flavour::mariadb ? feature.mariadb : feature.mysql;
    return since && server.version >= *since;
}

std::vector<FeatureUse> features_of(const CreateTable& table) {
    Search search;
    for (const TableClause& clause : table.clauses) {
        search.look(clause);
    }
    for (const TableOption& option : table.options) {
        search.look(option);
    }
    return search.take();
}

}  // namespace cutover
