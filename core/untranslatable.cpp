#include "core/untranslatable.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/create_table.hpp"
#include "core/definition_rewrite.hpp"

namespace cutover {
namespace {

using Kind = TableClause::Kind;
using Tokens = std::vector<SqlToken>;

enum class Feature {
    generated_column,
    invisible_column,
    default_expression,
    check,
    descending_key,
    functional_key,
    invisible_key,
    ignored_key,
    whole_text_key,
    compressed_column,
    mysql_attribute,
    mariadb_attribute,
    mysql_option,
    mariadb_option,
    period,
    sequence,
    aggregate,
};

/// Since when a feature is there; nothing: never. From the servers' release notes.
struct FeatureHome {
    Feature feature;
    std::string_view name;
    std::optional<ServerVersion> mysql;
    std::optional<ServerVersion> mariadb;
};

constexpr auto never = std::nullopt;
constexpr ServerVersion always{5, 0, 0};

constexpr std::array feature_homes{
    FeatureHome{Feature::generated_column, "a generated column", {{5, 7, 6}}, {{10, 2, 1}}},
    FeatureHome{Feature::invisible_column, "an invisible column", {{8, 0, 23}}, {{10, 3, 3}}},
    FeatureHome{
        Feature::default_expression, "an expression as default", {{8, 0, 13}}, {{10, 2, 1}}},
    FeatureHome{Feature::check, "a CHECK constraint", {{8, 0, 16}}, {{10, 2, 1}}},
    FeatureHome{Feature::descending_key, "a key in descending order", {{8, 0, 0}}, {{10, 8, 1}}},
    FeatureHome{Feature::functional_key, "a key on an expression", {{8, 0, 13}}, never},
    FeatureHome{Feature::invisible_key, "an INVISIBLE key", {{8, 0, 0}}, never},
    FeatureHome{Feature::ignored_key, "an IGNORED key", never, {{10, 6, 0}}},
    FeatureHome{Feature::whole_text_key, "a unique key on whole TEXT or BLOB", never, {{10, 4, 3}}},
    FeatureHome{Feature::compressed_column, "a COMPRESSED column", never, {{10, 3, 2}}},
    FeatureHome{Feature::mysql_attribute, "MySQL's attribute", always, never},
    FeatureHome{Feature::mariadb_attribute, "MariaDB's attribute", never, always},
    FeatureHome{Feature::mysql_option, "MySQL's option", always, never},
    FeatureHome{Feature::mariadb_option, "MariaDB's option", never, always},
    FeatureHome{Feature::period, "a PERIOD", never, {{10, 3, 4}}},
    FeatureHome{Feature::sequence, "a sequence", never, {{10, 3, 1}}},
    FeatureHome{Feature::aggregate, "an aggregate function in SQL", never, {{10, 3, 3}}},
};

bool has_feature(const ServerFacts& server, const FeatureHome& home) {
    const auto& since = server.flavour == Flavour::mariadb ? home.mariadb : home.mysql;
    return since && server.version >= *since;
}

bool has_word(const Tokens& tokens, std::initializer_list<std::string_view> words) {
    return std::any_of(tokens.begin(), tokens.end(), [&](const SqlToken& token) {
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
            return is_word(token, word);
        });
    });
}

/// DEFAULT with anything but a literal, NULL or the current time.
bool has_default_expression(const Tokens& tokens) {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (!is_word(tokens[i], "DEFAULT")) {
            continue;
        }
        const SqlToken& value = tokens[i + 1];
        const bool word = value.kind == TokenKind::word && !is_word(value, "NULL") &&
                          !is_word(value, "CURRENT_TIMESTAMP") && !is_word(value, "NOW") &&
                          !value.text.starts_with('_');
        return word || is_symbol(value, "(");
    }
    return false;
}

class Judge {
  public:
    Judge(std::string object, const ServerFacts& source, const ServerFacts& destination)
        : object_(std::move(object)), source_(source), destination_(destination) {}

    void needs(Feature feature, const std::string& what) {
        const auto* const home = std::find_if(
            feature_homes.begin(), feature_homes.end(),
            [&](const FeatureHome& candidate) { return candidate.feature == feature; });
        if (!has_feature(destination_, *home)) {
            refuse(
                std::string(home->name) + (what.empty() ? "" : " " + printable(what)) +
                ", which the destination does not have");
        }
    }

    void refuse(const std::string& reason) { refusals_.push_back({object_, reason}); }

    void column(const TableClause& clause, const ColumnDefinition* definition) {
        const Tokens& tokens = clause.tokens;
        if (definition != nullptr && definition->generated != Generated::no) {
            needs(Feature::generated_column, clause.name);
        }
        if (definition != nullptr && definition->invisible) {
            needs(Feature::invisible_column, clause.name);
        }
        if (has_default_expression(tokens)) {
            needs(Feature::default_expression, clause.name);
            if (source_.flavour == Flavour::mariadb && destination_.flavour == Flavour::mysql) {
                refuse(
                    "the default of " + printable(clause.name) +
                    " is an expression, which MySQL writes in another way");
            }
        }
        if (has_word(tokens, {"CHECK"})) {
            needs(Feature::check, clause.name);
        }
        if (has_word(tokens, {"COMPRESSED"})) {
            needs(Feature::compressed_column, clause.name);
        }
        if (has_word(tokens, {"SRID", "COLUMN_FORMAT", "STORAGE", "ENGINE_ATTRIBUTE"})) {
            needs(Feature::mysql_attribute, "of column " + clause.name);
        }
        if (has_word(tokens, {"REF_SYSTEM_ID", "NEXTVAL", "VERSIONING"})) {
            needs(Feature::mariadb_attribute, "of column " + clause.name);
        }
    }

    void key(const TableClause& clause, const TableDefinition& table) {
        const KeyDefinition key = key_of(clause);
        for (const KeyPart& part : key.parts) {
            const ColumnDefinition* column = find_column(table, part.column);
            if (part.column.empty()) {
                needs(Feature::functional_key, clause.name);
            } else if (
                key.unique && part.prefix_length == 0 && column != nullptr &&
                (column->data_type.ends_with("text") || column->data_type.ends_with("blob"))) {
                needs(Feature::whole_text_key, clause.name);
            }
        }
        if (has_word(clause.tokens, {"DESC"})) {
            needs(Feature::descending_key, clause.name);
        }
        if (has_word(clause.tokens, {"INVISIBLE"})) {
            needs(Feature::invisible_key, clause.name);
        }
        if (has_word(clause.tokens, {"IGNORED"})) {
            needs(Feature::ignored_key, clause.name);
        }
        if (has_word(clause.tokens, {"OVERLAPS"})) {
            needs(Feature::period, clause.name);
        }
        if (has_word(clause.tokens, {"PARSER"})) {
            needs(Feature::mysql_attribute, "WITH PARSER of key " + clause.name);
        }
    }

    void option(const TableOption& option) {
        static const std::set<std::string, std::less<>> mariadb{
            "PAGE_CHECKSUM", "TRANSACTIONAL", "PAGE_COMPRESSED",        "PAGE_COMPRESSION_LEVEL",
            "ENCRYPTED",     "IETF_QUOTES",   "WITH SYSTEM VERSIONING", "ENCRYPTION_KEY_ID"};
        static const std::set<std::string, std::less<>> mysql{
            "COMPRESSION", "ENCRYPTION", "SECONDARY_ENGINE", "ENGINE_ATTRIBUTE", "AUTOEXTEND_SIZE"};
        const bool as_usual = option.name == "ENCRYPTION" && to_sql(option.value) == "'N'";
        if (mariadb.contains(option.name)) {
            needs(Feature::mariadb_option, option.name);
        } else if (
            (mysql.contains(option.name) && !as_usual) || option.name.starts_with("TABLESPACE")) {
            needs(Feature::mysql_option, option.name);
        }
    }

    /// The object was made under a collation; `what` says for what.
    void collation(const std::string& name, const std::string& what) {
        const std::string there = server_spelling(name, destination_);
        if (!name.empty() && !destination_.collations.empty() &&
            !destination_.collations.contains(there)) {
            refuse(
                "the collation of " + what + " is " + printable(name) +
                ", which the destination does not have");
        }
    }

    void sql_mode(const std::string& modes) {
        static const std::set<std::string, std::less<>> mariadb_only{
            "EMPTY_STRING_IS_NULL", "SIMULTANEOUS_ASSIGNMENT", "TIME_ROUND_FRACTIONAL",
            "IGNORE_BAD_TABLE_OPTIONS"};
        static const std::set<std::string, std::less<>> mysql_only{"TIME_TRUNCATE_FRACTIONAL"};
        const bool to_mysql = destination_.flavour == Flavour::mysql;
        const std::set<std::string, std::less<>>& unknown = to_mysql ? mariadb_only : mysql_only;
        std::string list = modes + ",";
        for (std::size_t at = 0; at < list.size(); at = list.find(',', at) + 1) {
            const std::string mode = list.substr(at, list.find(',', at) - at);
            const bool oracle =
                mode == "ORACLE" && (to_mysql || destination_.flavour != source_.flavour);
            if (unknown.contains(mode) || oracle) {
                refuse("it was made under sql_mode " + mode + ", which the destination lacks");
            }
        }
    }

    std::vector<Refusal> take() { return std::move(refusals_); }

  private:
    std::string object_;
    const ServerFacts& source_;
    const ServerFacts& destination_;
    std::vector<Refusal> refusals_{};
};

}  // namespace

std::vector<Refusal> untranslatable(
    const TableDefinition& table, const ServerFacts& source, const ServerFacts& destination) {
    Judge judge(display(table.name), source, destination);
    const std::optional<CreateTable> parsed = parse_create_table(table.create_statement);
    if (!table.unreadable.empty() || !parsed) {
        judge.refuse("its definition cannot be read: " + table.unreadable);
        return judge.take();
    }
    for (const TableClause& clause : parsed->clauses) {
        if (clause.kind == Kind::column) {
            judge.column(clause, find_column(table, clause.name));
        } else if (is_key(clause.kind)) {
            judge.key(clause, table);
        } else if (clause.kind == Kind::check) {
            judge.needs(Feature::check, clause.name);
        } else if (clause.kind == Kind::other) {
            judge.needs(Feature::period, clause.name);
        }
    }
    for (const TableOption& option : parsed->options) {
        judge.option(option);
    }
    return judge.take();
}

std::vector<Refusal> untranslatable(
    const CodeObject& object, const ServerFacts& source, const ServerFacts& destination) {
    Judge judge(
        std::string(to_text(object.kind)) + " " + display(object.name), source, destination);
    if (!object.unreadable.empty()) {
        judge.refuse("its definition cannot be read: " + object.unreadable);
        return judge.take();
    }
    if (object.kind == ObjectKind::sequence) {
        judge.needs(Feature::sequence, {});
    }
    const Tokens tokens = meaningful_tokens(object.create_statement, dialect_of(object.sql_mode));
    const auto name = std::find_if(tokens.begin(), tokens.end(), [](const SqlToken& token) {
        return is_word(token, "FUNCTION");
    });
    if (has_word({tokens.begin(), name}, {"AGGREGATE"})) {
        judge.needs(Feature::aggregate, {});
    }
    judge.sql_mode(object.sql_mode);
    judge.collation(object.collation_connection, "its connection");
    judge.collation(object.database_collation, "its database");
    return judge.take();
}

}  // namespace cutover
