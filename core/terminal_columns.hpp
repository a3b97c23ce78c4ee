#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// How UTF-8 text sits in the columns of a terminal. The texts are printable() already.
namespace cutover {

constexpr std::size_t terminal_columns = 80;

/// Columns that the text takes: East Asian characters two, combining marks none, others one.
[[nodiscard]] std::size_t columns_of(std::string_view text);

/// Prose in lines of at most `width` columns, broken at blanks, and inside words only where one
/// is wider than a line. Blanks at breaks go. At least one line.
[[nodiscard]] std::vector<std::string> wrapped_lines(std::string_view text, std::size_t width);

/// The same for values: nothing goes, so the lines one after the other are the text.
[[nodiscard]] std::vector<std::string> exact_lines(std::string_view text, std::size_t width);

}  // namespace cutover
