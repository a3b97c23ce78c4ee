#pragma once

#include <cstdint>

namespace cutover {

/// How a value is held in memory and which tag it has in the canonical row. The form follows
/// from the column's definition alone, so both servers read a column in the same form.
enum class CellForm : std::uint8_t {
    integer,      ///< Signed integers, in 64 bits.
    natural,      ///< Unsigned integers, YEAR and BIT, in 64 bits.
    real32,       ///< FLOAT as its IEEE bits.
    real64,       ///< DOUBLE as its IEEE bits.
    decimal,      ///< DECIMAL as the server's digits, e.g. "-12.50".
    text,         ///< Bytes in the column's character set (utf8mb4 where the servers' differ).
    bytes,        ///< BINARY (padded), VARBINARY, BLOB, VECTOR.
    json,         ///< MySQL's JSON type as its text; compared by meaning.
    geometry,     ///< SRID and WKB, as the server stores it.
    enumeration,  ///< The member's number, from 1; 0 is the error value ''.
    set,          ///< A bit for each member.
    date,         ///< DATE, DATETIME and TIMESTAMP (UTC) as pack_datetime() has it.
    time,         ///< Signed microseconds.
};

/// True where the value is one 64-bit number; false where it is bytes.
[[nodiscard]] constexpr bool is_number(CellForm form) {
    switch (form) {
        case CellForm::integer:
        case CellForm::natural:
        case CellForm::real32:
        case CellForm::real64:
        case CellForm::enumeration:
        case CellForm::set:
        case CellForm::date:
        case CellForm::time: return true;
        default: return false;
    }
}

/// A date with its time of day; every field may be 0 ('0000-00-00', '2021-00-10').
struct DateTimeFields {
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
    unsigned microsecond = 0;
};

/// Packs the fields so that packed values order as dates do; lossless for what servers store.
[[nodiscard]] constexpr std::uint64_t pack_datetime(const DateTimeFields& fields) {
    const std::uint64_t day = (fields.year * 16ULL + fields.month) * 32ULL + fields.day;
    const std::uint64_t second =
        ((day * 32ULL + fields.hour) * 64ULL + fields.minute) * 64ULL + fields.second;
    return (second << 20U) | fields.microsecond;
}

[[nodiscard]] constexpr DateTimeFields unpack_datetime(std::uint64_t packed) {
    const auto field = [packed](unsigned shift, std::uint64_t mask) {
        return static_cast<unsigned>((packed >> shift) & mask);
    };
    return {
        .year = field(46, 0x3FFF),
        .month = field(42, 0xF),
        .day = field(37, 0x1F),
        .hour = field(32, 0x1F),
        .minute = field(26, 0x3F),
        .second = field(20, 0x3F),
        .microsecond = field(0, 0xFFFFF)};
}

}  // namespace cutover
