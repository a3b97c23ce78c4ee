#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// Writes binary JSON for tests of what reads it. Each value comes with the text that it is to
/// become.
namespace cutover::json_encoder {

inline std::string little_endian(std::uint64_t number, unsigned size) {
    std::string bytes;
    for (unsigned i = 0; i < size; ++i) {
        bytes += static_cast<char>((number >> (8U * i)) & 0xFFU);
    }
    return bytes;
}

struct Value {
    unsigned type = 4;
    std::string bytes{};  ///< Without the type.
    std::string text{};

    [[nodiscard]] std::string document() const { return static_cast<char>(type) + bytes; }
};

using Members = std::vector<std::pair<std::string, Value>>;

inline Value null() {
    return {4, std::string(1, '\0'), "null"};
}

inline Value boolean(bool value) {
    return {4, std::string(1, value ? '\1' : '\2'), value ? "true" : "false"};
}

/// `type` is that of the shortest form or of a longer one.
inline Value integer(unsigned type, std::int64_t number) {
    const unsigned size = type <= 6 ? 2 : type <= 8 ? 4 : 8;
    return {type, little_endian(static_cast<std::uint64_t>(number), size), std::to_string(number)};
}

inline Value real(double number, std::string text) {
    return {11, little_endian(std::bit_cast<std::uint64_t>(number), 8), std::move(text)};
}

/// The length in front of strings: seven bits a byte.
inline std::string with_length(const std::string& bytes) {
    std::string length;
    for (std::size_t rest = bytes.size(); rest > 0 || length.empty(); rest >>= 7U) {
        length += static_cast<char>((rest & 0x7FU) | (rest > 0x7FU ? 0x80U : 0U));
    }
    return length + bytes;
}

inline Value string(const std::string& bytes, std::string text) {
    return {12, with_length(bytes), std::move(text)};
}

inline Value opaque(unsigned type, const std::string& bytes, std::string text) {
    return {15, static_cast<char>(type) + with_length(bytes), std::move(text)};
}

/// Shorter names first, then by their bytes.
inline bool is_before(const std::string& one, const std::string& other) {
    return one.size() != other.size() ? one.size() < other.size() : one < other;
}

/// Small values lie in their entry, others behind all entries.
inline bool fits_entry(const Value& value, bool is_large) {
    return value.type <= 6 ? value.type >= 4 : value.type <= 8 && is_large;
}

/// Members in any order; of an array, their names are not looked at. A small container has to stay
/// below 64 KiB.
inline Value container(bool is_object, bool is_large, Members members) {
    const unsigned size = is_large ? 4 : 2;
    std::stable_sort(
        members.begin(), members.end(), [is_object](const auto& left, const auto& right) {
            return is_object && is_before(left.first, right.first);
        });
    const std::size_t header =
        std::size_t{2} * size + members.size() * ((is_object ? size + 2U : 0U) + 1U + size);
    std::string keys;
    std::string names;
    for (const auto& [name, value] : members) {
        keys += little_endian(header + names.size(), size) + little_endian(name.size(), 2);
        names += name;
    }
    std::string entries;
    std::string behind = is_object ? names : "";
    std::string text;
    for (const auto& [name, value] : members) {
        const bool fits = fits_entry(value, is_large);
        entries += static_cast<char>(value.type);
        entries += fits ? (value.bytes + std::string(4, '\0')).substr(0, size)
                        : little_endian(header + behind.size(), size);
        behind += fits ? "" : value.bytes;
        text += (text.empty() ? "" : ", ") + (is_object ? '"' + name + "\": " : "") + value.text;
    }
    const std::string rest = (is_object ? keys : "") + entries + behind;
    return {
        (is_object ? 0U : 2U) + (is_large ? 1U : 0U),
        little_endian(members.size(), size) + little_endian(size + size + rest.size(), size) + rest,
        is_object ? '{' + text + '}' : '[' + text + ']'};
}

inline Value array(std::vector<Value> values, bool is_large = false) {
    Members members;
    for (Value& value : values) {
        members.emplace_back("", std::move(value));
    }
    return container(false, is_large, std::move(members));
}

}  // namespace cutover::json_encoder
