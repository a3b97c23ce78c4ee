#include "core/lost_update.hpp"

#include <algorithm>
#include <charconv>

namespace cutover {
namespace {

/// How much of `text` may be of the number that it begins with; 0: none does.
std::size_t number_length(std::string_view text) {
    constexpr std::string_view first = "-0123456789";
    if (text.empty() || first.find(text.front()) == std::string_view::npos) {
        return 0;
    }
    return std::min(text.find_first_not_of("-+.eE0123456789"), text.size());
}

/// Where one is beyond a double nobody knows: so it may be.
bool may_have_one_value(std::string_view number, std::string_view other) {
    double left = 0;
    double right = 0;
    const bool are_known =
        std::from_chars(number.data(), number.data() + number.size(), left).ec == std::errc() &&
        std::from_chars(other.data(), other.data() + other.size(), right).ec == std::errc();
    return !are_known || !(left < right || right < left);
}

/// Behind the string's closing quote; `text` begins with its opening one.
std::size_t string_length(std::string_view text) {
    std::size_t at = 1;
    while (at < text.size() && text[at] != '"') {
        at += text[at] == '\\' ? 2U : 1U;
    }
    return std::min(at + 1, text.size());
}

/// What stands in front is equal in both: a string, or a single character.
std::size_t plain_length(std::string_view text) {
    return text.front() == '"' ? string_length(text) : 1;
}

bool may_be_equal(const CellColumn& before, const CellColumn& after, std::size_t row) {
    return before.is_null[row] == 0 && after.is_null[row] == 0 &&
           are_equal_to_mysql(before.bytes_of(row), after.bytes_of(row));
}

}  // namespace

bool are_equal_to_mysql(std::string_view json, std::string_view other) {
    while (!json.empty() && !other.empty()) {
        const std::size_t number = number_length(json);
        const std::size_t other_number = number_length(other);
        if (number > 0 && other_number > 0) {
            if (!may_have_one_value(json.substr(0, number), other.substr(0, other_number))) {
                return false;
            }
            json.remove_prefix(number);
            other.remove_prefix(other_number);
            continue;
        }
        const std::size_t length = plain_length(json);
        if (json.substr(0, length) != other.substr(0, length)) {
            return false;
        }
        json.remove_prefix(length);
        other.remove_prefix(length);
    }
    return json.empty() && other.empty();
}

bool is_lost_by_update(const ChangeTarget& target, const RowImages& images, std::size_t row) {
    const std::vector<WriteColumn>& columns = target.rows.columns;
    const auto is_json = [&](const WriteColumn& column) {
        return images.after.columns()[column.block_column].form == CellForm::json;
    };
    return std::any_of(columns.begin(), columns.end(), is_json) &&
           std::all_of(columns.begin(), columns.end(), [&](const WriteColumn& column) {
               const std::size_t at = column.block_column;
               return images.is_same(at, row) ||
                      (is_json(column) &&
                       may_be_equal(images.before.columns()[at], images.after.columns()[at], row));
           });
}

}  // namespace cutover
