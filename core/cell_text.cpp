#include "core/cell_text.hpp"

#include <bit>

#include <fmt/format.h>

#include "core/hex.hpp"
#include "core/utf8.hpp"

namespace cutover {
namespace {

constexpr std::size_t most_shown_bytes = 256;

std::string fraction(std::uint64_t microseconds, unsigned digits) {
    return digits == 0 ? std::string() : "." + fmt::format("{:06}", microseconds).substr(0, digits);
}

std::string date_text(const ReadColumn& column, std::uint64_t number) {
    const DateTimeFields at = unpack_datetime(number);
    const std::string day = fmt::format("{:04}-{:02}-{:02}", at.year, at.month, at.day);
    return column.is_date_only
               ? day
               : day + fmt::format(" {:02}:{:02}:{:02}", at.hour, at.minute, at.second) +
                     fraction(at.microsecond, column.fraction_digits);
}

std::string time_text(const ReadColumn& column, std::uint64_t number) {
    constexpr std::uint64_t micro = 1'000'000;
    const bool negative = std::bit_cast<std::int64_t>(number) < 0;
    const std::uint64_t whole = negative ? 0 - number : number;
    const std::uint64_t seconds = whole / micro;
    return fmt::format(
               "{}{:02}:{:02}:{:02}", negative ? "-" : "", seconds / 3600, seconds / 60 % 60,
               seconds % 60) +
           fraction(whole % micro, column.fraction_digits);
}

std::string set_text(const ReadColumn& column, std::uint64_t bits) {
    std::string text;
    for (std::size_t i = 0; i < column.members.size() && i < 64; ++i) {
        if ((bits >> i & 1U) != 0) {
            text += (text.empty() ? "" : ",") + column.members[i];
        }
    }
    const bool known = column.members.size() >= 64 || bits >> column.members.size() == 0;
    return known ? text : std::to_string(bits);
}

std::string member_text(const ReadColumn& column, std::uint64_t number) {
    if (number == 0) {
        return {};
    }
    return number <= column.members.size() ? column.members[number - 1] : std::to_string(number);
}

/// The longest prefix of at most `limit` bytes that cuts no character in two.
std::string_view whole_characters(std::string_view text, std::size_t limit) {
    std::size_t end = std::min(limit, text.size());
    while (end > 0 && end < text.size() &&
           (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end);
}

}  // namespace

std::string number_text(const ReadColumn& column, std::uint64_t number) {
    switch (column.form) {
        case CellForm::integer: return std::to_string(std::bit_cast<std::int64_t>(number));
        case CellForm::real32:
            return fmt::format("{}", std::bit_cast<float>(static_cast<std::uint32_t>(number)));
        case CellForm::real64: return fmt::format("{}", std::bit_cast<double>(number));
        case CellForm::enumeration: return member_text(column, number);
        case CellForm::set: return set_text(column, number);
        case CellForm::date: return date_text(column, number);
        case CellForm::time: return time_text(column, number);
        default: return std::to_string(number);
    }
}

std::string shown_bytes(std::string_view bytes, bool as_hex) {
    const bool hex = as_hex || !is_utf8(bytes);
    const std::string_view kept =
        hex ? bytes.substr(0, most_shown_bytes / 2) : whole_characters(bytes, most_shown_bytes);
    std::string text = hex ? "0x" + to_hex(kept) : std::string(kept);
    return kept.size() == bytes.size() ? text : text + fmt::format("... ({} bytes)", bytes.size());
}

std::optional<std::string> cell_text(
    const ReadColumn& column, const CellColumn& cells, std::size_t row) {
    if (cells.is_null.at(row) != 0) {
        return std::nullopt;
    }
    if (is_number(column.form)) {
        return shown_bytes(number_text(column, cells.numbers.at(row)), false);
    }
    return shown_bytes(cells.bytes_of(row), column.form == CellForm::geometry);
}

}  // namespace cutover
