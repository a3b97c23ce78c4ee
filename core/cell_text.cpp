#include "core/cell_text.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "core/character_text.hpp"
#include "core/hex.hpp"

namespace cutover {
namespace {

constexpr std::size_t most_shown_bytes = 256;
constexpr std::size_t most_read_bytes = 4 * most_shown_bytes;  ///< UTF-32 has four to an "a".

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

/// The set in which the bytes are that a ReadLane hands out.
std::string_view set_of(const ReadColumn& column) {
    return column.form != CellForm::text || column.as_utf8mb4 ? std::string_view()
                                                              : column.character_set;
}

/// Of BINARY and BLOB: bytes that mean something else may look like text full of control codes.
bool reads_as_text(const std::optional<DecodedText>& text) {
    return text && std::none_of(text->utf8.begin(), text->utf8.end(), [](char c) {
               return (c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
           });
}

/// Text where it is text to its end, or to where it is cut anyway.
std::string shown(std::string_view bytes, const std::optional<DecodedText>& text) {
    const bool whole =
        text && (text->bytes_used == bytes.size() || text->utf8.size() >= most_shown_bytes);
    const std::string kept = whole ? std::string(whole_characters(text->utf8, most_shown_bytes))
                                   : "0x" + to_hex(bytes.substr(0, most_shown_bytes / 2));
    const bool complete = whole
                              ? text->bytes_used == bytes.size() && text->utf8.size() == kept.size()
                              : bytes.size() <= most_shown_bytes / 2;
    return complete ? kept : kept + fmt::format("... ({} bytes)", bytes.size());
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

std::size_t shown_from(const ReadColumn& column, std::string_view one, std::string_view other) {
    static constexpr std::size_t bytes_before = 40;
    if (std::max(one.size(), other.size()) <= most_shown_bytes / 2) {
        return 0;
    }
    const auto same = static_cast<std::size_t>(
        std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first - one.begin());
    if (same < 2 * bytes_before) {
        return 0;
    }
    // Characters of the Asian sets can only be told apart from the front, so it is read from there.
    const auto text = column.form == CellForm::text
                          ? decode_text(one.substr(0, same - bytes_before), set_of(column))
                          : std::nullopt;
    return text ? text->bytes_used : same - bytes_before;
}

std::string shown_bytes(std::string_view bytes, bool as_hex) {
    return shown(bytes, as_hex ? std::nullopt : decode_text(bytes.substr(0, most_read_bytes), {}));
}

std::optional<std::string> cell_text(
    const ReadColumn& column, const CellColumn& cells, std::size_t row, std::size_t from) {
    if (cells.is_null.at(row) != 0) {
        return std::nullopt;
    }
    if (is_number(column.form)) {
        return number_text(column, cells.numbers.at(row));
    }
    const std::string_view all = cells.bytes_of(row);
    from = std::min(from, all.size());
    const std::string_view bytes = all.substr(from);
    auto text = column.form == CellForm::geometry
                    ? std::nullopt
                    : decode_text(bytes.substr(0, most_read_bytes), set_of(column));
    if (column.form == CellForm::bytes && !reads_as_text(text)) {
        text = std::nullopt;
    }
    const std::string value = shown(bytes, text);
    return from == 0 ? value : fmt::format("... (from byte {}) {}", from, value);
}

}  // namespace cutover
