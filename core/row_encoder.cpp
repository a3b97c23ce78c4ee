/// The canonical row is what copy, apply and verify all mean by "the same row". It must be
/// injective (two different rows never share a form, or a difference would go unseen), the same
/// on both servers, and cheap: it is made for every row of every table, on both sides.
///
/// Injective: every value begins with a tag that says how its end is found, be it a fixed size or
/// a length in front, so no value can run into its neighbour, and NULL has a tag that no value
/// has. Cheap: what depends on the column alone is worked out once; numbers are one tag and one
/// eight-byte store; room for the fixed part of all columns is always ahead, so only bytes check.
#include "core/row_encoder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace cutover {
namespace {

// Tags are part of a persistent format: docs/formats.md lists them. Never reuse a number.
constexpr unsigned char null_tag = 0x00;
constexpr unsigned char integer_tag = 0x01;
constexpr unsigned char natural_tag = 0x02;
constexpr unsigned char real32_tag = 0x03;
constexpr unsigned char real64_tag = 0x04;
constexpr unsigned char decimal_tag = 0x05;
constexpr unsigned char text_tag = 0x06;
constexpr unsigned char bytes_tag = 0x07;
constexpr unsigned char json_tag = 0x08;
constexpr unsigned char geometry_tag = 0x09;
constexpr unsigned char member_tag = 0x0A;
constexpr unsigned char member_error_tag = 0x0B;
constexpr unsigned char set_tag = 0x0C;
constexpr unsigned char date_tag = 0x0D;
constexpr unsigned char datetime_tag = 0x0E;
constexpr unsigned char time_tag = 0x0F;
constexpr unsigned char rounded_tag = 0x10;
constexpr unsigned char unknown_member_tag = 0x11;
constexpr unsigned char unknown_set_tag = 0x12;
constexpr unsigned char invalid_json_tag = 0x13;

/// Tag, eight bytes, fraction digits: no number takes more.
constexpr std::size_t largest_number = 10;
constexpr std::size_t length_bytes = 4;

unsigned char tag_of(const ReadColumn& column) {
    switch (column.form) {
        case CellForm::integer: return integer_tag;
        case CellForm::natural: return natural_tag;
        case CellForm::real32: return real32_tag;
        case CellForm::real64: return real64_tag;
        case CellForm::decimal: return decimal_tag;
        case CellForm::text: return text_tag;
        case CellForm::bytes: return bytes_tag;
        case CellForm::json: return json_tag;
        case CellForm::geometry: return geometry_tag;
        case CellForm::enumeration: return member_tag;
        case CellForm::set: return set_tag;
        case CellForm::date: return column.is_date_only ? date_tag : datetime_tag;
        case CellForm::time: return time_tag;
    }
    return null_tag;
}

char* put_byte(char* at, unsigned char byte) {
    *at = static_cast<char>(byte);
    return at + 1;
}

// Little-endian by definition of the format; compilers make one store of each.
template<typename Number>
char* put_number(char* at, Number number) {
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(at, &number, sizeof number);
    } else {
        for (std::size_t i = 0; i < sizeof number; ++i) {
            at[i] = static_cast<char>((number >> (8U * i)) & 0xFFU);
        }
    }
    return at + sizeof number;
}

char* put_bytes(char* at, std::string_view bytes) {
    if (!bytes.empty()) {
        std::memcpy(at, bytes.data(), bytes.size());
    }
    return at + bytes.size();
}

char* put_length(char* at, std::size_t length) {
    assert(length <= std::numeric_limits<std::uint32_t>::max());  // LONGBLOB's own limit
    return put_number(at, static_cast<std::uint32_t>(length));
}

/// 10^digits as the servers' constant table has it: the double nearest to it.
double power_of_ten(unsigned digits) {
    const std::string text = "1e" + std::to_string(digits);
    double power = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), power);
    return parsed.ec == std::errc() ? power : std::numeric_limits<double>::infinity();
}

/// ROUND(value, digits) step for step as the servers compute it (my_double_round() in MySQL's
/// and MariaDB's sql/item_func.cc), for digits >= 0; then -0.0 as 0.0, as DTS shows it.
double rounded(double value, double power) {
    const double scaled = value * power;
    const double result =
        std::isinf(power) || std::isinf(scaled) ? value : std::rint(scaled) / power;
    return result == 0 ? 0.0 : result;
}

}  // namespace

RowEncoder::Plan RowEncoder::plan(const ReadColumn& column, const FloatRule& floats) {
    Plan plan{
        .form = column.form,
        .tag = tag_of(column),
        .fraction_digits = static_cast<unsigned char>(column.fraction_digits),
        .fold_negative_zero = floats.fold_negative_zero,
        .width = column.width};
    const bool is_real = column.form == CellForm::real32 || column.form == CellForm::real64;
    if (is_real && floats.mode == FloatRule::Mode::dts) {
        plan.tag = rounded_tag;
        plan.power = power_of_ten(
            column.form == CellForm::real32 ? floats.float_digits : floats.double_digits);
    }
    for (const std::string& member : column.members) {
        std::string form(length_bytes, '\0');
        put_length(form.data(), member.size());
        plan.members.push_back(form + member);
    }
    return plan;
}

RowEncoder::RowEncoder(const std::vector<ReadColumn>& columns, FloatRule floats)
    : fixed_bytes_(columns.size() * largest_number + largest_number) {
    plans_.reserve(columns.size());
    for (const ReadColumn& column : columns) {
        plans_.push_back(plan(column, floats));
    }
    buffer_.resize(fixed_bytes_);
}

/// Makes sure that `bytes` fit at `at`, and every column's fixed part behind them.
inline char* RowEncoder::room(char* at, std::size_t bytes) {
    const auto used = static_cast<std::size_t>(at - buffer_.data());
    return used + bytes + fixed_bytes_ <= buffer_.size() ? at : grown(used, bytes);
}

char* RowEncoder::grown(std::size_t used, std::size_t bytes) {
    buffer_.resize(std::max(used + bytes + fixed_bytes_, buffer_.size() * 2));
    return buffer_.data() + used;
}

void RowEncoder::give_back_memory() {
    buffer_.resize(fixed_bytes_);
    buffer_.shrink_to_fit();
    json_form_.clear();
    json_form_.shrink_to_fit();
}

[[gnu::always_inline]] inline char* RowEncoder::put_cell(
    char* at, const Plan& plan, const CellColumn& cells, std::size_t row) {
    assert(cells.form == plan.form);
    if (cells.is_null[row] != 0) {
        return put_byte(at, null_tag);
    }
    switch (plan.form) {
        case CellForm::integer:
        case CellForm::natural: return put_number(put_byte(at, plan.tag), cells.numbers[row]);
        case CellForm::real32:
        case CellForm::real64: return put_real(at, plan, cells.numbers[row]);
        case CellForm::date:
        case CellForm::time:
            at = put_number(put_byte(at, plan.tag), cells.numbers[row]);
            return put_byte(at, plan.fraction_digits);
        case CellForm::text:
        case CellForm::bytes:
        case CellForm::geometry: return put_text(at, plan.tag, cells.bytes_of(row), plan.width);
        case CellForm::decimal: return put_decimal(at, cells.bytes_of(row));
        case CellForm::json: return put_json(at, cells.bytes_of(row));
        case CellForm::enumeration: return put_member(at, plan, cells.numbers[row]);
        case CellForm::set: return put_set(at, plan, cells.numbers[row]);
    }
    return at;
}

std::span<const char> RowEncoder::encode(const RowBlock& block, std::size_t row) {
    const std::vector<CellColumn>& columns = block.columns();
    assert(columns.size() == plans_.size());
    char* at = buffer_.data();
    for (std::size_t i = 0; i < plans_.size(); ++i) {
        at = put_cell(at, plans_[i], columns[i], row);
    }
    return {buffer_.data(), static_cast<std::size_t>(at - buffer_.data())};
}

std::span<const char> RowEncoder::encode_cell(
    const RowBlock& block, std::size_t row, std::size_t column) {
    const char* const end =
        put_cell(buffer_.data(), plans_.at(column), block.columns().at(column), row);
    return {buffer_.data(), static_cast<std::size_t>(end - buffer_.data())};
}

char* RowEncoder::put_real(char* at, const Plan& plan, std::uint64_t bits) const {
    const bool is_single = plan.form == CellForm::real32;
    if (plan.power != 0) {
        const double value =
            is_single ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                      : std::bit_cast<double>(bits);
        const double result = rounded(value, plan.power);
        return put_number(put_byte(at, plan.tag), std::bit_cast<std::uint64_t>(result));
    }
    const std::uint64_t sign = is_single ? 1ULL << 31U : 1ULL << 63U;
    if (plan.fold_negative_zero && bits == sign) {
        bits = 0;
    }
    at = put_byte(at, plan.tag);
    return is_single ? put_number(at, static_cast<std::uint32_t>(bits)) : put_number(at, bits);
}

char* RowEncoder::put_text(char* at, unsigned char tag, std::string_view text, std::size_t width) {
    const std::size_t length = std::max(text.size(), width);
    at = room(at, 1 + length_bytes + length);
    at = put_bytes(put_length(put_byte(at, tag), length), text);
    for (std::size_t padding = length - text.size(); padding > 0; --padding) {
        at = put_byte(at, 0);
    }
    return at;
}

/// "-0012.500" and "-12.5" are one number: zeros at either end say nothing, nor does the sign of
/// zero, and ZEROFILL columns arrive with the zeros that they show.
char* RowEncoder::put_decimal(char* at, std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    text.remove_prefix(negative ? 1 : 0);
    std::size_t point = 0;
    while (point < text.size() && text[point] != '.') {
        ++point;
    }
    std::string_view whole = text.substr(0, point);
    std::string_view decimals = text.substr(std::min(point + 1, text.size()));
    while (!whole.empty() && whole.front() == '0') {
        whole.remove_prefix(1);
    }
    while (!decimals.empty() && decimals.back() == '0') {
        decimals.remove_suffix(1);
    }

    const bool minus = negative && !(whole.empty() && decimals.empty());
    at = room(at, 1 + length_bytes + text.size() + 2);
    char* const length_at = put_byte(at, decimal_tag);
    at = put_bytes(length_at + length_bytes, minus ? "-" : "");
    at = put_bytes(at, whole.empty() ? "0" : whole);
    at = put_bytes(at, decimals.empty() ? "" : ".");
    at = put_bytes(at, decimals);
    put_length(length_at, static_cast<std::size_t>(at - length_at) - length_bytes);
    return at;
}

char* RowEncoder::put_json(char* at, std::string_view text) {
    json_form_.clear();
    if (!json_.append(text, json_form_)) {
        return put_text(at, invalid_json_tag, text, 0);
    }
    return put_text(at, json_tag, {json_form_.data(), json_form_.size()}, 0);
}

char* RowEncoder::put_member(char* at, const Plan& plan, std::uint64_t number) {
    if (number == 0) {
        return put_byte(at, member_error_tag);
    }
    if (number > plan.members.size()) {
        return put_number(put_byte(at, unknown_member_tag), number);
    }
    const std::string& member = plan.members[number - 1];
    at = room(at, 1 + member.size());
    return put_bytes(put_byte(at, plan.tag), member);
}

char* RowEncoder::put_set(char* at, const Plan& plan, std::uint64_t bits) {
    constexpr std::size_t most_members = 64;
    const std::size_t known = std::min(plan.members.size(), most_members);
    if (known < most_members && bits >> known != 0) {
        return put_number(put_byte(at, unknown_set_tag), bits);
    }
    at = put_byte(at, plan.tag);
    at = put_byte(at, static_cast<unsigned char>(std::popcount(bits)));
    for (; bits != 0; bits &= bits - 1) {
        const std::string& member = plan.members[static_cast<std::size_t>(std::countr_zero(bits))];
        at = put_bytes(room(at, member.size()), member);
    }
    return at;
}

}  // namespace cutover
