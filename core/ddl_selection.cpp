#include "core/ddl_selection.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

/// How a clause of ALTER TABLE may begin; no second word: whatever follows.
struct Clause {
    std::string_view first;
    std::string_view second;
};

constexpr std::array harmless_clauses{
    Clause{"ADD", "INDEX"},    Clause{"ADD", "KEY"},         Clause{"ADD", "UNIQUE"},
    Clause{"ADD", "FULLTEXT"}, Clause{"ADD", "SPATIAL"},     Clause{"ADD", "CONSTRAINT"},
    Clause{"ADD", "FOREIGN"},  Clause{"ADD", "CHECK"},       Clause{"DROP", "INDEX"},
    Clause{"DROP", "KEY"},     Clause{"DROP", "FOREIGN"},    Clause{"DROP", "CONSTRAINT"},
    Clause{"DROP", "CHECK"},   Clause{"RENAME", "INDEX"},    Clause{"RENAME", "KEY"},
    Clause{"ALTER", "INDEX"},  Clause{"ENABLE", "KEYS"},     Clause{"DISABLE", "KEYS"},
    Clause{"COMMENT", ""},     Clause{"AUTO_INCREMENT", ""}, Clause{"ALGORITHM", ""},
    Clause{"LOCK", ""},
};

bool is_harmless(const std::vector<SqlToken>& tokens, std::size_t place) {
    const SqlToken none;
    const SqlToken& first = place < tokens.size() ? tokens[place] : none;
    const SqlToken& second = place + 1 < tokens.size() ? tokens[place + 1] : none;
    return std::any_of(harmless_clauses.begin(), harmless_clauses.end(), [&](const Clause& clause) {
        return is_word(first, clause.first) &&
               (clause.second.empty() || is_word(second, clause.second));
    });
}

bool alters_harmlessly(const DdlChange& change) {
    const std::vector<SqlToken> tokens =
        meaningful_tokens(change.logged.sql, dialect_of(change.logged.sql_mode));
    std::size_t depth = 0;
    bool begins = true;
    for (std::size_t place = change.objects.front().end; place < tokens.size(); ++place) {
        if (begins && !is_harmless(tokens, place)) {
            return false;
        }
        depth += is_symbol(tokens[place], "(") ? 1U : 0U;
        depth -= is_symbol(tokens[place], ")") && depth > 0 ? 1U : 0U;
        begins = depth == 0 && is_symbol(tokens[place], ",");
    }
    return !begins;
}

}  // namespace

bool takes_kind(const ObjectSelection& selection, const DdlObject& object, DdlKind kind) {
    if (object.kind != DdlObjectKind::table) {
        return true;
    }
    const std::optional<TableRule> rule = find_rule(selection, object.name);
    return !rule || rule->ddl.empty() ||
           std::find(rule->ddl.begin(), rule->ddl.end(), to_text(kind)) != rule->ddl.end();
}

bool leaves_rows_alike(const DdlChange& change) {
    switch (change.kind) {
        case DdlKind::create_index:
        case DdlKind::drop_index:
        case DdlKind::truncate_table: return true;
        case DdlKind::alter_table: return !change.objects.empty() && alters_harmlessly(change);
        default: return false;
    }
}

}  // namespace cutover
