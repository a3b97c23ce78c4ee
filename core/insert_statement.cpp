#include "core/insert_statement.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace cutover {
namespace {

std::string column_list(const RowTarget& target) {
    std::string list;
    for (const WriteColumn& column : target.columns) {
        list += (list.empty() ? "" : ",") + quoted_name(column.name);
    }
    return list;
}

std::string_view insert_verb(OnConflict on_conflict) {
    switch (on_conflict) {
        case OnConflict::fail: return "INSERT";
        case OnConflict::keep_existing: return "INSERT IGNORE";
        case OnConflict::overwrite: return "REPLACE";
    }
    return "INSERT";
}

}  // namespace

/// Bytes are bound as binary, which a column with a character set takes as its own. UUID and INET
/// would take them for their internal form, and JSON refuses them, so those are told that they
/// are text, as are values in another character set than the column's.
std::string value_expression(const WriteColumn& column) {
    static constexpr std::array<std::string_view, 4> wants_text{"uuid", "inet4", "inet6", "json"};
    if (!column.from_character_set.empty()) {
        return "CONVERT(? USING " + column.from_character_set + ")";
    }
    const bool is_text =
        std::find(wants_text.begin(), wants_text.end(), column.data_type) != wants_text.end();
    return is_text ? "CONVERT(? USING utf8mb4)" : "?";
}

std::string insert_text(const RowTarget& target) {
    return fmt::format(
        "{} INTO {} ({}) VALUES ", insert_verb(target.on_conflict), quoted_name(target.table),
        column_list(target));
}

}  // namespace cutover
