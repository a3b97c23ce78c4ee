#include "core/terminal_columns.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/utf8.hpp"

namespace cutover {
namespace {

struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

/// Unicode's wide and full-width blocks, as terminals draw them; whole blocks, for a column too
/// many only breaks a line early.
constexpr std::array<Range, 10> wide{
    {{0x1100, 0x115F},
     {0x2E80, 0x303E},
     {0x3041, 0xA4CF},
     {0xA960, 0xA97C},
     {0xAC00, 0xD7A3},
     {0xF900, 0xFAFF},
     {0xFE30, 0xFE6F},
     {0xFF00, 0xFF60},
     {0x1F300, 0x1FAFF},
     {0x20000, 0x3FFFD}}};

constexpr std::array<Range, 5> combining{
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

template<std::size_t size>
bool within(const std::array<Range, size>& ranges, std::uint32_t code_point) {
    return std::any_of(ranges.begin(), ranges.end(), [code_point](const Range& range) {
        return code_point >= range.first && code_point <= range.last;
    });
}

struct Glyph {
    std::size_t bytes = 1;
    std::size_t columns = 1;
};

Glyph glyph_at(std::string_view text, std::size_t at) {
    std::uint32_t code_point = 0;
    const std::size_t bytes = decode_utf8(text, at, code_point);
    if (bytes < 2) {
        return {};
    }
    return {bytes, within(wide, code_point) ? 2U : within(combining, code_point) ? 0U : 1U};
}

/// Bytes at the front that fill at most `width` columns, but at least one character.
std::size_t bytes_within(std::string_view text, std::size_t width) {
    std::size_t at = 0;
    for (std::size_t columns = 0; at < text.size();) {
        const Glyph glyph = glyph_at(text, at);
        columns += glyph.columns;
        if (columns > width && at > 0) {
            break;
        }
        at += glyph.bytes;
    }
    return at;
}

/// Where the first line ends: behind its last blank, where it has one before its end.
std::size_t line_end(std::string_view text, std::size_t width) {
    const std::size_t fits = bytes_within(text, width);
    if (fits == text.size()) {
        return fits;
    }
    if (text[fits] == ' ') {
        return fits + 1;
    }
    const std::size_t blank = text.rfind(' ', fits);
    return blank == std::string_view::npos || blank == 0 ? fits : blank + 1;
}

std::string_view without_blanks_behind(std::string_view text) {
    const std::size_t last = text.find_last_not_of(' ');
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Glyph glyph = glyph_at(text, at);
        columns += glyph.columns;
        at += glyph.bytes;
    }
    return columns;
}

std::vector<std::string> wrapped_lines(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    do {
        const std::size_t end = line_end(text, width);
        lines.emplace_back(without_blanks_behind(text.substr(0, end)));
        text.remove_prefix(end);
        text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ')));
    } while (!text.empty());
    return lines;
}

std::vector<std::string> exact_lines(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    do {
        // A blank at the end stays on its line, so that one column is kept free for it.
        const std::size_t end = std::min(line_end(text, width - 1), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    } while (!text.empty());
    return lines;
}

}  // namespace cutover
