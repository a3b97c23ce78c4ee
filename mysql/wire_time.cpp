#include "mysql/wire_time.hpp"

#include <mysql.h>

#include "core/cell_form.hpp"

namespace cutover {

MYSQL_TIME to_wire_datetime(std::uint64_t packed) {
    const DateTimeFields fields = unpack_datetime(packed);
    MYSQL_TIME time{};
    time.year = fields.year;
    time.month = fields.month;
    time.day = fields.day;
    time.hour = fields.hour;
    time.minute = fields.minute;
    time.second = fields.second;
    time.second_part = fields.microsecond;
    time.time_type = MYSQL_TIMESTAMP_DATETIME;
    return time;
}

MYSQL_TIME to_wire_time(std::uint64_t microseconds) {
    const bool negative = static_cast<std::int64_t>(microseconds) < 0;
    std::uint64_t rest = negative ? 0 - microseconds : microseconds;
    MYSQL_TIME time{};
    time.second_part = rest % 1'000'000;
    rest /= 1'000'000;
    time.second = static_cast<unsigned>(rest % 60);
    rest /= 60;
    time.minute = static_cast<unsigned>(rest % 60);
    rest /= 60;
    time.hour = static_cast<unsigned>(rest % 24);  // the protocol has one byte for it
    time.day = static_cast<unsigned>(rest / 24);
    time.neg = negative ? 1 : 0;
    time.time_type = MYSQL_TIMESTAMP_TIME;
    return time;
}

std::uint64_t from_wire_datetime(const MYSQL_TIME& time) {
    return pack_datetime(
        {.year = time.year,
         .month = time.month,
         .day = time.day,
         .hour = time.hour,
         .minute = time.minute,
         .second = time.second,
         .microsecond = static_cast<unsigned>(time.second_part)});
}

std::uint64_t from_wire_time(const MYSQL_TIME& time) {
    const std::uint64_t hours = time.day * 24ULL + time.hour;
    const std::uint64_t seconds = (hours * 60 + time.minute) * 60 + time.second;
    const std::uint64_t microseconds = seconds * 1'000'000 + time.second_part;
    return time.neg != 0 ? 0 - microseconds : microseconds;
}

}  // namespace cutover
