#include "migrate/grants.hpp"

#include <algorithm>
#include <optional>

#include "migrate/grant_line.hpp"

namespace cutover {
namespace {

char folded(char c, bool fold) {
    return fold && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The server's own matching: `%` any run, `_` any one character, `\` makes the next one itself.
/// Goes back to the last `%` only, so it takes at most pattern times text steps.
bool like(std::string_view pattern, std::string_view text, bool fold) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t after_percent = std::string_view::npos;
    std::size_t resume_text = 0;
    while (t < text.size()) {
        const bool is_escaped = p + 1 < pattern.size() && pattern[p] == '\\';
        const std::size_t letter = is_escaped ? p + 1 : p;
        if (p < pattern.size() && pattern[p] == '%') {
            after_percent = ++p;
            resume_text = t;
        } else if (
            p < pattern.size() &&
            (pattern[p] == '_' || folded(pattern[letter], fold) == folded(text[t], fold))) {
            p = letter + 1;
            ++t;
        } else if (after_percent != std::string_view::npos) {
            p = after_percent;
            t = ++resume_text;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('%', p) == std::string_view::npos;
}

/// Servers try patterns in the order of their first wildcard, the latest first (get_sort()).
std::size_t specificity(std::string_view pattern) {
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] == '\\') {
            ++at;
        } else if (pattern[at] == '%' || pattern[at] == '_') {
            return at;
        }
    }
    return std::string_view::npos;
}

template<typename Set>
bool holds(const Set& privileges, std::string_view privilege) {
    return privileges.find(privilege) != privileges.end() ||
           privileges.find(std::string_view("ALL PRIVILEGES")) != privileges.end();
}

}  // namespace

Grants::Grants(const std::vector<std::string>& lines, GrantRules rules) : rules_(rules) {
    for (const std::string& line : lines) {
        read(line);
    }
}

void Grants::read(const std::string& line) {
    const std::optional<GrantLine> grant = parse_grant_line(line);
    if (!grant || grant->privileges.contains("PROXY")) {
        return;
    }
    if (grant->is_role) {
        has_roles_ = true;
    } else if (!grant->object_type.empty() && grant->object_type != "TABLE") {
        return;  // rights on one routine are never what a migration needs
    } else if (grant->is_revoke) {
        revoked_.push_back({grant->grantee, grant->database, grant->privileges});
    } else if (grant->database == "*") {
        global_.insert(grant->privileges.begin(), grant->privileges.end());
    } else if (grant->table == "*") {
        databases_.push_back({grant->grantee, grant->database, grant->privileges});
    } else {
        tables_[folded_name({grant->database, grant->table})].insert(
            grant->privileges.begin(), grant->privileges.end());
    }
}

bool Grants::matches(const DatabaseEntry& entry, std::string_view database) const {
    if (rules_.wildcards) {
        return like(entry.pattern, database, rules_.fold_case);
    }
    return std::equal(
        entry.pattern.begin(), entry.pattern.end(), database.begin(), database.end(),
        [this](char a, char b) {
            return folded(a, rules_.fold_case) == folded(b, rules_.fold_case);
        });
}

/// For each grantee the one entry that the server obeys for this database.
std::vector<const Grants::DatabaseEntry*> Grants::entries_for(std::string_view database) const {
    std::vector<const DatabaseEntry*> obeyed;
    for (const DatabaseEntry& entry : databases_) {
        if (!matches(entry, database)) {
            continue;
        }
        const auto rival = std::find_if(
            obeyed.begin(), obeyed.end(),
            [&](const DatabaseEntry* other) { return other->grantee == entry.grantee; });
        if (rival == obeyed.end()) {
            obeyed.push_back(&entry);
        } else if (specificity(entry.pattern) > specificity((*rival)->pattern)) {
            *rival = &entry;
        }
    }
    return obeyed;
}

bool Grants::revoked(std::string_view privilege, std::string_view database) const {
    return std::any_of(revoked_.begin(), revoked_.end(), [&](const DatabaseEntry& entry) {
        return entry.pattern == database && holds(entry.privileges, privilege);
    });
}

bool Grants::global(std::string_view privilege) const {
    return holds(global_, privilege);
}

bool Grants::on_database(std::string_view privilege, std::string_view database) const {
    if (global(privilege) && !revoked(privilege, database)) {
        return true;
    }
    const auto entries = entries_for(database);
    return std::any_of(entries.begin(), entries.end(), [&](const DatabaseEntry* entry) {
        return holds(entry->privileges, privilege);
    });
}

bool Grants::on_table(std::string_view privilege, const TableName& table) const {
    if (on_database(privilege, table.database)) {
        return true;
    }
    const auto entry = tables_.find(folded_name(table));
    return entry != tables_.end() && holds(entry->second, privilege);
}

TableName Grants::folded_name(const TableName& name) const {
    TableName result = name;
    for (std::string* part : {&result.database, &result.table}) {
        std::transform(part->begin(), part->end(), part->begin(), [this](char c) {
            return folded(c, rules_.fold_case);
        });
    }
    return result;
}

std::string Grants::pattern_to_extend(std::string_view database) const {
    const auto entries = entries_for(database);
    if (!entries.empty()) {
        return entries.front()->pattern;
    }
    std::string pattern;
    for (const char c : database) {
        if (rules_.wildcards && (c == '_' || c == '%' || c == '\\')) {
            pattern += '\\';
        }
        pattern += c;
    }
    return pattern;
}

}  // namespace cutover
