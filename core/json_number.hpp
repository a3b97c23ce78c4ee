#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace cutover {

/// Appends the canonical form of the JSON number that `text` begins with: 'i' and its digits, or,
/// where it has a point or an exponent, 'd' and its significant digits with a power of ten, so
/// that 1.0, 1.00 and 10e-1 are one value and 1 is another. Exact: nothing is rounded to a double.
/// Returns how much of `text` it took; 0 where no number stands there or its exponent is beyond
/// +-10^9, which no server computes with, and `out` is as it was.
[[nodiscard]] std::size_t append_json_number(std::string_view text, std::vector<char>& out);

/// A length in front of bytes, as four little-endian bytes; `at` may be the end of `out`.
void put_length(std::size_t length, std::size_t at, std::vector<char>& out);

}  // namespace cutover
