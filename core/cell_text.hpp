#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/row_block.hpp"
#include "core/row_source.hpp"

namespace cutover {

/// A value of an is_number() form as the server would print it: "-5", "1e+300", "paid",
/// "2024-02-29 12:00:00.500", "-838:59:59". Nothing is lost: reals are shortest exact. Numbers
/// that no member has are printed as such.
[[nodiscard]] std::string number_text(const ReadColumn& column, std::uint64_t number);

/// A value for people, cut to a few hundred bytes: "... (N bytes)" tells the whole length. Text is
/// read in its column's character set; what is no text in it, and geometry, becomes 0x...;
/// absent: NULL. `from` leaves out that many bytes at the front: "... (from byte N) ".
[[nodiscard]] std::optional<std::string> cell_text(
    const ReadColumn& column, const CellColumn& cells, std::size_t row, std::size_t from = 0);

/// Where to begin to show two long values, so that what tells them apart is seen: 0, or a place
/// shortly before their first differing byte at which no character is cut.
[[nodiscard]] std::size_t shown_from(
    const ReadColumn& column, std::string_view one, std::string_view other);

/// How cell_text() cuts and escapes bytes of a column without a character set.
[[nodiscard]] std::string shown_bytes(std::string_view bytes, bool as_hex);

}  // namespace cutover
