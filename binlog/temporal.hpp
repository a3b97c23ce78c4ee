#pragma once

#include <cstdint>

#include "binlog/byte_reader.hpp"

namespace cutover {

/// Dates and times of row images, as a RowBlock holds them (core/cell_form.hpp): dates packed by
/// pack_datetime(), TIMESTAMP in UTC, TIME in microseconds. Each throws DamagedLog where a field
/// is beyond what any server writes.
///
/// There are three layouts of times: the old one without fractions, the one of MySQL 5.6 and
/// MariaDB 10.1 ("2", fractions behind the value), and MariaDB's own from 5.3 on for columns with
/// fractions ("hires"), which the log does not tell from the first: the definition does.
/// (MySQL source, mysys/my_time.cc; MariaDB source, sql/field.cc, Field_datetime_hires.)

[[nodiscard]] std::uint64_t read_date(ByteReader& reader);

[[nodiscard]] std::uint64_t read_old_datetime(ByteReader& reader);
[[nodiscard]] std::uint64_t read_datetime2(ByteReader& reader, unsigned fraction_digits);
[[nodiscard]] std::uint64_t read_hires_datetime(ByteReader& reader, unsigned fraction_digits);

[[nodiscard]] std::uint64_t read_old_time(ByteReader& reader);
[[nodiscard]] std::uint64_t read_time2(ByteReader& reader, unsigned fraction_digits);
[[nodiscard]] std::uint64_t read_hires_time(ByteReader& reader, unsigned fraction_digits);

[[nodiscard]] std::uint64_t read_old_timestamp(ByteReader& reader);
[[nodiscard]] std::uint64_t read_timestamp2(ByteReader& reader, unsigned fraction_digits);
[[nodiscard]] std::uint64_t read_hires_timestamp(ByteReader& reader, unsigned fraction_digits);

/// Seconds since 1970, and 0 for the zero date, as the packed date in UTC.
[[nodiscard]] std::uint64_t packed_timestamp(std::uint64_t seconds, unsigned microsecond);

}  // namespace cutover
