#include "app/quantities.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cutover {
namespace {

struct Number {
    std::uint64_t value = 0;
    std::string_view unit{};
};

/// Digits and what follows them.
std::optional<Number> split(std::string_view text) {
    Number number;
    const char* const end = text.data() + text.size();
    const auto [rest, failed] = std::from_chars(text.data(), end, number.value);
    if (failed != std::errc()) {
        return std::nullopt;
    }
    number.unit = {rest, static_cast<std::size_t>(end - rest)};
    return number;
}

std::optional<std::uint64_t> multiplied(std::uint64_t value, std::uint64_t factor) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return value > most / factor ? std::nullopt : std::optional(value * factor);
}

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    const auto number = split(text);
    if (!number || (number->unit.empty() && number->value != 0) || number->unit.size() > 1) {
        return std::nullopt;
    }
    std::uint64_t factor = 1;
    if (!number->unit.empty()) {
        switch (number->unit.front()) {
            case 's': break;
            case 'm': factor = 60; break;
            case 'h': factor = 3600; break;
            case 'd': factor = 86'400; break;
            default: return std::nullopt;
        }
    }
    const auto seconds = multiplied(number->value, factor);
    return seconds ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    const auto number = split(text);
    if (!number || number->unit.size() > 1) {
        return std::nullopt;
    }
    std::uint64_t factor = 1;
    if (!number->unit.empty()) {
        switch (number->unit.front()) {
            case 'K': factor = 1ULL << 10U; break;
            case 'M': factor = 1ULL << 20U; break;
            case 'G': factor = 1ULL << 30U; break;
            default: return std::nullopt;
        }
    }
    return multiplied(number->value, factor);
}

std::string show_bytes(std::uint64_t bytes) {
    static constexpr std::array<const char*, 6> units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    const int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return fmt::format("{:.{}f} {}", value, decimals, units.at(unit));
}

std::string show_seconds(double seconds) {
    if (seconds < 9.95) {
        return fmt::format("{:.1f} s", seconds);
    }
    const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
    if (whole < 60) {
        return fmt::format("{} s", whole);
    }
    return whole < 3600 ? fmt::format("{} min {:02} s", whole / 60, whole % 60)
                        : fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace cutover
