#include "core/reference_rewrite.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace cutover {
namespace {

/// After these a table stands, unless the word before says otherwise.
constexpr std::array<std::string_view, 8> before_table{
    "FROM", "JOIN", "STRAIGHT_JOIN", "INTO", "UPDATE", "TABLE", "REFERENCES", "TABLES"};

/// These end the list of tables after FROM.
constexpr std::array<std::string_view, 12> after_tables{"WHERE", "GROUP", "HAVING", "ORDER",
                                                        "LIMIT", "SET",   "VALUES", "SELECT",
                                                        "UNION", "DO",    "THEN",   "PROCEDURE"};

/// A name after a table that is no alias of it.
constexpr std::array<std::string_view, 32> no_alias{
    "WHERE",     "GROUP",  "HAVING",  "ORDER",         "LIMIT", "SET",  "VALUES",
    "SELECT",    "UNION",  "ON",      "USING",         "JOIN",  "LEFT", "RIGHT",
    "INNER",     "CROSS",  "NATURAL", "STRAIGHT_JOIN", "FOR",   "USE",  "FORCE",
    "IGNORE",    "INTO",   "LOCK",    "WITH",          "DO",    "THEN", "END",
    "PARTITION", "WINDOW", "EXCEPT",  "INTERSECT"};

template<std::size_t N>
bool is_one_of(const SqlToken& token, const std::array<std::string_view, N>& words) {
    return std::any_of(
        words.begin(), words.end(), [&](std::string_view word) { return is_word(token, word); });
}

/// name, name.name or name.name.name; a star may be the last.
struct Chain {
    std::size_t first = 0;
    std::vector<std::string> names{};
    std::size_t end = 0;  ///< Place after it.
};

class References {
  public:
    References(TokenEdit& edit, const ReferenceContext& context, const NameMapping& names)
        : edit_(edit), context_(context), names_(names) {}

    /// Twice: aliases are used before the FROM that says what they are.
    void run(std::size_t first) {
        walk(first, [this](const Chain& chain, bool expected) { learn_alias(chain, expected); });
        walk(first, [this](const Chain& chain, bool expected) { rename(chain, expected); });
    }

    /// What stands where a table must, by its source name.
    std::vector<TableName> tables(std::size_t first) {
        std::vector<TableName> found;
        walk(first, [&](const Chain& chain, bool expected) {
            if (expected && chain.names.size() < 3) {
                found.push_back(table_of(chain));
            }
        });
        return found;
    }

  private:
    struct Level {
        bool in_tables = false;
        bool has_statement = false;
    };

    template<typename Visit>
    void walk(std::size_t first, const Visit& visit) {
        levels_.assign(1, {.in_tables = false, .has_statement = true});
        bool expected = false;
        for (std::size_t at = first; at < edit_.size();) {
            if (is_name(edit_.at(at)) && !is_table_word(at) &&
                !is_one_of(edit_.at(at), after_tables)) {
                const Chain chain = chain_at(at);
                visit(chain, expected);
                at = chain.end;
                expected = false;
            } else {
                expected = step(at++, expected);
            }
        }
    }

    [[nodiscard]] bool is_table_word(std::size_t at) const {
        return is_one_of(edit_.at(at), before_table);
    }

    /// A keyword or symbol; returns whether a table is expected next.
    bool step(std::size_t at, bool expected) {
        Level& level = levels_.back();
        if (edit_.symbol(at, "(")) {
            levels_.push_back({.in_tables = expected, .has_statement = expected});
            return expected;
        }
        if (edit_.symbol(at, ")")) {
            if (levels_.size() > 1) {
                levels_.pop_back();
            }
            return false;
        }
        if (edit_.symbol(at, ",")) {
            return level.in_tables;
        }
        if (is_table_word(at)) {
            return table_word(at);
        }
        const bool ends = is_one_of(edit_.at(at), after_tables) || edit_.symbol(at, ";");
        level.in_tables = level.in_tables && !ends;
        level.has_statement = level.has_statement || edit_.word(at, "SELECT");
        return false;
    }

    bool table_word(std::size_t at) {
        Level& level = levels_.back();
        const SqlToken& before = edit_.at(at == 0 ? edit_.size() : at - 1);
        if (edit_.word(at, "FROM")) {  // but not of TRIM(x FROM y)
            level.in_tables = level.has_statement;
            return level.has_statement;
        }
        if (edit_.word(at, "UPDATE")) {  // but not ON UPDATE, ON DUPLICATE KEY UPDATE, FOR UPDATE
            const bool clause =
                is_word(before, "ON") || is_word(before, "KEY") || is_word(before, "FOR");
            level.in_tables = !clause;
            return !clause;
        }
        if (edit_.word(at, "INTO")) {  // but not SELECT ... INTO variable
            return is_word(before, "INSERT") || is_word(before, "REPLACE") ||
                   is_word(before, "IGNORE") || is_word(before, "DELAYED");
        }
        level.in_tables = true;
        return true;
    }

    [[nodiscard]] Chain chain_at(std::size_t at) const {
        Chain chain{.first = at, .names = {name_of(edit_.at(at))}, .end = at + 1};
        while (chain.names.size() < 3 && edit_.symbol(chain.end, ".") &&
               (is_name(edit_.at(chain.end + 1)) || edit_.symbol(chain.end + 1, "*"))) {
            chain.names.push_back(name_of(edit_.at(chain.end + 1)));
            chain.end += 2;
        }
        return chain;
    }

    [[nodiscard]] TableName table_of(const Chain& chain) const {
        return chain.names.size() == 1 ? TableName{context_.database, chain.names[0]}
                                       : TableName{chain.names[0], chain.names[1]};
    }

    void learn_alias(const Chain& chain, bool expected) {
        if (!expected || chain.names.size() > 2) {
            return;
        }
        const std::size_t at = edit_.word(chain.end, "AS") ? chain.end + 1 : chain.end;
        const SqlToken& token = edit_.at(at);
        const bool aliased = is_name(token) && !is_one_of(token, no_alias);
        const std::string alias = aliased ? name_of(token) : chain.names.back();
        const auto [entry, is_new] = aliases_.emplace(alias, table_of(chain));
        if (!is_new && entry->second != table_of(chain)) {
            entry->second = {};  // two tables by one name: nobody's columns are renamed
        }
    }

    void rename(const Chain& chain, bool expected) {
        if (chain.names.size() == 3) {
            rename_table(chain);
            rename_column(chain.first + 4, table_of(chain), chain.names[2]);
        } else if (chain.names.size() == 2) {
            rename_pair(chain, expected);
        } else if (expected && names_.tables.contains(table_of(chain))) {
            const TableName there = names_.table(table_of(chain));
            if (there.table != chain.names[0]) {
                edit_.replace(chain.first, quoted_name(there.table));
            }
        }
    }

    void rename_pair(const Chain& chain, bool expected) {
        const std::string& qualifier = chain.names[0];
        if (expected ||
            (!aliases_.contains(qualifier) && names_.tables.contains(table_of(chain)))) {
            rename_table(chain);
            return;
        }
        const bool routine = edit_.symbol(chain.end, "(") ||
                             (chain.first > 0 && edit_.word(chain.first - 1, "CALL"));
        const auto alias = aliases_.find(qualifier);
        if (routine) {
            replace_name(chain.first, qualifier, names_.database(qualifier));
        } else if (context_.row_table && is_row_name(edit_.at(chain.first))) {
            rename_column(chain.first + 2, *context_.row_table, chain.names[1]);
        } else if (alias != aliases_.end()) {
            if (alias->second.table == qualifier) {  // its own name
                replace_name(chain.first, qualifier, names_.table(alias->second).table);
            }
            rename_column(chain.first + 2, alias->second, chain.names[1]);
        }
    }

    static bool is_row_name(const SqlToken& token) {
        const std::string name = ascii_upper(name_of(token));
        return name == "NEW" || name == "OLD";
    }

    void rename_table(const Chain& chain) {
        const TableName here = table_of(chain);
        const TableName there = names_.table(here);
        replace_name(chain.first, here.database, there.database);
        replace_name(chain.first + 2, here.table, there.table);
    }

    void rename_column(std::size_t place, const TableName& table, const std::string& column) {
        replace_name(place, column, names_.column(table, column));
    }

    void replace_name(std::size_t place, const std::string& old, const std::string& fresh) {
        if (old != fresh) {
            edit_.replace(place, quoted_name(fresh));
        }
    }

    TokenEdit& edit_;
    const ReferenceContext& context_;
    const NameMapping& names_;
    std::vector<Level> levels_{};
    std::map<std::string, TableName> aliases_{};
};

}  // namespace

void rename_references(
    TokenEdit& edit, std::size_t first, const ReferenceContext& context, const NameMapping& names) {
    References(edit, context, names).run(first);
}

std::vector<TableName> referenced_tables(
    std::string_view sql, const SqlDialect& dialect, const std::string& database) {
    TokenEdit edit(sql, dialect);
    const ReferenceContext context{.database = database};
    const NameMapping no_names;
    return References(edit, context, no_names).tables(0);
}

}  // namespace cutover
