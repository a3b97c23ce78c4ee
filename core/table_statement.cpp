#include "core/table_statement.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "core/create_table.hpp"
#include "core/definition_rewrite.hpp"

namespace cutover {
namespace {

using Kind = TableClause::Kind;

bool has_text(const ColumnDefinition& column) {
    static const std::set<std::string_view> types{"char",       "varchar",  "tinytext", "text",
                                                  "mediumtext", "longtext", "enum",     "set"};
    return types.contains(column.data_type) && !column.collation.empty();
}

class Statement {
  public:
    Statement(const TableDefinition& table, const TablePlan& plan, const TableContext& context)
        : table_(table), plan_(plan), context_(context) {
        for (const ColumnPlan& column : plan.columns) {
            columns_.emplace(column.source.name, column.destination);
        }
    }

    TableStatements make() {
        const std::optional<CreateTable> parsed = parse_create_table(table_.create_statement);
        if (!parsed) {
            return {};
        }
        for (const TableClause& clause : parsed->clauses) {
            add(clause);
        }
        std::string create = "CREATE TABLE " + quoted_name(plan_.destination) + " (\n  ";
        create += joined(entries_, ",\n  ") + "\n)" + options(*parsed);
        if (!parsed->partitions.empty()) {
            create += "\n" + renamed(parsed->partitions, 0, true);
        }
        std::string add_keys;
        if (!put_off_.empty()) {
            add_keys = "ALTER TABLE " + quoted_name(plan_.destination) + "\n  ADD " +
                       joined(put_off_, ",\n  ADD ");
        }
        return {create, add_keys, std::move(put_off_names_)};
    }

  private:
    static std::string joined(const std::vector<std::string>& parts, std::string_view between) {
        std::string text;
        for (const std::string& part : parts) {
            text += text.empty() ? "" : between;
            text += part;
        }
        return text;
    }

    void add(const TableClause& clause) {
        if (clause.kind == Kind::column) {
            if (columns_.contains(clause.name)) {
                entries_.push_back(column(clause));
            }
        } else if (is_key(clause.kind)) {
            if (is_selected(clause.tokens)) {
                add_key(clause);
            }
        } else if (clause.kind == Kind::foreign_key) {
            add_foreign_key(clause);
        } else if (is_selected(clause.tokens)) {
            entries_.push_back(renamed(clause.tokens, 0, false));
        }
    }

    void add_key(const TableClause& clause) {
        if (!may_wait(clause)) {
            entries_.push_back(key(clause));
            return;
        }
        put_off_.push_back(key(clause));
        put_off_names_.push_back(clause.name);
    }

    /// False where a quoted name in parentheses is a column that was left out.
    [[nodiscard]] bool is_selected(const std::vector<SqlToken>& tokens) const {
        std::size_t depth = 0;
        for (const SqlToken& token : tokens) {
            depth += is_symbol(token, "(") ? 1U : 0U;
            depth -= is_symbol(token, ")") && depth > 0 ? 1U : 0U;
            if (depth > 0 && token.kind == TokenKind::quoted_name &&
                find_column(table_, name_of(token)) != nullptr &&
                !columns_.contains(name_of(token))) {
                return false;
            }
        }
        return true;
    }

    /// Tokens from `first` on with columns renamed; a name before or after a dot, or before a
    /// parenthesis, is something else's. Partitions name columns without quotes in MySQL 5.6.
    [[nodiscard]] std::string renamed(
        const std::vector<SqlToken>& tokens, std::size_t first, bool also_words) const {
        std::vector<SqlToken> fresh(
            tokens.begin() + static_cast<std::ptrdiff_t>(first), tokens.end());
        std::vector<std::string> texts;
        texts.reserve(fresh.size());  // views into it are taken
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            if (i + 2 < fresh.size() && is_name(fresh[i]) && is_symbol(fresh[i + 1], ".")) {
                const TableName there =
                    context_.names.table({name_of(fresh[i]), name_of(fresh[i + 2])});
                texts.push_back(quoted_name(there));
                fresh[i] = {TokenKind::word, texts.back()};
                fresh.erase(
                    fresh.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                    fresh.begin() + static_cast<std::ptrdiff_t>(i) + 3);
                continue;
            }
            const bool is_candidate = fresh[i].kind == TokenKind::quoted_name ||
                                      (also_words && fresh[i].kind == TokenKind::word);
            const auto column = is_candidate ? columns_.find(name_of(fresh[i])) : columns_.end();
            if (column != columns_.end() && column->first != column->second) {
                texts.push_back(quoted_name(column->second));
                fresh[i] = {TokenKind::quoted_name, texts.back()};
            }
        }
        return to_sql(fresh);
    }

    /// name type[(...)] [CHARACTER SET x COLLATE y] the rest
    [[nodiscard]] std::string column(const TableClause& clause) const {
        const std::vector<SqlToken>& tokens = clause.tokens;
        const ColumnDefinition* definition = find_column(table_, clause.name);
        std::size_t at = std::min<std::size_t>(2, tokens.size());
        if (at < tokens.size() && is_symbol(tokens[at], "(")) {
            while (at < tokens.size() && !is_symbol(tokens[at], ")")) {
                ++at;
            }
            at = std::min(at + 1, tokens.size());
        }
        const auto type_end = tokens.begin() + static_cast<std::ptrdiff_t>(at);
        const std::vector<SqlToken> type(tokens.begin() + (tokens.empty() ? 0 : 1), type_end);
        std::string sql = quoted_name(columns_.find(clause.name)->second) + " " + to_sql(type);
        if (definition != nullptr && has_text(*definition)) {
            sql += character_set(definition->character_set, definition->collation);
        }
        const std::string rest = renamed(without_character_set(tokens), at, false);
        return rest.empty() ? sql : sql + " " + rest;
    }

    [[nodiscard]] std::string character_set(
        const std::string& name, const std::string& collation) const {
        return " CHARACTER SET " + server_spelling(name, context_.destination) + " COLLATE " +
               server_spelling(collation, context_.destination);
    }

    /// Without the CHARACTER SET x and COLLATE y of the column; those within an expression stay.
    static std::vector<SqlToken> without_character_set(const std::vector<SqlToken>& tokens) {
        std::vector<SqlToken> rest;
        std::size_t depth = 0;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            depth += is_symbol(tokens[i], "(") ? 1U : 0U;
            depth -= is_symbol(tokens[i], ")") && depth > 0 ? 1U : 0U;
            if (depth == 0 && is_word(tokens[i], "CHARACTER")) {
                i += 2;
            } else if (
                depth == 0 && (is_word(tokens[i], "COLLATE") || is_word(tokens[i], "CHARSET"))) {
                ++i;
            } else {
                rest.push_back(tokens[i]);
            }
        }
        return rest;
    }

    /// Its own name may equal a column's, so it is not renamed.
    [[nodiscard]] std::string key(const TableClause& clause) const {
        const auto open = std::find_if(
            clause.tokens.begin(), clause.tokens.end(),
            [](const SqlToken& token) { return is_symbol(token, "("); });
        const auto place = static_cast<std::size_t>(open - clause.tokens.begin());
        return to_sql({clause.tokens.begin(), open}) + " " + renamed(clause.tokens, place, false);
    }

    [[nodiscard]] bool may_wait(const TableClause& clause) const {
        if (!context_.put_off_keys || clause.kind == Kind::primary_key ||
            clause.kind == Kind::unique_key) {
            return false;
        }
        const KeyDefinition key = key_of(clause);
        const ColumnDefinition* first = find_column(table_, key.parts.front().column);
        const auto leads_with = [&](const std::vector<std::string>& columns) {
            return columns.size() <= key.parts.size() &&
                   std::equal(
                       columns.begin(), columns.end(), key.parts.begin(),
                       [](const std::string& column, const KeyPart& part) {
                           return column == part.column;
                       });
        };
        const bool needed =
            std::any_of(context_.referenced.begin(), context_.referenced.end(), leads_with) ||
            std::any_of(
                table_.foreign_keys.begin(), table_.foreign_keys.end(),
                [&](const ForeignKey& foreign) { return leads_with(foreign.columns); });
        return !needed && (first == nullptr || !first->auto_increment);
    }

    void add_foreign_key(const TableClause& clause) {
        const ForeignKey key = foreign_key_of(clause, table_.name.database);
        std::vector<std::string> columns;
        for (const std::string& column : key.columns) {
            const auto selected = columns_.find(column);
            if (selected == columns_.end()) {
                return;
            }
            columns.push_back(quoted_name(selected->second));
        }
        std::vector<std::string> referenced;
        for (const std::string& column : key.referenced_columns) {
            referenced.push_back(quoted_name(
                key.referenced == table_.name && columns_.contains(column)
                    ? columns_.find(column)->second
                    : context_.names.column(key.referenced, column)));
        }
        std::string sql = key.name.empty() ? "" : "CONSTRAINT " + quoted_name(key.name) + " ";
        sql += "FOREIGN KEY (" + joined(columns, ", ") + ") REFERENCES " +
               quoted_name(context_.names.table(key.referenced)) + " (" + joined(referenced, ", ") +
               ")";
        sql += key.on_delete == "RESTRICT" ? "" : " ON DELETE " + key.on_delete;
        sql += key.on_update == "RESTRICT" ? "" : " ON UPDATE " + key.on_update;
        entries_.push_back(sql);
    }

    [[nodiscard]] std::string options(const CreateTable& parsed) const {
        static const std::set<std::string, std::less<>> elsewhere{
            "CHARSET", "CHARACTER SET", "COLLATE", ""};
        std::string sql;
        for (const TableOption& option : parsed.options) {
            const bool as_usual = option.name == "ENCRYPTION" && to_sql(option.value) == "'N'";
            if (!elsewhere.contains(option.name) && !as_usual) {
                sql += " " + option.name + (option.value.empty() ? "" : "=" + to_sql(option.value));
            }
        }
        if (!table_.collation.empty()) {
            const std::string collation = server_spelling(table_.collation, context_.destination);
            const std::string set = collation.substr(0, collation.find('_'));
            sql += " DEFAULT CHARSET=" + set + " COLLATE=" + collation;
        }
        return sql;
    }

    const TableDefinition& table_;
    const TablePlan& plan_;
    const TableContext& context_;
    std::map<std::string, std::string> columns_{};  ///< Selected ones and what they become.
    std::vector<std::string> entries_{};
    std::vector<std::string> put_off_{};
    std::vector<std::string> put_off_names_{};
};

}  // namespace

TableStatements table_statements(
    const TableDefinition& table, const TablePlan& plan, const TableContext& context) {
    return Statement(table, plan, context).make();
}

}  // namespace cutover
