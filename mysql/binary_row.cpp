#include "mysql/binary_row.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include <fmt/format.h>

#include "core/error.hpp"

namespace cutover {
namespace {

// Type numbers of the protocol (MySQL's field_types.h; MariaDB's are the same).
constexpr unsigned type_tiny = 1;
constexpr unsigned type_short = 2;
constexpr unsigned type_long = 3;
constexpr unsigned type_float = 4;
constexpr unsigned type_double = 5;
constexpr unsigned type_timestamp = 7;
constexpr unsigned type_longlong = 8;
constexpr unsigned type_int24 = 9;
constexpr unsigned type_date = 10;
constexpr unsigned type_time = 11;
constexpr unsigned type_datetime = 12;
constexpr unsigned type_year = 13;
constexpr unsigned type_varchar = 15;
constexpr unsigned type_bit = 16;
constexpr unsigned type_vector = 242;
constexpr unsigned type_json = 245;
constexpr unsigned type_geometry = 255;

/// ENUM and SET arrive as strings too, where they are not cast; so do VAR_STRING and BLOBs.
bool is_bytes(unsigned type) {
    return type == type_varchar || type == type_vector ||
           (type >= type_json && type <= type_geometry);
}

/// What a value is at heart: a wire type fits a form where both are the same.
enum class Kind { whole, single_real, double_real, date, time, bytes };

Kind kind_of(CellForm form) {
    switch (form) {
        case CellForm::integer:
        case CellForm::natural:
        case CellForm::enumeration:
        case CellForm::set: return Kind::whole;
        case CellForm::real32: return Kind::single_real;
        case CellForm::real64: return Kind::double_real;
        case CellForm::date: return Kind::date;
        case CellForm::time: return Kind::time;
        default: return Kind::bytes;
    }
}

[[noreturn]] void malformed() {
    throw Error(
        Recovery::retry_session,
        "the server sent a row that breaks the protocol; if it happens again, look at what "
        "stands between cutover and the server");
}

template<typename Number>
Number little_endian(const unsigned char* at) {
    Number number = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&number, at, sizeof number);
    } else {
        for (std::size_t i = 0; i < sizeof number; ++i) {
            number |= static_cast<Number>(static_cast<Number>(at[i]) << (8U * i));
        }
    }
    return number;
}

/// The unread rest of a packet.
class PacketReader {
  public:
    explicit PacketReader(std::span<const unsigned char> bytes)
        : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    const unsigned char* take(std::uint64_t size) {
        if (size > static_cast<std::uint64_t>(end_ - at_)) {
            malformed();
        }
        const unsigned char* const taken = at_;
        at_ += size;
        return taken;
    }

    template<typename Number>
    Number number() {
        return little_endian<Number>(take(sizeof(Number)));
    }

    /// Numbers of 1, 3, 4 or 9 bytes (length-encoded integer).
    std::uint64_t length() {
        const unsigned first = number<std::uint8_t>();
        switch (first) {
            case 0xFC: return number<std::uint16_t>();
            case 0xFD: {
                const std::uint64_t low = number<std::uint16_t>();
                return low | (static_cast<std::uint64_t>(number<std::uint8_t>()) << 16U);
            }
            case 0xFE: return number<std::uint64_t>();
            case 0xFB:
            case 0xFF: malformed();
            default: return first;
        }
    }

    std::string_view bytes() {
        const std::uint64_t size = length();
        return {reinterpret_cast<const char*>(take(size)), static_cast<std::size_t>(size)};
    }

    void expect_end() const {
        if (at_ != end_) {
            malformed();
        }
    }

  private:
    const unsigned char* at_;
    const unsigned char* end_;
};

/// Length, then date, then time of day, then microseconds; what is 0 at the end is left out.
std::uint64_t read_datetime(PacketReader& reader) {
    const unsigned size = reader.number<std::uint8_t>();
    if (size != 0 && size != 4 && size != 7 && size != 11) {
        malformed();
    }
    DateTimeFields fields;
    if (size >= 4) {
        fields.year = reader.number<std::uint16_t>();
        fields.month = reader.number<std::uint8_t>();
        fields.day = reader.number<std::uint8_t>();
    }
    if (size >= 7) {
        fields.hour = reader.number<std::uint8_t>();
        fields.minute = reader.number<std::uint8_t>();
        fields.second = reader.number<std::uint8_t>();
    }
    if (size == 11) {
        fields.microsecond = reader.number<std::uint32_t>();
    }
    const std::uint64_t packed = pack_datetime(fields);
    const DateTimeFields kept = unpack_datetime(packed);
    // A field too large for its bits would run into its neighbour and could equal another date.
    if (kept.year != fields.year || kept.month != fields.month || kept.day != fields.day ||
        kept.hour != fields.hour || kept.minute != fields.minute || kept.second != fields.second ||
        kept.microsecond != fields.microsecond) {
        malformed();
    }
    return packed;
}

/// Length, sign, days, time of day, then microseconds.
std::uint64_t read_time(PacketReader& reader) {
    const unsigned size = reader.number<std::uint8_t>();
    if (size != 0 && size != 8 && size != 12) {
        malformed();
    }
    if (size == 0) {
        return 0;
    }
    const bool negative = reader.number<std::uint8_t>() != 0;
    const std::uint64_t days = reader.number<std::uint32_t>();
    const std::uint64_t hours = reader.number<std::uint8_t>() + days * 24;
    const std::uint64_t minutes = reader.number<std::uint8_t>() + hours * 60;
    const std::uint64_t seconds = reader.number<std::uint8_t>() + minutes * 60;
    std::uint64_t microseconds = seconds * 1'000'000;
    if (size == 12) {
        microseconds += reader.number<std::uint32_t>();
    }
    return negative ? 0 - microseconds : microseconds;
}

/// Big-endian, as short as the column is wide.
std::uint64_t read_bits(PacketReader& reader) {
    const std::string_view bytes = reader.bytes();
    if (bytes.size() > sizeof(std::uint64_t)) {
        malformed();
    }
    std::uint64_t number = 0;
    for (const char c : bytes) {
        number = (number << 8U) | static_cast<unsigned char>(c);
    }
    return number;
}

std::uint64_t widened(std::uint32_t bits) {
    return std::bit_cast<std::uint64_t>(static_cast<double>(std::bit_cast<float>(bits)));
}

template<typename Signed>
std::uint64_t sign_extended(PacketReader& reader) {
    return static_cast<std::uint64_t>(std::int64_t{reader.number<Signed>()});
}

bool is_null(const unsigned char* bitmap, std::size_t column) {
    constexpr std::size_t reserved_bits = 2;
    const std::size_t bit = column + reserved_bits;
    return ((bitmap[bit / 8] >> (bit % 8)) & 1U) != 0;
}

}  // namespace

BinaryRowDecoder::Step BinaryRowDecoder::step_for(
    CellForm form, const WireColumn& wire, const std::string& name) {
    struct Arrival {
        unsigned type;
        Kind kind;
        Step step;
        Step unsigned_step;
    };

    static constexpr std::array<Arrival, 14> arrivals{{
        {type_tiny, Kind::whole, Step::signed8, Step::unsigned8},
        {type_short, Kind::whole, Step::signed16, Step::unsigned16},
        {type_year, Kind::whole, Step::unsigned16, Step::unsigned16},
        {type_int24, Kind::whole, Step::signed32, Step::unsigned32},
        {type_long, Kind::whole, Step::signed32, Step::unsigned32},
        {type_longlong, Kind::whole, Step::bits64, Step::bits64},
        {type_bit, Kind::whole, Step::bit_string, Step::bit_string},
        {type_float, Kind::single_real, Step::bits32, Step::bits32},
        {type_double, Kind::double_real, Step::bits64, Step::bits64},
        {type_date, Kind::date, Step::datetime, Step::datetime},
        {type_datetime, Kind::date, Step::datetime, Step::datetime},
        {type_timestamp, Kind::date, Step::datetime, Step::datetime},
        {type_time, Kind::time, Step::time, Step::time},
        {type_varchar, Kind::bytes, Step::bytes, Step::bytes},
    }};
    const unsigned type = is_bytes(wire.type) ? type_varchar : wire.type;
    const auto* const arrival = std::find_if(
        arrivals.begin(), arrivals.end(), [type](const Arrival& a) { return a.type == type; });
    if (arrival != arrivals.end() && arrival->kind == kind_of(form)) {
        return wire.is_unsigned ? arrival->unsigned_step : arrival->step;
    }
    if (type == type_float && form == CellForm::real64) {
        return Step::widened;
    }
    throw OtherDefinition(
        Recovery::none,
        fmt::format(
            "column {} is of another type on this server than the plan says (protocol type "
            "{}); compare the two definitions",
            printable(name), wire.type));
}

BinaryRowDecoder::BinaryRowDecoder(
    const std::vector<ReadColumn>& columns, const std::vector<WireColumn>& wire) {
    if (columns.size() != wire.size()) {
        malformed();
    }
    steps_.reserve(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        steps_.push_back(step_for(columns[i].form, wire[i], columns[i].name));
    }
}

void BinaryRowDecoder::append(std::span<const unsigned char> packet, RowBlock& block) {
    PacketReader reader(packet);
    reader.take(1);  // always 0x00 in a row
    const unsigned char* const nulls = reader.take((steps_.size() + 9) / 8);
    CellColumn* column = block.columns().data();
    for (std::size_t i = 0; i < steps_.size(); ++i, ++column) {
        if (is_null(nulls, i)) {
            column->add_null();
            continue;
        }
        switch (steps_[i]) {
            case Step::signed8: column->add_number(sign_extended<std::int8_t>(reader)); break;
            case Step::unsigned8: column->add_number(reader.number<std::uint8_t>()); break;
            case Step::signed16: column->add_number(sign_extended<std::int16_t>(reader)); break;
            case Step::unsigned16: column->add_number(reader.number<std::uint16_t>()); break;
            case Step::signed32: column->add_number(sign_extended<std::int32_t>(reader)); break;
            case Step::unsigned32:
            case Step::bits32: column->add_number(reader.number<std::uint32_t>()); break;
            case Step::bits64: column->add_number(reader.number<std::uint64_t>()); break;
            case Step::widened: column->add_number(widened(reader.number<std::uint32_t>())); break;
            case Step::bytes: column->add_bytes(reader.bytes()); break;
            case Step::bit_string: column->add_number(read_bits(reader)); break;
            case Step::datetime: column->add_number(read_datetime(reader)); break;
            case Step::time: column->add_number(read_time(reader)); break;
        }
    }
    reader.expect_end();
}

}  // namespace cutover
