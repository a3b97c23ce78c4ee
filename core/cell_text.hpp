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

/// A value for people, cut to a few hundred bytes: "... (N bytes)" tells the whole length.
/// Bytes that are not valid UTF-8, and geometry, become 0x...; absent: NULL.
[[nodiscard]] std::optional<std::string> cell_text(
    const ReadColumn& column, const CellColumn& cells, std::size_t row);

/// How cell_text() cuts and escapes bytes.
[[nodiscard]] std::string shown_bytes(std::string_view bytes, bool as_hex);

}  // namespace cutover
