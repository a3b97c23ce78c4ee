#pragma once

#include <cstdint>

namespace cutover {

/// The lower-case letter of a Latin, Greek or Cyrillic capital; any other code point as it is.
[[nodiscard]] std::uint32_t lower_case(std::uint32_t code_point);

/// True for a lower-case letter of these alphabets that has a capital.
[[nodiscard]] bool is_lower_case(std::uint32_t code_point);

}  // namespace cutover
