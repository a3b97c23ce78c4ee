#pragma once

#include <cstdint>

struct st_mysql_time;

namespace cutover {

/// Between the packed numbers of a RowBlock (core/cell_form.hpp) and the client library's
/// structure for dates and times.
[[nodiscard]] st_mysql_time to_wire_datetime(std::uint64_t packed);
[[nodiscard]] st_mysql_time to_wire_time(std::uint64_t microseconds);
[[nodiscard]] std::uint64_t from_wire_datetime(const st_mysql_time& time);
[[nodiscard]] std::uint64_t from_wire_time(const st_mysql_time& time);

}  // namespace cutover
