#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <tuple>

namespace cutover {

/// A table, view or routine by its database and its own name, as UTF-8, unquoted.
struct TableName {
    std::string database{};
    std::string table{};

    friend bool operator==(const TableName&, const TableName&) = default;

    friend std::strong_ordering operator<=>(const TableName& a, const TableName& b) {
        return std::tie(a.database, a.table) <=> std::tie(b.database, b.table);
    }
};

/// The identifier in backticks, fit for SQL of any sql_mode: a`b becomes `a``b`. This is the only
/// place that quotes names. (MySQL manual 9.2: a backtick inside is doubled.)
[[nodiscard]] std::string quoted_name(std::string_view identifier);
[[nodiscard]] std::string quoted_name(const TableName& name);

/// For people: control bytes, invalid UTF-8, bidirectional marks and blanks that look like a space
/// or like nothing as \xNN or \u{NNNN}, so that a name can neither hide nor move what a terminal
/// shows around it.
[[nodiscard]] std::string printable(std::string_view text);

/// "database.table", or "database" where there is no more to the name; printable.
[[nodiscard]] std::string display(const TableName& name);

}  // namespace cutover
