#include "core/names.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace cutover {
namespace {

/// Length of the valid UTF-8 sequence at `text[at]`, with its code point; 0 where there is none.
std::size_t decode_utf8(std::string_view text, std::size_t at, std::uint32_t& code_point) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80) {
        code_point = lead;
        return 1;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) {
        return 0;
    }
    code_point = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U) {
            return 0;
        }
        code_point = (code_point << 6U) | (byte(at + i) & 0x3FU);
    }
    static constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    return code_point < smallest.at(length) || surrogate || code_point > 0x10FFFF ? 0 : length;
}

bool moves_or_hides_text(std::uint32_t code_point) {
    const auto within = [code_point](std::uint32_t first, std::uint32_t last) {
        return code_point >= first && code_point <= last;
    };
    return code_point < 0x20 || within(0x7F, 0x9F) || within(0x200B, 0x200F) ||
           within(0x2028, 0x202E) || within(0x2060, 0x2069) || code_point == 0xFEFF ||
           code_point == 0x061C;
}

std::string hex_number(std::uint32_t number, std::size_t digits) {
    static constexpr std::string_view symbols = "0123456789ABCDEF";
    std::string text(digits, '0');
    for (std::size_t i = digits; i-- > 0; number >>= 4U) {
        text[i] = symbols[number & 0xFU];
    }
    return text;
}

}  // namespace

std::string quoted(std::string_view identifier) {
    std::string sql = "`";
    for (const char c : identifier) {
        sql += c;
        if (c == '`') {
            sql += c;
        }
    }
    return sql + '`';
}

std::string quoted(const TableName& name) {
    return quoted(name.database) + '.' + quoted(name.table);
}

std::string printable(std::string_view text) {
    std::string shown;
    for (std::size_t at = 0; at < text.size();) {
        std::uint32_t code_point = 0;
        const std::size_t length = decode_utf8(text, at, code_point);
        if (length == 0 || (length == 1 && moves_or_hides_text(code_point))) {
            shown += "\\x" + hex_number(static_cast<unsigned char>(text[at]), 2);
        } else if (moves_or_hides_text(code_point)) {
            shown += "\\u{" + hex_number(code_point, 4) + "}";
        } else {
            shown += text.substr(at, length);
        }
        at += length == 0 ? 1 : length;
    }
    return shown;
}

std::string display(const TableName& name) {
    return printable(name.database) + '.' + printable(name.table);
}

}  // namespace cutover
