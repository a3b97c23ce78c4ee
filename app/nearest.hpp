#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cutover {

/// Single-character insertions, deletions, replacements and swaps of neighbours between the two.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known word that the given one was most likely meant to be; "" where none is near (more than
/// about a third of it differs).
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace cutover
