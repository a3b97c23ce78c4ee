#include "mysql/shown_rows.hpp"

#include <algorithm>
#include <charconv>

namespace cutover {

std::optional<std::string> shown(
    const TextRows& rows, std::size_t row, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        const auto found = std::find(rows.names.begin(), rows.names.end(), name);
        if (found != rows.names.end()) {
            return rows.rows.at(row).at(static_cast<std::size_t>(found - rows.names.begin()));
        }
    }
    return std::nullopt;
}

std::uint64_t shown_number(
    const TextRows& rows, std::size_t row, std::initializer_list<std::string_view> names) {
    const std::string text = shown(rows, row, names).value_or("");
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace cutover
