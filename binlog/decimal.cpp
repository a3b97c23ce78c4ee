/// The format of MySQL's and MariaDB's decimal2bin() (mysys/decimal.cc and strings/decimal.c):
/// nine digits are a number of four bytes, highest first, and what is left over, at the front of
/// the whole part and at the end of the fraction, one of fewer. The highest bit is turned over,
/// and for a negative number then all bits, so that the bytes sort as the numbers do.
#include "binlog/decimal.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {
namespace {

constexpr unsigned group_digits = 9;
constexpr std::array<std::uint8_t, group_digits + 1> bytes_of_digits{0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

/// Groups that a server's decimal_t holds (DECIMAL_BUFF_LENGTH). No column has more than eight,
/// but a number inside JSON has the shape that a computation gave it.
constexpr unsigned most_groups = 9;

constexpr unsigned groups_of(unsigned digits) {
    return digits / group_digits + (digits % group_digits == 0 ? 0 : 1);
}

constexpr unsigned packed_size(unsigned digits) {
    return digits / group_digits * bytes_of_digits[group_digits] +
           bytes_of_digits[digits % group_digits];
}

class PackedDecimal {
  public:
    explicit PackedDecimal(Bytes packed)
        : reader_(packed), is_negative_((packed.front() & 0x80U) == 0) {}

    [[nodiscard]] bool is_negative() const { return is_negative_; }

    void group(unsigned digits) {
        const unsigned size = bytes_of_digits[digits];
        std::uint64_t number = reader_.big_endian(size);
        if (written_ == 0 && size > 0) {
            number ^= std::uint64_t{0x80} << (8U * (size - 1U));
        }
        if (is_negative_) {
            number ^= (std::uint64_t{1} << (8U * size)) - 1U;
        }
        for (unsigned i = digits; i > 0; --i) {
            digits_[written_ + i - 1] = static_cast<char>('0' + number % 10);
            number /= 10;
        }
        if (number != 0) {
            throw DamagedLog(fmt::format("{} digits of a DECIMAL are a larger number", digits));
        }
        written_ += digits;
    }

    void groups(unsigned count) {
        for (; count > 0; --count) {
            group(group_digits);
        }
    }

    [[nodiscard]] std::string_view digits() const { return {digits_.data(), written_}; }

  private:
    ByteReader reader_;
    bool is_negative_ = false;
    std::array<char, std::size_t{most_groups} * group_digits> digits_{};
    std::size_t written_ = 0;
};

}  // namespace

void append_decimal(ByteReader& reader, unsigned precision, unsigned scale, std::string& out) {
    const unsigned whole = precision - std::min(scale, precision);
    if (precision == 0 || scale > precision || groups_of(whole) + groups_of(scale) > most_groups) {
        throw DamagedLog(fmt::format("DECIMAL({},{}) does not exist", precision, scale));
    }
    PackedDecimal decimal(reader.take(packed_size(whole) + packed_size(scale)));
    decimal.group(whole % group_digits);
    decimal.groups(whole / group_digits);
    decimal.groups(scale / group_digits);
    decimal.group(scale % group_digits);

    std::string_view digits = decimal.digits();
    const std::string_view fraction = digits.substr(whole);
    digits = digits.substr(0, whole);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    out += decimal.is_negative() ? "-" : "";
    out += digits.empty() ? "0" : digits;
    out += fraction.empty() ? "" : ".";
    out += fraction;
}

}  // namespace cutover
