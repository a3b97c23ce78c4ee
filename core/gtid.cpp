#include "core/gtid.hpp"

#include <charconv>

#include <fmt/format.h>

namespace cutover {
namespace {

constexpr std::size_t uuid_length = 36;
constexpr std::size_t longest_tag = 32;

/// Whether a dash stands here in the text of a UUID.
constexpr bool is_dash_place(std::size_t at) {
    return at == 8 || at == 13 || at == 18 || at == 23;
}

// Not std::tolower and its like: they ask the locale.
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<unsigned> hex_digit(char c) {
    const char digit = lower(c);
    if (is_digit(digit)) {
        return static_cast<unsigned>(digit - '0');
    }
    if (digit >= 'a' && digit <= 'f') {
        return static_cast<unsigned>(digit - 'a') + 10U;
    }
    return std::nullopt;
}

}  // namespace

std::string to_text(const Uuid& uuid) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(uuid_length);
    for (const std::uint8_t byte : uuid.bytes) {
        if (is_dash_place(text.size())) {
            text += '-';
        }
        text += digits[byte >> 4U];
        text += digits[byte & 0xFU];
    }
    return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
    if (text.size() != uuid_length) {
        return std::nullopt;
    }
    Uuid uuid;
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_dash_place(i)) {
            if (text[i] != '-') {
                return std::nullopt;
            }
            continue;
        }
        const auto digit = hex_digit(text[i]);
        if (!digit) {
            return std::nullopt;
        }
        std::uint8_t& byte = uuid.bytes.at(digits / 2);
        byte = static_cast<std::uint8_t>(byte * 16U + *digit);
        ++digits;
    }
    return uuid;
}

std::string to_text(const Gtid& gtid) {
    const char* separator = gtid.tag.empty() ? "" : ":";
    return fmt::format("{}{}{}:{}", to_text(gtid.source), separator, gtid.tag, gtid.number);
}

std::optional<Gtid> parse_gtid(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon < uuid_length) {
        return std::nullopt;
    }
    const auto source = parse_uuid(text.substr(0, uuid_length));
    const auto number = parse_gtid_number(text.substr(colon + 1));
    if (!source || !number) {
        return std::nullopt;
    }
    Gtid gtid{*source, {}, *number};
    if (colon > uuid_length) {
        const auto tag = parse_gtid_tag(text.substr(uuid_length + 1, colon - uuid_length - 1));
        if (text[uuid_length] != ':' || !tag) {
            return std::nullopt;
        }
        gtid.tag = *tag;
    }
    return gtid;
}

std::optional<std::string> parse_gtid_tag(std::string_view text) {
    if (text.empty() || text.size() > longest_tag || is_digit(text.front())) {
        return std::nullopt;
    }
    std::string tag;
    for (const char c : text) {
        const char small = lower(c);
        if ((small < 'a' || small > 'z') && small != '_' && !is_digit(small)) {
            return std::nullopt;
        }
        tag += small;
    }
    return tag;
}

std::optional<std::uint64_t> parse_gtid_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec != std::errc() || parsed.ptr != end || text.front() == '0' ||
        number > last_gtid_number) {
        return std::nullopt;
    }
    return number;
}

}  // namespace cutover
