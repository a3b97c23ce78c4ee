#pragma once

#include <cstdint>

#include "mysql/client_types.hpp"

namespace cutover {

/// Between the packed numbers of a RowBlock (core/cell_form.hpp) and the client library's
/// structure for dates and times.
[[nodiscard]] ClientTime to_wire_datetime(std::uint64_t packed);
[[nodiscard]] ClientTime to_wire_time(std::uint64_t microseconds);
[[nodiscard]] std::uint64_t from_wire_datetime(const ClientTime& time);
[[nodiscard]] std::uint64_t from_wire_time(const ClientTime& time);

}  // namespace cutover
