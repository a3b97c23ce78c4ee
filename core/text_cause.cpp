#include "core/text_cause.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/character_text.hpp"
#include "core/letter_case.hpp"
#include "core/utf8.hpp"

namespace cutover {
namespace {

constexpr std::uint32_t largest_of_three_bytes = 0xFFFF;
constexpr std::uint32_t replacement = 0xFFFD;

using Points = std::vector<std::uint32_t>;

/// Empty where it is no UTF-8.
Points points_of(std::string_view text) {
    Points points;
    for (std::size_t at = 0; at < text.size();) {
        std::uint32_t point = 0;
        const std::size_t length = decode_utf8(text, at, point);
        if (length == 0) {
            return {};
        }
        at += length;
        points.push_back(point);
    }
    return points;
}

std::string_view without_end(std::string_view text, char filler) {
    const std::size_t last = text.find_last_not_of(filler);
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// "trailing spaces lost" where only `filler` at the end tells the two apart.
std::optional<ValueCause> at_the_end(
    std::string_view source, std::string_view destination, char filler, const char* name) {
    if (without_end(source, filler) != without_end(destination, filler)) {
        return std::nullopt;
    }
    const char* const what = destination.size() < source.size() ? "lost" : "added";
    return ValueCause{CauseKind::trailing_spaces, fmt::format("trailing {} {}", name, what)};
}

std::optional<ValueCause> folding(const Points& source, const Points& destination) {
    bool lower = true;
    bool upper = true;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (lower_case(source[i]) != lower_case(destination[i])) {
            return std::nullopt;
        }
        lower = lower && lower_case(destination[i]) == destination[i];
        upper = upper && !is_lower_case(destination[i]);
    }
    return ValueCause{
        CauseKind::case_folding, lower   ? "lower case"
                                 : upper ? "upper case"
                                         : "another case"};
}

/// The bytes of UTF-8 read as latin1, which servers take for Windows' set and others for
/// ISO 8859-1, and written as UTF-8 again.
bool is_encoded_once_more(std::string_view text, std::string_view again) {
    const bool plain = std::all_of(
        text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
    if (plain) {
        return false;
    }
    const auto as_windows = decode_text(text, "latin1");
    std::string as_iso;
    for (const char byte : text) {
        append_utf8(as_iso, static_cast<unsigned char>(byte));
    }
    return as_iso == again ||
           (as_windows && as_windows->bytes_used == text.size() && as_windows->utf8 == again);
}

std::optional<ValueCause> encoding(std::string_view source, std::string_view destination) {
    if (is_encoded_once_more(source, destination)) {
        return ValueCause{CauseKind::double_encoding, "destination"};
    }
    if (is_encoded_once_more(destination, source)) {
        return ValueCause{CauseKind::double_encoding, "source"};
    }
    return std::nullopt;
}

std::size_t utf8_length(std::uint32_t point) {
    std::string text;
    append_utf8(text, point);
    return text.size();
}

/// Each character beyond ASCII that is not there any more has one sign in its place, or one for
/// each of its bytes.
bool is_replaced(
    const Points& source, const Points& destination, std::uint32_t sign, bool by_bytes) {
    std::size_t at = 0;
    std::size_t replaced = 0;
    for (const std::uint32_t point : source) {
        const bool same = at < destination.size() && destination[at] == point;
        if (same) {
            ++at;
            continue;
        }
        const std::size_t signs = point < 0x80 ? 0 : by_bytes ? utf8_length(point) : 1;
        const bool fits = signs > 0 && at + signs <= destination.size() &&
                          std::all_of(
                              destination.begin() + static_cast<std::ptrdiff_t>(at),
                              destination.begin() + static_cast<std::ptrdiff_t>(at + signs),
                              [&](std::uint32_t one) { return one == sign; });
        if (!fits) {
            return false;
        }
        at += signs;
        ++replaced;
    }
    return at == destination.size() && replaced > 0;
}

std::optional<ValueCause> loss(const Points& source, const Points& destination) {
    for (const bool by_bytes : {false, true}) {
        if (is_replaced(source, destination, '?', by_bytes)) {
            return ValueCause{CauseKind::lost_characters, "?"};
        }
        if (is_replaced(source, destination, replacement, by_bytes)) {
            return ValueCause{CauseKind::lost_characters, "U+FFFD"};
        }
    }
    return std::nullopt;
}

/// A limit in bytes leaves up to three of them free, where the next character takes more.
std::string cut_text(std::size_t bytes, std::size_t characters, std::uint32_t next) {
    for (const std::size_t limit : {255U, 65'535U, 16'777'215U}) {
        if (bytes <= limit && bytes + utf8_length(next) > limit && characters != limit) {
            return fmt::format("{} bytes", limit);
        }
    }
    return next > largest_of_three_bytes ? "the first 4-byte character"
                                         : fmt::format("{} characters", characters);
}

bool is_beginning(std::string_view whole, std::string_view begin) {
    return !begin.empty() && begin.size() < whole.size() && whole.starts_with(begin);
}

}  // namespace

std::optional<ValueCause> bytes_cause(std::string_view source, std::string_view destination) {
    for (const auto& [filler, name] : {std::pair(' ', "spaces"), std::pair('\0', "zero bytes")}) {
        if (auto end = at_the_end(source, destination, filler, name)) {
            return end;
        }
    }
    return is_beginning(source, destination)
               ? std::optional(
                     ValueCause{CauseKind::cut, fmt::format("{} bytes", destination.size())})
               : std::nullopt;
}

std::optional<ValueCause> text_cause(std::string_view source, std::string_view destination) {
    if (auto end = at_the_end(source, destination, ' ', "spaces")) {
        return end;
    }
    const Points here = points_of(source);
    const Points there = points_of(destination);
    if (here.empty() || there.empty()) {
        return std::nullopt;  // '' alone says nothing, and what is no UTF-8 is no text
    }
    if (here.size() == there.size()) {
        if (auto folded = folding(here, there)) {
            return folded;
        }
    }
    if (auto encoded = encoding(source, destination)) {
        return encoded;
    }
    if (auto lost = loss(here, there)) {
        return lost;
    }
    return is_beginning(source, destination)
               ? std::optional(ValueCause{
                     CauseKind::cut,
                     cut_text(destination.size(), there.size(), here[there.size()])})
               : std::nullopt;
}

}  // namespace cutover
