#include "binlog/temporal.hpp"

#include <array>
#include <chrono>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"
#include "core/cell_form.hpp"

namespace cutover {
namespace {

constexpr std::uint64_t second_us = 1'000'000;

/// How many bytes MariaDB's hires layouts take, by fraction digits
/// (Type_handler_datetime::m_hires_bytes and its like in MariaDB's sql/sql_type.cc).
constexpr std::array<unsigned, 7> hires_datetime_bytes{5, 6, 6, 7, 7, 7, 8};
constexpr std::array<unsigned, 7> hires_time_bytes{3, 4, 4, 5, 5, 5, 6};
constexpr std::array<unsigned, 7> hires_second_bytes{0, 1, 1, 2, 2, 3, 3};

void expect_digits(unsigned fraction_digits) {
    if (fraction_digits > 6) {
        throw DamagedLog(fmt::format("a time with {} fraction digits", fraction_digits));
    }
}

constexpr std::uint64_t power_of_ten(unsigned exponent) {
    std::uint64_t power = 1;
    for (unsigned i = 0; i < exponent; ++i) {
        power *= 10;
    }
    return power;
}

/// Checked, because a field beyond its bits would run into its neighbour.
std::uint64_t packed(const DateTimeFields& fields) {
    if (fields.year > 9999 || fields.month > 12 || fields.day > 31 || fields.hour > 23 ||
        fields.minute > 59 || fields.second > 59 || fields.microsecond >= second_us) {
        throw DamagedLog("a date or time of day that cannot be");
    }
    return pack_datetime(fields);
}

/// Takes the lowest part of a number that mixes bases.
unsigned take_part(std::uint64_t& number, std::uint64_t base) {
    const std::uint64_t part = number % base;
    number /= base;
    return static_cast<unsigned>(part);
}

/// Bytes behind a "2" value: two digits each; in microseconds.
unsigned read_fraction(ByteReader& reader, unsigned fraction_digits) {
    expect_digits(fraction_digits);
    const unsigned bytes = (fraction_digits + 1) / 2;
    const std::uint64_t fraction = reader.big_endian(bytes) * power_of_ten(6 - bytes * 2);
    if (fraction >= second_us) {
        throw DamagedLog("a fraction of a second that is not below one");
    }
    return static_cast<unsigned>(fraction);
}

std::uint64_t time_us(std::uint64_t hour, std::uint64_t minute, std::uint64_t second) {
    constexpr std::uint64_t longest_hour = 838;
    if (hour > longest_hour || minute > 59 || second > 59) {
        throw DamagedLog("a TIME that cannot be");
    }
    return ((hour * 60 + minute) * 60 + second) * second_us;
}

std::uint64_t with_sign(std::uint64_t microseconds, bool negative) {
    return negative ? 0 - microseconds : microseconds;
}

}  // namespace

std::uint64_t read_date(ByteReader& reader) {
    const auto number = static_cast<unsigned>(reader.little_endian(3));
    DateTimeFields fields;
    fields.day = number & 31U;
    fields.month = (number >> 5U) & 15U;
    fields.year = number >> 9U;
    return packed(fields);
}

/// Decimal digits: 20240229120000.
std::uint64_t read_old_datetime(ByteReader& reader) {
    std::uint64_t number = reader.u64();
    DateTimeFields fields;
    fields.second = take_part(number, 100);
    fields.minute = take_part(number, 100);
    fields.hour = take_part(number, 100);
    fields.day = take_part(number, 100);
    fields.month = take_part(number, 100);
    fields.year = take_part(number, 1ULL << 32U);
    return packed(fields);
}

std::uint64_t read_datetime2(ByteReader& reader, unsigned fraction_digits) {
    constexpr std::uint64_t positive = 1ULL << 39U;
    std::uint64_t number = reader.big_endian(5);
    if ((number & positive) == 0) {
        throw DamagedLog("a negative DATETIME");
    }
    number -= positive;
    DateTimeFields fields;
    fields.second = take_part(number, 64);
    fields.minute = take_part(number, 64);
    fields.hour = take_part(number, 32);
    fields.day = take_part(number, 32);
    fields.month = take_part(number, 13);
    fields.year = static_cast<unsigned>(number);
    fields.microsecond = read_fraction(reader, fraction_digits);
    return packed(fields);
}

std::uint64_t read_hires_datetime(ByteReader& reader, unsigned fraction_digits) {
    expect_digits(fraction_digits);
    std::uint64_t number = reader.big_endian(hires_datetime_bytes.at(fraction_digits));
    DateTimeFields fields;
    fields.microsecond = static_cast<unsigned>(
        take_part(number, power_of_ten(fraction_digits)) * power_of_ten(6 - fraction_digits));
    fields.second = take_part(number, 60);
    fields.minute = take_part(number, 60);
    fields.hour = take_part(number, 24);
    fields.day = take_part(number, 32);
    fields.month = take_part(number, 13);
    fields.year = take_part(number, 1ULL << 32U);
    return packed(fields);
}

/// Decimal digits with a sign: -8385959.
std::uint64_t read_old_time(ByteReader& reader) {
    constexpr std::uint64_t sign_bit = 1ULL << 23U;
    const std::uint64_t bits = reader.little_endian(3);
    const bool negative = (bits & sign_bit) != 0;
    std::uint64_t number = negative ? (sign_bit << 1U) - bits : bits;
    const unsigned second = take_part(number, 100);
    const unsigned minute = take_part(number, 100);
    return with_sign(time_us(number, minute, second), negative);
}

/// One signed number over value and fraction: that of a negative time counts down from the next
/// lower second.
std::uint64_t read_time2(ByteReader& reader, unsigned fraction_digits) {
    expect_digits(fraction_digits);
    const unsigned fraction_bytes = (fraction_digits + 1) / 2;
    const unsigned fraction_bits = fraction_bytes * 8;
    const std::uint64_t zero = 1ULL << (23U + fraction_bits);
    const std::uint64_t stored = reader.big_endian(3 + fraction_bytes);
    const bool negative = stored < zero;
    const std::uint64_t number = negative ? zero - stored : stored - zero;
    const std::uint64_t fraction =
        (number & ((1ULL << fraction_bits) - 1)) * power_of_ten(6 - fraction_bytes * 2);
    if (fraction >= second_us) {
        throw DamagedLog("a fraction of a second that is not below one");
    }
    std::uint64_t rest = number >> fraction_bits;
    const unsigned second = take_part(rest, 64);
    const unsigned minute = take_part(rest, 64);
    return with_sign(time_us(rest, minute, second) + fraction, negative);
}

/// Counted from the lowest TIME, so that it is never negative.
std::uint64_t read_hires_time(ByteReader& reader, unsigned fraction_digits) {
    expect_digits(fraction_digits);
    const std::uint64_t stored = reader.big_endian(hires_time_bytes.at(fraction_digits));
    const std::uint64_t unit_us = power_of_ten(6 - fraction_digits);
    const std::uint64_t longest = time_us(838, 59, 59) + (second_us - unit_us);
    constexpr std::uint64_t zero_us = 839ULL * 3600 * second_us;  // a second beyond the longest
    if (stored > 2 * zero_us / unit_us) {
        throw DamagedLog("a TIME that cannot be");
    }
    const std::uint64_t offset = stored * unit_us;
    const bool negative = offset < zero_us;
    const std::uint64_t size = negative ? zero_us - offset : offset - zero_us;
    if (size > longest) {
        throw DamagedLog("a TIME that cannot be");
    }
    return with_sign(size, negative);
}

std::uint64_t packed_timestamp(std::uint64_t seconds, unsigned microsecond) {
    if (seconds == 0 && microsecond == 0) {
        return 0;
    }
    using std::chrono::floor;
    const std::chrono::sys_seconds at{std::chrono::seconds(seconds)};
    const auto day = floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(at - day);
    DateTimeFields fields;
    fields.year = static_cast<unsigned>(static_cast<int>(date.year()));
    fields.month = static_cast<unsigned>(date.month());
    fields.day = static_cast<unsigned>(date.day());
    fields.hour = static_cast<unsigned>(time.hours().count());
    fields.minute = static_cast<unsigned>(time.minutes().count());
    fields.second = static_cast<unsigned>(time.seconds().count());
    fields.microsecond = microsecond;
    return packed(fields);
}

std::uint64_t read_old_timestamp(ByteReader& reader) {
    return packed_timestamp(reader.u32(), 0);
}

std::uint64_t read_timestamp2(ByteReader& reader, unsigned fraction_digits) {
    const std::uint64_t seconds = reader.big_endian(4);
    return packed_timestamp(seconds, read_fraction(reader, fraction_digits));
}

std::uint64_t read_hires_timestamp(ByteReader& reader, unsigned fraction_digits) {
    expect_digits(fraction_digits);
    const std::uint64_t seconds = reader.big_endian(4);
    const std::uint64_t fraction = reader.big_endian(hires_second_bytes.at(fraction_digits)) *
                                   power_of_ten(6 - fraction_digits);
    if (fraction >= second_us) {
        throw DamagedLog("a fraction of a second that is not below one");
    }
    return packed_timestamp(seconds, static_cast<unsigned>(fraction));
}

}  // namespace cutover
