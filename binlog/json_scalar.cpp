#include "binlog/json_scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {
namespace {

bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20U || c == '"' || c == '\\';
}

void append_escape(char c, std::string& out) {
    static constexpr std::string_view characters = "\"\\\b\f\n\r\t";
    static constexpr std::string_view letters = "\"\\bfnrt";
    const std::size_t found = characters.find(c);
    if (found != std::string_view::npos) {
        out += '\\';
        out += letters[found];
    } else {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    }
}

/// 0.d1d2d3... times ten to the power of `point`.
struct ShortestDigits {
    bool is_negative = false;
    std::string_view digits{};
    int point = 0;
};

/// Takes apart "-1.25e-07", which std::to_chars writes into `buffer`.
ShortestDigits shortest_digits(double number, std::array<char, 32>& buffer) {
    char* const begin = buffer.data();
    char* const end =
        std::to_chars(begin, begin + buffer.size(), number, std::chars_format::scientific).ptr;
    char* const exponent = std::find(begin, end, 'e');
    ShortestDigits parts{.is_negative = std::signbit(number)};
    const char* const from = exponent + (exponent[1] == '+' ? 2 : 1);
    std::from_chars(from, end, parts.point);
    parts.point += 1;
    char* const first = begin + (parts.is_negative ? 1 : 0);
    parts.digits = {first, static_cast<std::size_t>(std::remove(first, exponent, '.') - first)};
    return parts;
}

void append_with_exponent(const ShortestDigits& number, std::string& out) {
    out += number.digits.front();
    if (number.digits.size() > 1) {
        out += '.';
        out += number.digits.substr(1);
    }
    fmt::format_to(std::back_inserter(out), "e{}", number.point - 1);
}

void append_without_exponent(const ShortestDigits& number, std::string& out) {
    if (number.point <= 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-number.point), '0');
        out += number.digits;
        return;
    }
    const auto whole = static_cast<std::size_t>(number.point);
    if (number.digits.size() > whole) {
        out += number.digits.substr(0, whole);
        out += '.';
        out += number.digits.substr(whole);
    } else {
        out += number.digits;
        out.append(whole - number.digits.size(), '0');
        out += ".0";
    }
}

}  // namespace

void append_json_string(std::string_view bytes, std::string& out) {
    out += '"';
    while (!bytes.empty()) {
        const auto plain = static_cast<std::size_t>(
            std::find_if(bytes.begin(), bytes.end(), needs_escape) - bytes.begin());
        out += bytes.substr(0, plain);
        if (plain < bytes.size()) {
            append_escape(bytes[plain], out);
        }
        bytes.remove_prefix(std::min(plain + 1, bytes.size()));
    }
    out += '"';
}

/// my_gcvt() of strings/dtoa.cc: at most 15 digits before the point (or all of them, where some
/// follow it) and 14 zeros behind it, else an exponent. Its field of 34 characters is wide enough
/// for every double, so it never cuts digits.
void append_json_double(double number, std::string& out) {
    if (!std::isfinite(number)) {
        throw DamagedLog("a number inside JSON is infinite or none");
    }
    std::array<char, 32> buffer{};
    const ShortestDigits parts = shortest_digits(number, buffer);
    out += parts.is_negative ? "-" : "";
    const bool has_fraction = parts.point < static_cast<int>(parts.digits.size());
    if (parts.point < -14 || (parts.point > 15 && !has_fraction)) {
        append_with_exponent(parts, out);
    } else {
        append_without_exponent(parts, out);
    }
}

}  // namespace cutover
