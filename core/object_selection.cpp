#include "core/object_selection.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/utf8.hpp"

namespace cutover {
namespace {

bool is_glob(std::string_view pattern) {
    return pattern.find_first_of("*?") != std::string_view::npos;
}

/// Bytes that one '?' takes: a whole UTF-8 character, or one stray byte.
std::size_t character_length(std::string_view text, std::size_t at) {
    std::uint32_t code_point = 0;
    return std::max<std::size_t>(1, decode_utf8(text, at, code_point));
}

bool is_excluded(const ObjectSelection& selection, const TableName& name) {
    const std::string whole_name = name.database + "." + name.table;
    return std::any_of(
        selection.exclude.begin(), selection.exclude.end(),
        [&](const std::string& pattern) { return glob_matches(pattern, whole_name); });
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) {
    constexpr std::size_t none = std::string_view::npos;
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = none;  // the last '*', and how far it has reached: linear, no recursion
    std::size_t reached = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            reached = t;
        } else if (p < pattern.size() && pattern[p] == '?') {
            ++p;
            t += character_length(text, t);
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != none) {
            p = star + 1;
            reached += character_length(text, reached);
            t = reached;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == none;
}

const DatabaseRule* find_rule(const ObjectSelection& selection, std::string_view database) {
    const auto exact = selection.databases.find(std::string(database));
    if (exact != selection.databases.end()) {
        return &exact->second;
    }
    if (is_system_database(database)) {
        return nullptr;
    }
    const DatabaseRule* best = nullptr;
    std::size_t longest = 0;
    for (const auto& [pattern, rule] : selection.databases) {
        const bool better = best == nullptr || pattern.size() > longest;
        if (is_glob(pattern) && better && glob_matches(pattern, database)) {
            best = &rule;
            longest = pattern.size();
        }
    }
    return best;
}

std::optional<TableRule> find_rule(const ObjectSelection& selection, const TableName& table) {
    const DatabaseRule* const rule = find_rule(selection, table.database);
    if (rule == nullptr || is_excluded(selection, table) ||
        tool_table(selection.online_ddl, table.table)) {
        return std::nullopt;
    }
    if (rule->tables.empty()) {
        return TableRule{};
    }
    const auto named = rule->tables.find(table.table);
    return named == rule->tables.end() ? std::nullopt : std::optional(named->second);
}

bool takes_code(const ObjectSelection& selection, std::string_view database) {
    const DatabaseRule* const rule = find_rule(selection, database);
    return rule != nullptr && rule->tables.empty();
}

bool takes_code(const ObjectSelection& selection, const TableName& object) {
    return takes_code(selection, object.database) && !is_excluded(selection, object);
}

bool is_system_database(std::string_view database) {
    static constexpr std::array<std::string_view, 5> names{
        "mysql", "sys", "information_schema", "performance_schema", "cutover"};
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
        return database.size() == name.size() &&
               std::equal(name.begin(), name.end(), database.begin(), [](char a, char b) {
                   return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
               });
    });
}

}  // namespace cutover
