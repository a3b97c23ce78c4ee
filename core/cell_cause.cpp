/// Causes are guessed from two values, so each test here asks for a coincidence that values which
/// differ for another reason will hardly show: the same second, the same printed digits, a limit
/// of a type. What is left over has no cause rather than a wrong one.
#include "core/cell_cause.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/character_text.hpp"

namespace cutover {
namespace {

constexpr std::int64_t a_second = 1'000'000;
constexpr std::int64_t quarter_hour = 900 * a_second;
constexpr std::int64_t widest_shift =
    std::int64_t{26} * 3600 * a_second;  ///< From -12:00 to +14:00.
constexpr std::size_t most_weighed_bytes = 256U << 10U;

/// Microseconds since 1970; nothing for dates that no calendar has.
std::optional<std::int64_t> microseconds(std::uint64_t packed) {
    const DateTimeFields at = unpack_datetime(packed);
    const std::chrono::year_month_day day{
        std::chrono::year(static_cast<int>(at.year)), std::chrono::month(at.month),
        std::chrono::day(at.day)};
    if (!day.ok()) {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
    return (((days * 24 + at.hour) * 60 + at.minute) * 60 + at.second) * a_second + at.microsecond;
}

std::string shift_text(std::int64_t shift) {
    const std::int64_t minutes = std::abs(shift) / a_second / 60;
    return fmt::format("{}{:02}:{:02}", shift < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string digits_text(unsigned digits) {
    return fmt::format("{} {}", digits, digits == 1 ? "digit" : "digits");
}

/// The destination's microseconds are the source's with `digits` of six, cut or rounded.
bool keeps_digits(std::int64_t source, std::int64_t destination, unsigned digits) {
    std::int64_t unit = a_second;
    for (unsigned i = 0; i < digits; ++i) {
        unit /= 10;
    }
    return destination % unit == 0 && std::abs(destination - source) < unit;
}

std::optional<ValueCause> date_cause(const CellRef& source, const CellRef& destination) {
    const unsigned kept = destination.column.fraction_digits;
    if (source.number() == destination.number()) {  // the definitions' digits alone differ
        return ValueCause{CauseKind::second_fraction, digits_text(kept)};
    }
    const auto here = microseconds(source.number());
    const auto there = microseconds(destination.number());
    if (!here || !there || source.column.is_date_only || destination.column.is_date_only) {
        return std::nullopt;
    }
    for (const unsigned digits : {0U, 3U, kept}) {
        if (digits < source.column.fraction_digits && keeps_digits(*here, *there, digits)) {
            return ValueCause{CauseKind::second_fraction, digits_text(digits)};
        }
    }
    const std::int64_t shift = *there - *here;
    return shift % quarter_hour == 0 && std::abs(shift) <= widest_shift
               ? std::optional(ValueCause{CauseKind::time_shift, shift_text(shift)})
               : std::nullopt;
}

template<typename Real>
Real printed(Real value, int digits) {
    const std::string text = fmt::format("{:.{}g}", value, digits);
    Real again = 0;
    std::from_chars(text.data(), text.data() + text.size(), again);
    return again;
}

/// Servers print FLOAT with 6 digits; DOUBLE loses something below 17, and PHP's 14 and C's 15
/// are what it meets on its way.
std::optional<ValueCause> real_cause(const CellRef& source, const CellRef& destination) {
    if (source.column.form == CellForm::real32) {
        const auto here = std::bit_cast<float>(static_cast<std::uint32_t>(source.number()));
        const auto there = std::bit_cast<float>(static_cast<std::uint32_t>(destination.number()));
        return printed(here, 6) == there
                   ? std::optional(ValueCause{CauseKind::float_through_text, "text of 6 digits"})
                   : std::nullopt;
    }
    const auto here = std::bit_cast<double>(source.number());
    const auto there = std::bit_cast<double>(destination.number());
    if (static_cast<double>(static_cast<float>(here)) == there) {
        return ValueCause{CauseKind::float_through_text, "a FLOAT"};
    }
    for (const int digits : {15, 14, 6}) {
        if (printed(here, digits) == there) {
            return ValueCause{
                CauseKind::float_through_text, fmt::format("text of {} digits", digits)};
        }
    }
    return std::nullopt;
}

/// The largest and smallest numbers of the integer types, signed and unsigned.
constexpr std::array<std::int64_t, 12> limits{-128,       127,        255,         -32'768,
                                              32'767,     65'535,     -8'388'608,  8'388'607,
                                              16'777'215, 2147483647, -2147483648, 4'294'967'295};

std::optional<ValueCause> integer_cause(const CellRef& source, const CellRef& destination) {
    const bool is_signed = source.column.form == CellForm::integer;
    const auto stored = std::bit_cast<std::int64_t>(destination.number());
    const bool below = is_signed && std::bit_cast<std::int64_t>(source.number()) < stored;
    const bool above = is_signed ? std::bit_cast<std::int64_t>(source.number()) > stored
                                 : source.number() > destination.number();
    const bool is_limit = std::find(limits.begin(), limits.end(), stored) != limits.end();
    return is_limit && (stored > 0 ? above : below)
               ? std::optional(ValueCause{CauseKind::clipped, std::to_string(stored)})
               : std::nullopt;
}

std::optional<std::string> utf8_of(const CellRef& cell) {
    const auto text =
        decode_text(cell.bytes(), cell.column.as_utf8mb4 ? "" : cell.column.character_set);
    return text && text->bytes_used == cell.bytes().size() ? std::optional(text->utf8)
                                                           : std::nullopt;
}

std::optional<ValueCause> string_cause(const CellRef& source, const CellRef& destination) {
    const std::size_t longer = std::max(source.bytes().size(), destination.bytes().size());
    if (source.column.form == CellForm::text && longer <= most_weighed_bytes) {
        const auto here = utf8_of(source);
        const auto there = utf8_of(destination);
        if (here && there) {
            return text_cause(*here, *there);
        }
    }
    return bytes_cause(source.bytes(), destination.bytes());
}

/// "''", "0" or "a zero date"; nothing for values that nobody takes for NULL.
std::optional<std::string> emptiness(const CellRef& cell) {
    switch (cell.column.form) {
        case CellForm::integer:
        case CellForm::natural:
        case CellForm::real32:
        case CellForm::real64:
        case CellForm::time:
            return cell.number() == 0 ? std::optional<std::string>("0") : std::nullopt;
        case CellForm::date:
            return cell.number() == 0 ? std::optional<std::string>("a zero date") : std::nullopt;
        case CellForm::enumeration:
        case CellForm::set:
            return cell.number() == 0 ? std::optional<std::string>("''") : std::nullopt;
        case CellForm::decimal:
            return cell.bytes().find_first_not_of("-0.") == std::string_view::npos
                       ? std::optional<std::string>("0")
                       : std::nullopt;
        default: return cell.bytes().empty() ? std::optional<std::string>("''") : std::nullopt;
    }
}

std::optional<ValueCause> null_cause(const CellRef& source, const CellRef& destination) {
    const auto empty = emptiness(source.is_null() ? destination : source);
    if (!empty) {
        return std::nullopt;
    }
    return ValueCause{
        CauseKind::null_for_value,
        source.is_null() ? *empty + " in the place of NULL" : "NULL in the place of " + *empty};
}

}  // namespace

std::optional<ValueCause> cell_cause(const CellRef& source, const CellRef& destination) {
    if (source.is_null() || destination.is_null()) {
        return source.is_null() && destination.is_null() ? std::nullopt
                                                         : null_cause(source, destination);
    }
    switch (source.column.form) {
        case CellForm::date: return date_cause(source, destination);
        case CellForm::real32:
        case CellForm::real64: return real_cause(source, destination);
        case CellForm::integer:
        case CellForm::natural: return integer_cause(source, destination);
        case CellForm::enumeration:
            return destination.number() == 0
                       ? std::optional(ValueCause{CauseKind::unknown_member, ""})
                       : std::nullopt;
        case CellForm::text:
        case CellForm::bytes: return string_cause(source, destination);
        default: return std::nullopt;
    }
}

bool is_telling(const CellRef& cell) {
    static constexpr int common_numbers = 255;
    static constexpr std::size_t common_bytes = 2;
    if (cell.is_null()) {
        return false;
    }
    switch (cell.column.form) {
        case CellForm::enumeration:
        case CellForm::set: return false;
        case CellForm::integer:
        case CellForm::time:
            return std::abs(std::bit_cast<std::int64_t>(cell.number())) > common_numbers;
        case CellForm::natural:
        case CellForm::date: return cell.number() > std::uint64_t{common_numbers};
        case CellForm::real32:
        case CellForm::real64: return cell.number() != 0;
        default: return cell.bytes().size() > common_bytes;
    }
}

}  // namespace cutover
