#pragma once

#include <optional>
#include <string>

namespace cutover {

/// A value of a discrepancy as every report shows it: NULL, numbers, dates and 0x... as they are,
/// text in double quotes, so that blanks at its ends, '' and the word NULL can be told apart.
/// printable().
[[nodiscard]] std::string value_display(const std::optional<std::string>& value);

/// Where two texts part, in code points, if that is hard to see: "character 10: end | U+0020".
/// Empty where reading the two values shows it.
[[nodiscard]] std::string parting_display(
    const std::optional<std::string>& source, const std::optional<std::string>& destination);

}  // namespace cutover
