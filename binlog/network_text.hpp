#pragma once

#include <string>

#include "binlog/image_column.hpp"

namespace cutover {

/// The text of a UUID, INET4 or INET6 value, which the log holds in binary without the zeros at its
/// end. `stored` must not be longer than the type. Servers read any spelling of an address.
[[nodiscard]] std::string network_text(ImageColumn::Spelling spelling, Bytes stored);

}  // namespace cutover
