#include "core/name_rules.hpp"

#include <cstddef>
#include <cstdint>

#include "core/utf8.hpp"

namespace cutover {
namespace {

bool within(std::uint32_t code_point, std::uint32_t first, std::uint32_t last) {
    return code_point >= first && code_point <= last;
}

/// Latin Extended-A lays its letters out in pairs, upper case first, on even or odd numbers.
bool pairs_on_even(std::uint32_t code_point) {
    return within(code_point, 0x100, 0x12F) || within(code_point, 0x132, 0x137) ||
           within(code_point, 0x14A, 0x177);
}

bool pairs_on_odd(std::uint32_t code_point) {
    return within(code_point, 0x139, 0x148) || within(code_point, 0x179, 0x17E);
}

std::uint32_t lower(std::uint32_t code_point) {
    const bool latin = within(code_point, 0xC0, 0xDE) && code_point != 0xD7;
    const bool greek = within(code_point, 0x391, 0x3A9) && code_point != 0x3A2;
    if (within(code_point, 'A', 'Z') || latin || greek || within(code_point, 0x410, 0x42F)) {
        return code_point + 0x20;
    }
    if (within(code_point, 0x400, 0x40F)) {
        return code_point + 0x50;
    }
    const bool upper_of_pair = (pairs_on_even(code_point) && code_point % 2 == 0) ||
                               (pairs_on_odd(code_point) && code_point % 2 == 1);
    return upper_of_pair ? code_point + 1 : code_point;
}

std::uint32_t upper(std::uint32_t code_point) {
    const bool latin = within(code_point, 0xE0, 0xFE) && code_point != 0xF7;
    const bool greek = within(code_point, 0x3B1, 0x3C9) && code_point != 0x3C2;
    if (within(code_point, 'a', 'z') || latin || greek || within(code_point, 0x430, 0x44F)) {
        return code_point - 0x20;
    }
    if (within(code_point, 0x450, 0x45F)) {
        return code_point - 0x50;
    }
    const bool lower_of_pair = (pairs_on_even(code_point) && code_point % 2 == 1) ||
                               (pairs_on_odd(code_point) && code_point % 2 == 0);
    return lower_of_pair ? code_point - 1 : code_point;
}

std::string each_character(std::string_view text, std::uint32_t (*map)(std::uint32_t)) {
    std::string mapped;
    for (std::size_t at = 0; at < text.size();) {
        std::uint32_t code_point = 0;
        const std::size_t length = decode_utf8(text, at, code_point);
        if (length == 0) {
            mapped += text[at++];
            continue;
        }
        append_utf8(mapped, map(code_point));
        at += length;
    }
    return mapped;
}

}  // namespace

std::string lower_case(std::string_view name) {
    return each_character(name, lower);
}

std::string upper_case(std::string_view name) {
    return each_character(name, upper);
}

std::string why_illegal(std::string_view name) {
    if (name.empty()) {
        return "it is empty";
    }
    if (name.back() == ' ') {
        return "it ends in a space";
    }
    std::size_t characters = 0;
    for (std::size_t at = 0; at < name.size(); ++characters) {
        std::uint32_t code_point = 0;
        const std::size_t length = decode_utf8(name, at, code_point);
        if (length == 0) {
            return "it is not valid UTF-8";
        }
        if (code_point == 0 || code_point > 0xFFFF) {
            return "it has a character that servers do not allow in names (NUL or 4-byte)";
        }
        at += length;
    }
    return characters > 64 ? "it is longer than 64 characters" : "";
}

unsigned lower_case_table_names(const ServerFacts& server) {
    const std::string value = server.variable("lower_case_table_names");
    return value == "1" ? 1 : value == "2" ? 2 : 0;
}

std::string cased(NameCase rule, const ServerFacts& destination, std::string_view name) {
    if (lower_case_table_names(destination) == 1 || rule == NameCase::lower) {
        return lower_case(name);
    }
    return rule == NameCase::upper ? upper_case(name) : std::string(name);
}

}  // namespace cutover
