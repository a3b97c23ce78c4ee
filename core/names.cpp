#include "core/names.hpp"

#include <cstddef>
#include <cstdint>

#include "core/utf8.hpp"

namespace cutover {
namespace {

bool moves_or_hides_text(std::uint32_t code_point) {
    const auto within = [code_point](std::uint32_t first, std::uint32_t last) {
        return code_point >= first && code_point <= last;
    };
    return code_point < 0x20 || within(0x7F, 0xA0) || within(0x2000, 0x200F) ||
           within(0x2028, 0x202F) || within(0x205F, 0x2069) || code_point == 0xFEFF ||
           code_point == 0x061C || code_point == 0x00AD;
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

std::string quoted_name(std::string_view identifier) {
    std::string sql = "`";
    for (const char c : identifier) {
        sql += c;
        if (c == '`') {
            sql += c;
        }
    }
    return sql + '`';
}

std::string quoted_name(const TableName& name) {
    return quoted_name(name.database) + '.' + quoted_name(name.table);
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
    return name.table.empty() ? printable(name.database)
                              : printable(name.database) + '.' + printable(name.table);
}

}  // namespace cutover
