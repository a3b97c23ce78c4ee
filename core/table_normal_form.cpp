#include <algorithm>
#include <set>

#include "core/create_table.hpp"
#include "core/definition_normal_form.hpp"
#include "core/display_width.hpp"
#include "core/expression_form.hpp"
#include "core/expression_words.hpp"
#include "core/routine_head.hpp"

namespace cutover {
namespace {

using Kind = TableClause::Kind;
using Tokens = std::vector<SqlToken>;

bool is_one_of(const SqlToken& token, std::initializer_list<std::string_view> words) {
    return std::any_of(
        words.begin(), words.end(), [&](std::string_view word) { return is_word(token, word); });
}

std::string type_form(const ColumnDefinition& column) {
    return expression_form(without_display_widths(meaningful_tokens(column.column_type)));
}

bool is_number(const ColumnDefinition& column) {
    static const std::set<std::string_view> types{
        "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year"};
    return types.contains(column.data_type);
}

/// What stands after the type in SHOW CREATE TABLE, taken word by word; what information_schema
/// says better (nullability, character set) is passed over.
class ColumnTail {
  public:
    ColumnTail(const Tokens& tokens, const ColumnDefinition& column)
        : tokens_(tokens), column_(column), at_(after_parentheses(tokens, 2)) {}

    std::string form() {
        std::string form;
        while (at_ < tokens_.size()) {
            const std::string next = one();
            form += next.empty() ? "" : " " + next;
        }
        return form;
    }

  private:
    std::string one() {
        const SqlToken& token = tokens_[at_];
        if (is_word(token, "NOT") ||
            is_one_of(
                token, {"NULL", "UNSIGNED", "ZEROFILL", "VIRTUAL", "STORED", "PERSISTENT",
                        "INVISIBLE", "VISIBLE", "AUTO_INCREMENT"})) {
            ++at_;
            return {};
        }
        if (is_one_of(token, {"COLLATE", "CHARSET"})) {
            at_ += 2;
            return {};
        }
        if (is_word(token, "CHARACTER")) {
            at_ += 3;
            return {};
        }
        if (is_word(token, "DEFAULT")) {
            ++at_;
            return default_form();
        }
        if (is_one_of(token, {"GENERATED", "ALWAYS", "AS"})) {
            return generated_form();
        }
        if (is_word(token, "COMMENT") && at_ + 1 < tokens_.size()) {
            at_ += 2;
            return "comment " + string_literal(value_of(tokens_[at_ - 1]));
        }
        return other();
    }

    /// ON UPDATE x, CHECK (...), and what this version does not know.
    std::string other() {
        const std::size_t end = is_word(tokens_[at_], "ON") ? operand_end(at_ + 2)
                                                            : after_parentheses(tokens_, at_ + 1);
        const Tokens piece(
            tokens_.begin() + static_cast<std::ptrdiff_t>(at_),
            tokens_.begin() + static_cast<std::ptrdiff_t>(std::max(end, at_ + 1)));
        at_ = std::max(end, at_ + 1);
        return expression_form(piece);
    }

    /// A literal with its sign, a call with its arguments, or a parenthesis.
    [[nodiscard]] std::size_t operand_end(std::size_t at) const {
        if (at < tokens_.size() && is_symbol(tokens_[at], "(")) {
            return after_parentheses(tokens_, at);
        }
        at += at < tokens_.size() && is_symbol(tokens_[at], "-") ? 1U : 0U;
        const bool introducer = at + 1 < tokens_.size() && tokens_[at].text.starts_with('_') &&
                                tokens_[at + 1].kind == TokenKind::string;
        return std::min(after_parentheses(tokens_, at + (introducer ? 2U : 1U)), tokens_.size());
    }

    std::string default_form() {
        const std::size_t end = operand_end(at_);
        Tokens value(
            tokens_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, end)),
            tokens_.begin() + static_cast<std::ptrdiff_t>(end));
        at_ = end;
        if (value.size() == 1 && is_word(value.front(), "NULL")) {
            return {};
        }
        if (value.size() == 1 && value.front().kind == TokenKind::string && is_number(column_)) {
            return "default " + value_of(value.front());
        }
        std::string form = expression_form(value);
        return "default " + form;
    }

    std::string generated_form() {
        while (at_ < tokens_.size() && !is_symbol(tokens_[at_], "(")) {
            ++at_;
        }
        const std::size_t end = after_parentheses(tokens_, at_);
        const Tokens value(
            tokens_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, end)),
            tokens_.begin() + static_cast<std::ptrdiff_t>(end));
        at_ = std::max(end, at_ + 1);
        return "as " + expression_form(value);
    }

    const Tokens& tokens_;
    const ColumnDefinition& column_;
    std::size_t at_;
};

std::string column_form(const TableClause& clause, const ColumnDefinition& column) {
    std::string form = type_form(column);
    if (!column.collation.empty()) {
        form += " collate " + character_set_form(column.collation);
    }
    form += column.nullable ? "" : " not null";
    form += column.auto_increment ? " auto_increment" : "";
    form += column.invisible ? " invisible" : "";
    form += column.generated == Generated::stored           ? " stored"
            : column.generated == Generated::virtual_column ? " virtual"
                                                            : "";
    return form + ColumnTail(clause.tokens, column).form();
}

std::string key_form(const TableClause& clause) {
    const KeyDefinition key = key_of(clause);
    std::string form = (key.unique ? "unique " : "") + ascii_lower(key.type) + " ";
    const auto open = std::find_if(
        clause.tokens.begin(), clause.tokens.end(),
        [](const SqlToken& token) { return is_symbol(token, "("); });
    Tokens rest;
    for (auto token = open; token != clause.tokens.end(); ++token) {
        if (is_word(*token, "USING") && token + 1 != clause.tokens.end()) {
            ++token;  // said by the type
        } else if (!is_one_of(*token, {"ASC", "VISIBLE"})) {
            rest.push_back(*token);
        }
    }
    return form + expression_form(rest);
}

std::string foreign_key_form(const TableClause& clause, const std::string& database) {
    const ForeignKey key = foreign_key_of(clause, database);
    const auto list = [](const std::vector<std::string>& names) {
        std::string text;
        for (const std::string& name : names) {
            text += (text.empty() ? "" : ", ") + quoted_name(name);
        }
        return "(" + text + ")";
    };
    // NO ACTION is what InnoDB does for RESTRICT, and the other way round.
    const auto rule = [](const std::string& text) {
        return text == "NO ACTION" ? std::string("RESTRICT") : text;
    };
    return list(key.columns) + " references " + quoted_name(key.referenced) +
           list(key.referenced_columns) + " on delete " + ascii_lower(rule(key.on_delete)) +
           " on update " + ascii_lower(rule(key.on_update));
}

/// Names in any quotes and any case: partitions and their columns are compared so by servers.
std::string partition_form(const Tokens& tokens) {
    std::string form;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (is_word(tokens[i], "ALGORITHM")) {  // of KEY(); 2 is as usual
            i += 2;
            continue;
        }
        form += form.empty() ? "" : " ";
        form += tokens[i].kind == TokenKind::string ? string_literal(value_of(tokens[i]))
                                                    : ascii_lower(name_of(tokens[i]));
    }
    return form;
}

void add_options(const CreateTable& parsed, std::vector<DefinitionPart>& parts) {
    static const std::set<std::string, std::less<>> elsewhere{
        "ENGINE", "AUTO_INCREMENT", "CHARSET", "CHARACTER SET", "COLLATE", "COMMENT"};
    for (const TableOption& option : parsed.options) {
        const std::string value = expression_form(option.value);
        if (!elsewhere.contains(option.name) && !(option.name == "ENCRYPTION" && value == "'N'")) {
            parts.push_back({"option " + option.name, ascii_lower(value)});
        }
    }
}

DefinitionPart clause_part(const TableClause& clause, const TableDefinition& table) {
    const std::string name = quoted_name(clause.name);
    if (clause.kind == Kind::primary_key) {
        return {"primary key", key_form(clause)};
    }
    if (is_key(clause.kind)) {
        return {"key " + name, key_form(clause)};
    }
    if (clause.kind == Kind::foreign_key) {
        return {"foreign key " + name, foreign_key_form(clause, table.name.database)};
    }
    if (clause.kind == Kind::check) {
        return {"check " + name, expression_form(clause.tokens)};
    }
    const ColumnDefinition* const column = find_column(table, clause.name);
    return clause.kind == Kind::column && column != nullptr
               ? DefinitionPart{"column " + name, column_form(clause, *column)}
               : DefinitionPart{"clause " + name, expression_form(clause.tokens)};
}

}  // namespace

std::vector<DefinitionPart> normal_form(const TableDefinition& table) {
    std::vector<DefinitionPart> parts{
        {"engine", ascii_lower(table.engine)},
        {"collation", character_set_form(table.collation)},
        {"comment", string_literal(table.comment)}};
    const std::optional<CreateTable> parsed = parse_create_table(table.create_statement);
    std::string order;
    for (const TableClause& clause : parsed ? parsed->clauses : std::vector<TableClause>()) {
        parts.push_back(clause_part(clause, table));
        if (clause.kind == Kind::column) {
            order += (order.empty() ? "" : ", ") + quoted_name(clause.name);
        }
    }
    parts.push_back({"order of columns", order});
    if (parsed) {
        add_options(*parsed, parts);
        parts.push_back({"partitions", partition_form(parsed->partitions)});
    }
    std::sort(parts.begin(), parts.end(), [](const DefinitionPart& a, const DefinitionPart& b) {
        return a.name < b.name;
    });
    return parts;
}

}  // namespace cutover
