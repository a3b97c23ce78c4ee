#include "core/value_display.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/names.hpp"
#include "core/utf8.hpp"

namespace cutover {
namespace {

/// Above so many characters that differ, two texts look different enough.
constexpr std::size_t most_subtle = 4;

/// Numbers, dates and hexadecimal: what no server prints otherwise, and what has no blanks to hide.
bool needs_no_quotes(std::string_view text) {
    if (text.starts_with("0x")) {
        return text.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos ||
               text.find("... (") != std::string_view::npos;
    }
    const auto is_of_number = [](char c) {
        return (c >= '0' && c <= '9') ||
               std::string_view("+-.:eE").find(c) != std::string_view::npos;
    };
    const std::size_t blank = text.find(' ');
    const bool dated = blank == 10 && text.find(' ', blank + 1) == std::string_view::npos &&
                       blank + 1 < text.size();
    return !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9')) &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return is_of_number(c) || (dated && c == ' ');
           });
}

std::vector<std::uint32_t> code_points(std::string_view text) {
    std::vector<std::uint32_t> points;
    for (std::size_t at = 0; at < text.size();) {
        std::uint32_t point = static_cast<unsigned char>(text[at]);
        at += std::max<std::size_t>(decode_utf8(text, at, point), 1);
        points.push_back(point);
    }
    return points;
}

bool is_plain(std::uint32_t point) {
    return point > 0x20 && point < 0x7F;
}

std::string listed(const std::vector<std::uint32_t>& points, std::size_t begin, std::size_t end) {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) {
        text += fmt::format("{}U+{:04X}", text.empty() ? "" : " ", points[i]);
    }
    return !text.empty() ? text : begin == points.size() ? "end" : "nothing";
}

}  // namespace

std::string value_display(const std::optional<std::string>& value) {
    if (!value) {
        return "NULL";
    }
    return needs_no_quotes(*value) ? printable(*value) : '"' + printable(*value) + '"';
}

std::string parting_display(
    const std::optional<std::string>& source, const std::optional<std::string>& destination) {
    if (!source || !destination || (needs_no_quotes(*source) && needs_no_quotes(*destination))) {
        return {};
    }
    const auto here = code_points(*source);
    const auto there = code_points(*destination);
    const std::size_t shorter = std::min(here.size(), there.size());
    std::size_t front = 0;
    while (front < shorter && here[front] == there[front]) {
        ++front;
    }
    std::size_t back = 0;
    while (back < shorter - front &&
           here[here.size() - 1 - back] == there[there.size() - 1 - back]) {
        ++back;
    }
    const std::size_t here_end = here.size() - back;
    const std::size_t there_end = there.size() - back;
    const auto plain = [front](const std::vector<std::uint32_t>& points, std::size_t end) {
        return std::all_of(
            points.begin() + static_cast<std::ptrdiff_t>(front),
            points.begin() + static_cast<std::ptrdiff_t>(end), is_plain);
    };
    if (std::max(here_end, there_end) - front > most_subtle ||
        (plain(here, here_end) && plain(there, there_end))) {
        return {};
    }
    const bool excerpt = source->starts_with("... (from byte ");
    return fmt::format(
        "{}: {} | {}", excerpt ? "they part at" : fmt::format("character {}", front + 1),
        listed(here, front, here_end), listed(there, front, there_end));
}

}  // namespace cutover
