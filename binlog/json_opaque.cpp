#include "binlog/json_opaque.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"
#include "binlog/decimal.hpp"
#include "binlog/json_scalar.hpp"

namespace cutover {
namespace {

// field_types.h
constexpr std::uint8_t type_timestamp = 7;
constexpr std::uint8_t type_date = 10;
constexpr std::uint8_t type_time = 11;
constexpr std::uint8_t type_datetime = 12;
constexpr std::uint8_t type_decimal = 246;
constexpr std::uint8_t type_var_string = 253;

/// Bits of a packed date or time (my_time.cc), lowest first.
class PackedBits {
  public:
    explicit PackedBits(std::uint64_t bits) : bits_(bits) {}

    std::uint64_t take(unsigned count, std::uint64_t largest) {
        const std::uint64_t number = bits_ & ((std::uint64_t{1} << count) - 1U);
        bits_ >>= count;
        if (number > largest) {
            throw DamagedLog("a date or time inside JSON has parts that no clock shows");
        }
        return number;
    }

    [[nodiscard]] std::uint64_t rest() const { return bits_; }

  private:
    std::uint64_t bits_;
};

/// The text of a packed date or time; of a date, with a time of zero.
std::string temporal_text(std::uint8_t type, std::int64_t packed) {
    const auto bits = static_cast<std::uint64_t>(packed);
    const bool is_negative = packed < 0;
    PackedBits rest(is_negative ? 0U - bits : bits);
    const std::uint64_t microsecond = rest.take(24, 999'999);
    const std::uint64_t second = rest.take(6, 59);
    const std::uint64_t minute = rest.take(6, 59);
    if (type == type_time) {
        const std::uint64_t hour = rest.take(28, 838);
        return fmt::format(
            "{}{:02}:{:02}:{:02}.{:06}", is_negative ? "-" : "", hour, minute, second, microsecond);
    }
    const std::uint64_t hour = rest.take(5, 23);
    const std::uint64_t day = rest.take(5, 31);
    const std::uint64_t year = rest.rest() / 13U;
    const std::uint64_t month = rest.rest() % 13U;
    if (is_negative || year > 9999) {
        throw DamagedLog("a date inside JSON is none that the server knows");
    }
    const std::string date = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    return type == type_date
               ? date
               : fmt::format("{} {:02}:{:02}:{:02}.{:06}", date, hour, minute, second, microsecond);
}

void append_temporal(std::uint8_t type, Bytes value, std::string& out) {
    ByteReader reader(value);
    const auto packed = static_cast<std::int64_t>(reader.u64());
    reader.expect_end();
    out += '"';
    out += temporal_text(type, packed);
    out += '"';
}

/// As base64_encode() of include/base64.h, with a line feed after each 76 characters, which in a
/// JSON string is an escape. (MySQL 5.7 printed it as it is, which is no JSON.)
void append_base64(Bytes value, std::string& out) {
    static constexpr std::string_view characters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr std::size_t line_bytes = 57;
    for (std::size_t at = 0; at < value.size(); at += 3) {
        if (at > 0 && at % line_bytes == 0) {
            out += "\\n";
        }
        const Bytes three = value.subspan(at, std::min<std::size_t>(3, value.size() - at));
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            bits = (bits << 8U) | (i < three.size() ? three[i] : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            out += i <= three.size() ? characters[(bits >> (18U - 6U * i)) & 63U] : '=';
        }
    }
}

}  // namespace

void append_json_opaque(std::uint8_t type, Bytes value, std::string& out) {
    ByteReader reader(value);
    switch (type) {
        case type_decimal: {
            const unsigned precision = reader.u8();
            const unsigned scale = reader.u8();
            append_decimal(reader, precision, scale, out);
            reader.expect_end();
            break;
        }
        case type_date:
        case type_time:
        case type_datetime:
        case type_timestamp: append_temporal(type, value, out); break;
        // MySQL 8.0.17 and later store no such values, but print what older ones stored as text
        // (wrapper_to_string() of json_dom.cc).
        case type_var_string: append_json_string(reader.text(reader.left()), out); break;
        default:
            fmt::format_to(std::back_inserter(out), "\"base64:type{}:", type);
            append_base64(value, out);
            out += '"';
            break;
    }
}

}  // namespace cutover
