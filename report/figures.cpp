#include "report/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace cutover {

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, 1, ',');
    }
    return text;
}

std::string count_text(std::uint64_t number, std::string_view one, std::string_view several) {
    return fmt::format("{} {}", grouped(number), number == 1 ? one : several);
}

std::string count_text(std::uint64_t number, std::string_view one) {
    return count_text(number, one, fmt::format("{}s", one));
}

std::string size_text(std::uint64_t bytes) {
    static constexpr std::array<const char*, 6> units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (bytes < 1024) {
        return count_text(bytes, "byte");
    }
    std::size_t unit = 0;
    double size = static_cast<double>(bytes) / 1024;
    for (; size >= 1000 && unit + 1 < units.size(); ++unit) {
        size /= 1024;
    }
    return fmt::format("{:.{}f} {}", size, size < 10 ? 1 : 0, units.at(unit));
}

std::string duration_text(double seconds) {
    const double whole = std::isfinite(seconds) ? std::max(seconds, 0.0) : 0.0;
    if (whole < 1) {
        return fmt::format("{:.2f} s", whole);
    }
    if (whole < 60) {
        return fmt::format("{:.1f} s", whole);
    }
    const auto rounded = static_cast<std::uint64_t>(std::llround(std::min(whole, 1e12)));
    if (rounded < 3600) {
        return fmt::format("{} min {:02} s", rounded / 60, rounded % 60);
    }
    return fmt::format("{} h {:02} min", rounded / 3600, rounded % 3600 / 60);
}

std::string age_text(double seconds) {
    constexpr double day = 24 * 60 * 60;
    return seconds < 2 * day ? duration_text(std::max(seconds, 0.0))
                             : fmt::format("{:.0f} days", std::floor(seconds / day));
}

std::string time_text(std::chrono::system_clock::time_point at) {
    const std::string text = to_rfc3339(at);
    return fmt::format("{} {} UTC", text.substr(0, 10), text.substr(11, 8));
}

std::string names_text(const std::vector<std::string>& texts, std::size_t limit) {
    std::string list;
    for (std::size_t i = 0; i < std::min(texts.size(), limit); ++i) {
        const bool is_last = i + 1 == texts.size() && i > 0;
        list += (i == 0 ? "" : is_last ? " and " : ", ") + texts[i];
    }
    return texts.size() > limit ? fmt::format("{} and {} more", list, grouped(texts.size() - limit))
                                : list;
}

}  // namespace cutover
