#include "core/timestamp.hpp"

#include <fmt/format.h>

namespace cutover {
namespace {

using std::chrono::system_clock;

/// What 64 bits of nanoseconds hold in full.
constexpr int first_year = 1678;
constexpr int last_year = 2261;

/// The number written at `text[at]` in `digits` decimal digits; -1 where there is none.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
    int number = 0;
    for (const char c : text.substr(at, digits)) {
        if (c < '0' || c > '9') {
            return -1;
        }
        number = number * 10 + (c - '0');
    }
    return number;
}

}  // namespace

std::string to_rfc3339(system_clock::time_point at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::milliseconds>(at - day));
    return fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        time.hours().count(), time.minutes().count(), time.seconds().count(),
        time.subseconds().count());
}

std::optional<system_clock::time_point> parse_rfc3339(std::string_view text) {
    static constexpr std::string_view shape = "0000-00-00T00:00:00.000Z";
    if (text.size() != shape.size()) {
        return std::nullopt;
    }
    const int year = number_at(text, 0, 4);
    if (year < first_year || year > last_year) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date(
        std::chrono::year(year), std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
        std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2))));
    const auto at = std::chrono::sys_days(date) + std::chrono::hours(number_at(text, 11, 2)) +
                    std::chrono::minutes(number_at(text, 14, 2)) +
                    std::chrono::seconds(number_at(text, 17, 2)) +
                    std::chrono::milliseconds(number_at(text, 20, 3));
    // Writing it again is the whole check: of digits, of separators and of each field's range.
    return date.ok() && to_rfc3339(at) == text ? std::optional(system_clock::time_point(at))
                                               : std::nullopt;
}

}  // namespace cutover
